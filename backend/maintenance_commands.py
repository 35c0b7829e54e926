"""`futian maintenance on|off|page`: rest the house with a word to residents, open it, print the page for a proxy."""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from backend.kit.clock import SHANGHAI
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
SAYS = _messages.texts("maintenance", Audience.MACHINE)
FILE = click.option(
    "--file",
    "file",
    envvar="FUTIAN_MAINTENANCE_FILE",
    required=True,
    type=click.Path(path_type=Path),
    help=SAYS("help_file"),
)


@click.group(help=SAYS("help"))
def maintenance() -> None:
    """Group of the commands below."""


@maintenance.command("on", help=SAYS("help_on"))
@click.option("--until", type=click.DateTime(["%Y-%m-%dT%H:%M"]), default=None, help=SAYS("help_until"))
@FILE
def on(file: Path, until: datetime | None) -> None:
    """Write the file; every web process sees it within a second."""
    written = file.with_name(file.name + ".new")
    written.write_text(until.replace(tzinfo=SHANGHAI).isoformat() if until else "", encoding="ascii")
    os.replace(written, file)
    click.echo(SAYS("on"))


@maintenance.command("off", help=SAYS("help_off"))
@FILE
def off(file: Path) -> None:
    """Take the file away."""
    file.unlink(missing_ok=True)
    click.echo(SAYS("off"))


@maintenance.command("page", help=SAYS("help_page"))
def page() -> None:
    """Print the page, for the proxy to serve while nothing answers behind it."""
    from pwa.maintenance import maintenance_page

    sys.stdout.buffer.write(maintenance_page("normal"))
