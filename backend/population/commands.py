"""`futian population …`: eligible residents, gains and losses of a draft; counts only, none below twenty."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import click
import msgspec

from backend.catalogue.published import PublishedCatalogue
from backend.kit import embedded_servers, migrate
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import eldest
from backend.kit.db import prepare
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.population import load, seeding
from backend.population.disclosure_control import DisclosureRule
from backend.population.impact import effect, impact_counts
from backend.population.row_format import row_format
from backend.population.rule_versions import read_draft, version_on
from backend.population.table import Population
from backend.rules.rule import Rule
from backend.settings import Settings

T = TypeVar("T")
_messages = Messages.beside(__file__)
SAYS, HELP = _messages.texts("terminal", Audience.MACHINE), _messages.texts("help", Audience.MACHINE)
ADDRESS = click.option("--database", envvar="FUTIAN_DATABASE_URL", required=True, help=HELP("database"))
ON = click.option("--on", default=None, help=HELP("on"))


@click.group(help=HELP("population"))
def population() -> None:
    """Group of the commands below."""


@population.command(help=HELP("eligible"))
@click.argument("service")
@ON
@ADDRESS
def eligible(service: str, on: str | None, database: str) -> None:
    """Count who is eligible for a service on a day, and newly so, by street, age and sex; prints JSON."""
    day = the_day(on)

    async def work(db: Db) -> Any:
        rules = await rules_of(db, service, day)
        return impact_counts(await load_population(db), rules, day, disclosure_rule())

    print_json(run(database, work))


@population.command(help=HELP("impact"))
@click.argument("service")
@click.option(
    "--draft", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help=HELP("draft")
)
@ON
@ADDRESS
def impact(service: str, draft: Path, on: str | None, database: str) -> None:
    """Count who gains and who loses by a draft; prints JSON, or the mistakes of the draft."""
    day, read = the_day(on), read_draft(draft.read_text("utf-8"), service, str(draft))
    if read.mistakes:
        raise click.ClickException("\n".join(str(one) for one in read.mistakes))

    async def work(db: Db) -> Any:
        rules = await rules_of(db, service, day)
        return effect(await load_population(db), rules, read.rules, day, disclosure_rule())

    print_json(run(database, work))


@population.command("write-down", help=HELP("write_down"))
@ADDRESS
def write_down(database: str) -> None:
    """Write changed residents to the index table; the worker usually does."""
    click.echo(SAYS("written", count=run(database, lambda db: load.write_index_rows(db, row_format()))))


@population.command(help=HELP("sample"))
@click.option("--count", default=10_000, show_default=True)
@click.option("--var", type=click.Path(path_type=Path), help=HELP("var"))
@click.option("--database", envvar="FUTIAN_DATABASE_URL", help=HELP("database"))
def sample(count: int, var: Path | None, database: str | None) -> None:
    """Fill a trial installation with invented residents."""
    address = trial(var) if var else database
    if not address or (not var and not settings().sample):
        raise click.ClickException(SAYS("no_trial"))
    click.echo(SAYS("added", count=run(address, lambda db: seeding.add_residents(db, count, utc_now()))))


def trial(var: Path) -> str:
    """Return the database URL of the trial installation in this folder."""
    if not (var / "postgres" / "postmaster.pid").exists():
        raise click.ClickException(SAYS("not_running", folder=var))
    root = embedded_servers.start_postgres(var.resolve() / "postgres")
    return migrate.as_role(asyncio.run(migrate.make_database(root, "futian")))


async def load_population(db: Db) -> Population:
    """Load the population into this process, with progress messages."""
    click.echo(SAYS("loading"), err=True)
    began = time.perf_counter()
    found = await load.load(db)
    click.echo(SAYS("loaded", count=found.count, seconds=f"{time.perf_counter() - began:.1f}"), err=True)
    return found


async def rules_of(db: Db, service: str, day: date) -> tuple[Rule, ...]:
    """Return the rules in force on a day."""
    version = await version_on(db, PublishedCatalogue(), service, day)
    if version is None:
        raise click.ClickException(SAYS("no_version", service=service, day=day))
    return version.rules


def the_day(on: str | None) -> date:
    """Parse the day option; default: today."""
    try:
        return date.fromisoformat(on) if on else local_date(utc_now())
    except ValueError as error:
        raise click.ClickException(SAYS("no_day", typed=on)) from error


def settings() -> Settings:
    """Read the settings of this installation."""
    return Settings.from_env(os.environ)


def disclosure_rule() -> DisclosureRule:
    """Return the rounding with this installation's key, so that all processes give equal counts."""
    return DisclosureRule(eldest(settings().hash_key).secret)


def print_json(found: Any) -> None:
    """Print a result as JSON."""
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


def run(database: str, work: Callable[[Db], Awaitable[T]]) -> T:
    """Run a function with a connection."""

    async def inside() -> T:
        db = await asyncpg.connect(database)
        try:
            await prepare(db)
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(inside())
