"""`futian switches` and `futian switch …`: turn machine approval of a service on or off from the command line."""

import click

from backend.catalogue import switches as switch_service
from backend.catalogue.commands import HELP, NEEDED, SAYS, run
from backend.kit.clock import SHANGHAI, utc_now
from backend.residents.separation import at_terminal, by_name, display_name


@click.command(help=HELP("switches"))
@NEEDED
def switches(database: str) -> None:
    """List each service with rules: its switch, who turned it, since when, why."""
    lines = run(database, lambda db: switch_service.all_switches(db, utc_now()))
    for line in lines:
        since = f"{line.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if line.since else SAYS("as_shipped")
        click.echo(
            "\t".join(
                (
                    line.code,
                    SAYS("on" if line.on else "off"),
                    since,
                    display_name(line.by) or "-",
                    line.name,
                    line.reason,
                )
            ).rstrip()
        )
    click.echo(SAYS("switches", count=len(lines), on=sum(line.on for line in lines)))


@click.group(help=HELP("switch"))
def switch() -> None:
    """Group of the commands below."""


def turn(database: str, service: str, on: bool, by: str, reason: str) -> None:
    """Turn a switch and print its new state."""
    done = run(
        database, lambda db: switch_service.turn(db, service.upper(), on, by_name(at_terminal(by)), reason, utc_now())
    )
    click.echo(SAYS("switched_on" if on else "switched_off", code=done.code, name=done.name))


@switch.command("on", help=HELP("switch_on"))
@click.argument("service")
@click.option("--by", required=True, help=HELP("on_by"))
@click.option("--reason", required=True, help=HELP("reason"))
@NEEDED
def on(service: str, by: str, reason: str, database: str) -> None:
    """Turn machine approval of a service on."""
    turn(database, service, True, by, reason)


@switch.command("off", help=HELP("switch_off"))
@click.argument("service")
@click.option("--by", required=True, help=HELP("off_by"))
@click.option("--reason", required=True, help=HELP("reason"))
@NEEDED
def off(service: str, by: str, reason: str, database: str) -> None:
    """Turn machine approval of a service off."""
    turn(database, service, False, by, reason)
