"""`futian audit …`: what an auditor asks at a terminal."""

import asyncio
import os
import sys

import asyncpg
import click
import msgspec

from backend.audit.service import check
from backend.audit.types import AuditCheck
from backend.kit.clock import utc_now
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.settings import Settings

_messages = Messages.beside(__file__)
HELP, CHECKED = _messages.texts("help", Audience.MACHINE), _messages.take("checked")


@click.group(help=HELP("audit"))
def audit() -> None:
    """Group of the commands below."""


@audit.command(help=HELP("verify"))
@click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=HELP("database"))
def verify(database: str) -> None:
    """Check the whole log: changed, deleted, moved or cut lines; exits with 1 if there are any."""
    checked = asyncio.run(run(msgspec.structs.replace(Settings.from_env(os.environ), database_url=database)))
    click.echo(CHECKED(Audience.MACHINE, lines=checked.lines, heads=checked.heads, findings=len(checked.findings)).text)
    for finding in checked.findings:
        click.echo(f"{finding.kind}\t{finding.where}\t{finding.says}")
    sys.exit(1 if checked.findings else 0)


async def run(settings: Settings) -> AuditCheck:
    """Check the log of this installation."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        return await check(db, settings, utc_now())
    finally:
        await db.close()
