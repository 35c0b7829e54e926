"""`futian …`: everything an operator, an editor or a tester does from a terminal."""

import asyncio
import os
import sys
from datetime import date, datetime
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import click

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
HELP, NO_RULES = _messages.texts("help", Audience.MACHINE), _messages.take("no_rules")


def two_where_there_are() -> int:
    """Two web processes where two cores are."""
    return min(2, os.cpu_count() or 1)


COMMANDS = {
    "audit": "backend.audit.commands", "brake": "backend.catalogue.brake_commands", "brakes": "backend.catalogue.brake_commands",
    "campaigns": "backend.campaigns.editorial.commands", "catalogue": "backend.catalogue.commands", "doctor": "backend.doctor",
    "keys": "backend.privacy.commands", "notices": "backend.campaigns.commands", "maintenance": "backend.maintenance_commands",
    "mandates": "backend.cases.consents.commands", "messages": "backend.message_commands",
    "population": "backend.population.commands", "receipts": "backend.cases.commands",
    "replay": "backend.cases.commands", "rules": "backend.catalogue.rule_sheet",
    "switch": "backend.catalogue.switch_commands", "switches": "backend.catalogue.switch_commands",
}  # fmt: skip
"""Commands of the rooms, each with its module, which is imported when the command is used: `futian up` stays small."""


class Commands(click.Group):
    """Our commands and those of the rooms."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found: click.Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return found


@click.group(cls=Commands, help=HELP("main"))
@click.version_option(version("smart-futian"), message=f"{HELP('product')} %(version)s")
def main() -> None:
    """Group of all commands."""


@main.command(help=HELP("routes"))
def routes() -> None:
    """Print the internal OpenAPI document of all routes, for tests and reviews."""
    import msgspec

    from backend.app import house
    from backend.kit.clock import utc_now
    from backend.kit.response_cache import PageCache
    from backend.route_inventory import internal_document
    from backend.settings import Settings

    document = internal_document(house(Settings.from_env(os.environ), utc_now, PageCache()))
    click.echo(msgspec.json.format(msgspec.json.encode(document)).decode())


@main.command(help=HELP("up"))
@click.option("--port", default=8000, envvar="PORT", show_default=True, help=HELP("port"))
@click.option("--var", "folder", default="var", envvar="VAR", show_default=True, help=HELP("folder"))
@click.option("--workers", default=two_where_there_are, envvar="WORKERS", help=HELP("workers"))
def up(port: int, folder: str, workers: int) -> None:
    """Run everything on this machine: databases, sample registers, web, worker."""
    from backend.up import up as run_up

    sys.exit(run_up(Path(folder).expanduser(), port, workers))


@main.command(help=HELP("worker"))
def worker() -> None:
    """Run the worker; settings come from the environment."""
    from backend.worker import main as run_worker

    run_worker()


@main.command(help=HELP("web"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=two_where_there_are, help=HELP("workers"))
def web(host: str, port: int, workers: int) -> None:
    """Run the web server; settings come from the environment."""
    from backend import settings_checks
    from backend.settings import SettingMissing, Settings

    try:
        settings_checks.refuse(Settings.from_env(os.environ))
    except SettingMissing as error:
        sys.exit(str(error))
    os.execv(sys.executable, [  # noqa: S606 - our own interpreter and module
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", host, "--port", str(port),
        "--workers", str(workers), "--respawn-failed-workers", "backend.app:create",
    ])  # fmt: skip


@main.command(help=HELP("decide"))
@click.argument("service")
@click.option("--facts", "facts_file", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", "on", default=None, help=HELP("on"))
def decide(service: str, facts_file: Path, on: str | None) -> None:
    """Decide on a file of facts by the rules of a service; prints JSON."""
    from backend.catalogue.load import RULES
    from backend.registers.attributes import attributes
    from backend.rules import command
    from backend.rules.diagnostics import RuleFileError
    from backend.rules.facts import InvalidFacts

    rule_file = RULES / f"{service.upper()}.toml"
    if not rule_file.exists():
        raise click.ClickException(NO_RULES(Audience.MACHINE, service=service, file=rule_file.name).text)
    try:
        day = date.fromisoformat(on) if on else datetime.now().astimezone().date()
        click.echo(command.decision_for(rule_file, facts_file, day, attributes()))
    except (InvalidFacts, RuleFileError, ValueError) as error:
        raise click.ClickException(str(error)) from error


@main.command("attributes", help=HELP("attributes"))
def list_attributes() -> None:
    """Print the dictionary of attributes, one JSON a line."""
    from backend.registers.attributes import attributes
    from backend.rules.command import dictionary_lines

    for line in dictionary_lines(attributes()):
        click.echo(line)


@main.command("read-document", help=HELP("read_document"))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def read_document(files: tuple[Path, ...]) -> None:
    """Print what pre-review saw in each file, one JSON a line."""
    from backend.materials.reading.command import read_document as read

    for line in read(files):
        click.echo(line, nl=False)  # a line ends itself


@main.group(help=HELP("db"))
def db() -> None:
    """Group of the commands below."""


@db.command("upgrade", help=HELP("db_upgrade"))
@click.option("--admin", envvar="FUTIAN_ADMIN_DATABASE_URL", required=True)
def upgrade(admin: str) -> None:
    """Upgrade to the newest migration and create the role of the application."""
    from backend.kit import migrate

    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))


if __name__ == "__main__":
    main()
