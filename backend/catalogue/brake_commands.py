"""`futian brakes` and `futian brake …`: stop machine approvals from the command line, and release them."""

import click

from backend.catalogue import brakes as brake_service
from backend.catalogue import store
from backend.catalogue.commands import HELP, NEEDED, SAYS, run
from backend.kit.clock import SHANGHAI, utc_now
from backend.kit.sql import Db
from backend.residents.separation import at_terminal, by_name, display_name

BY = click.option("--by", required=True, help=HELP("by"))
WHY = click.option("--reason", required=True, help=HELP("reason"))


@click.command(help=HELP("brakes"))
@NEEDED
def brakes(database: str) -> None:
    """List the brakes that are on: service, who, since when, why."""
    for one in run(database, store.brakes):
        since = f"{one.pulled_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        click.echo("\t".join((one.service or SAYS("all_services"), since, display_name(one.pulled_by), one.reason)))


@click.group(help=HELP("brake"))
def brake() -> None:
    """Group of the commands below."""


@brake.command("pull", help=HELP("brake_pull"))
@click.argument("service", default="")
@BY
@WHY
@NEEDED
def pull(service: str, by: str, reason: str, database: str) -> None:
    """Stop the machine approvals of one service, or of all."""
    run(database, lambda db: brake_service.pull(db, service.upper(), by_name(at_terminal(by)), reason, utc_now()))
    click.echo(SAYS("brake_pulled", service=service.upper() or SAYS("all_services")))


@brake.command("release", help=HELP("brake_release"))
@click.argument("service", default="")
@BY
@WHY
@NEEDED
def release(service: str, by: str, reason: str, database: str) -> None:
    """Release a brake; another operator has to do it."""

    async def act(db: Db) -> None:
        found = next((one for one in await store.brakes(db) if one.service == service.upper()), None)
        if found is None:
            raise brake_service.NotPulled
        await brake_service.release(db, found.id, by_name(at_terminal(by)), reason, utc_now())

    run(database, act)
    click.echo(SAYS("brake_released", service=service.upper() or SAYS("all_services")))
