"""Days of a month on which orders are listed, released and paid. Pure."""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.rules.calendar_periods import month_start
from backend.rules.rule import Provenance


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """Days of a month, and how far they are known."""

    list_by: int
    leaves_by: int
    paid_by: int
    mark: Provenance

    def listed_month(self, today: date) -> date:
        """The newest month whose list is due: this one from the list day on, else the one before."""
        this = month_start(today)
        return this if today.day >= self.list_by else month_start(this - timedelta(days=1))

    def pay_on(self, today: date) -> date:
        """The day on which what is listed today is paid; a late list is paid at once."""
        return max(today, month_start(today).replace(day=self.paid_by))

    def next_payment(self, today: date) -> date:
        """The day of the next payment, as a page tells it."""
        paid = month_start(today).replace(day=self.paid_by)
        return paid if today <= paid else (month_start(today) + timedelta(days=32)).replace(day=self.paid_by)


@cache
def plan() -> Plan:
    """The plan in force."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name("plan.toml").read_text("utf-8")), Plan)
