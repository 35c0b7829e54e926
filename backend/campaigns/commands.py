"""Command `futian notices why`."""

import asyncio
import os
from uuid import UUID

import asyncpg
import click
import msgspec

from backend.campaigns.explain_message import Reproduced, reproduce
from backend.cases.services import case_services
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.registers.client import Registers
from backend.settings import Settings

SAYS = Messages.beside(__file__).texts("terminal", Audience.MACHINE)


@click.group(help=SAYS("notices"))
def notices() -> None:
    """Group of the commands about personalised messages."""


@notices.command(help=SAYS("why"))
@click.argument("id", type=click.UUID)
@click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=SAYS("database"))
def why(id: UUID, database: str) -> None:
    """Print the reasons of a message, and whether asking the same again gives the same; ends with 1 where it doesn't."""
    found = asyncio.run(reasons(id, database))
    if not found:
        raise click.ClickException(SAYS("none", id=str(id)))
    for one in found:
        click.echo(msgspec.json.encode(one).decode())
    if any(one.reproduced == "different" for one in found):
        raise click.ClickException(SAYS("different"))


async def reasons(id: UUID, database: str) -> list[Reproduced]:
    """Ask again with the settings of this installation."""
    settings = Settings.from_env(os.environ)
    registers = Registers(settings)
    db = await asyncpg.connect(database)
    try:
        await prepare(db)
        return await reproduce(db, case_services(settings, registers), id)
    finally:
        await db.close()
        await registers.close()
