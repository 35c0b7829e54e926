"""Command `futian mandates`."""

import asyncio
import os
import sys

import asyncpg
import click
import msgspec

from backend.cases.consents import verify as submissions
from backend.cases.consents.messages import VERIFY_HELP, VERIFY_SAYS
from backend.cases.consents.verify import Replayed
from backend.delegation import verify as given
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.settings import Settings

DATABASE = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=VERIFY_HELP("database"))


@click.group(help=VERIFY_HELP("group"))
def mandates() -> None:
    """Group of the command below."""


@mandates.command(help=VERIFY_HELP("verify"))
@DATABASE
def verify(database: str) -> None:
    """Replay every consent; ids and counts only. Ends with 1 if one doesn't fit."""
    settings = msgspec.structs.replace(Settings.from_env(os.environ), database_url=database)
    of_mandates, of_submissions = asyncio.run(replayed(settings))
    for done, name in ((of_mandates, "mandates"), (of_submissions, "submissions")):
        click.echo(VERIFY_SAYS(name, checked=done.checked, wrong=len(done.wrong)))
    wrong = of_mandates.wrong + of_submissions.wrong
    for one in wrong:
        click.echo(f"{one.table} {one.id} {one.fault}")
    sys.exit(1 if wrong else 0)


async def replayed(settings: Settings) -> tuple[Replayed, Replayed]:
    """Replay the consents to mandates, and those to submissions."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await prepare(db)
        vault = Vault(settings.sealing_keys, settings.hash_key)
        return Replayed(*await given.replay(db, vault)), await submissions.replay(db, vault)
    finally:
        await db.close()
