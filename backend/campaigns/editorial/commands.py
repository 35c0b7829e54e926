"""Commands `futian campaigns list` and `futian campaigns show`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import asyncpg
import click
import msgspec

from backend.campaigns.editorial import store
from backend.campaigns.editorial.types import Campaign, MemberCount
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import NotThere
from backend.kit.sql import Db

T = TypeVar("T")
SAYS = Messages.beside(__file__).texts("terminal", Audience.MACHINE)
MOST = 50


@click.group(help=SAYS("campaigns"))
def campaigns() -> None:
    """Group of the commands about campaigns."""


@campaigns.command("list", help=SAYS("list"))
@click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=SAYS("database"))
def list_campaigns(database: str) -> None:
    """Print the newest campaigns, a line each."""
    for one in asyncio.run(asking(database, lambda db: store.campaigns(db, most=MOST))):
        members = "-" if one.members is None else str(one.members)
        click.echo(f"{one.id}\t{one.state}\t{members}\t{one.content.name}")


@campaigns.command("show", help=SAYS("show"))
@click.argument("id", type=click.UUID)
@click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=SAYS("database"))
def show_campaign(id: UUID, database: str) -> None:
    """Print one campaign as JSON with the exact number of people by outcome, for operators."""
    try:
        found, counts = asyncio.run(asking(database, lambda db: whole(db, id)))
    except NotThere:
        raise click.ClickException(SAYS("none", id=str(id))) from None
    click.echo(msgspec.json.encode(found).decode())
    for one in counts:
        click.echo(f"{one.state}\t{one.reason or '-'}\t{one.number}")


async def whole(db: Db, id: UUID) -> tuple[Campaign, list[MemberCount]]:
    """A campaign with the ends of its people."""
    return await store.campaign(db, id=id), await store.member_counts(db, campaign=id)


async def asking(database: str, question: Callable[[Db], Awaitable[T]]) -> T:
    """Ask the database one thing."""
    db = await asyncpg.connect(database)
    try:
        await prepare(db)
        return await question(db)
    finally:
        await db.close()
