"""`futian catalogue stale`: what rests on laws that have ended or soon will."""

import sys
from datetime import datetime

import click

from backend.catalogue.exchange.folder import entries_in
from backend.catalogue.load import read_all_rules
from backend.catalogue.stale import any_ended, stale_claims
from backend.kit.clock import local_date, utc_now
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

_messages = Messages.beside(__file__)
LINE, TOTAL = _messages.take("stale.line"), _messages.take("stale.total")
HELP = _messages.texts("help_stale", Audience.MACHINE)


@click.command(help=HELP("command"))
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help=HELP("on"))
def stale(day: datetime | None) -> None:
    """List what rests on laws that have ended, may have ended or will within 90 days; exits with 1 for the first two."""
    on = day.date() if day else local_date(utc_now())
    services = {entry.service.code: entry.service for entry in entries_in()}
    found = stale_claims(services, {code: file.rules for code, file in read_all_rules().items()}, on)
    for one in found:
        said = LINE(
            Audience.OFFICER, code=one.code, service=one.service, place=one.place, says=one.says, law=one.law,
            day=one.day, state=one.state,
        )  # fmt: skip
        click.echo(said.text)
    click.echo(TOTAL(Audience.OFFICER, count=len(found), ended=sum(one.ended for one in found), day=on).text)
    sys.exit(1 if any_ended(found) else 0)
