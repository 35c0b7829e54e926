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

LINE, TOTAL = (Messages.beside(__file__).take(f"stale.{key}") for key in ("line", "total"))


@click.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天看；默认今天")
def stale(day: datetime | None) -> None:
    """列出依据已到期、可能已到期或90天内到期的内容；有已到期或可能已到期的，以1退出。"""
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
