"""Monthly amount of a grant by the rule in force in that month. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

import msgspec

from backend.rules.calendar_periods import month_end, month_start, next_month
from backend.rules.grants import first_matching_grant
from backend.rules.rule import Rule, in_force
from backend.rules.types import Attribute, Fact, Facts

DAY = timedelta(days=1)
SEARCHED = 12 * 45  # months: nobody's next age band is further away


def lasting(facts: Facts, dictionary: Mapping[str, Attribute]) -> dict[str, Fact]:
    """Facts without expiry for values that never change, such as a birth date."""
    return {
        name: msgspec.structs.replace(fact, expires=None)
        if name in dictionary and not dictionary[name].changes
        else fact
        for name, fact in facts.items()
    }


def in_month(rules: Sequence[Rule], facts: Facts, month: date) -> int | None:
    """Monthly amount in yuan; None when rule or facts leave it open.

    A birthday counts for its whole month (proposal: the rules found say nothing of the month of a birthday).
    """
    last = month_end(month)
    rule = in_force(rules, last)
    grant, sure = (None, False) if rule is None else first_matching_grant(rule.grant, facts, last)
    return grant.amount if sure and grant is not None and grant.period == "month" else None


def begins_in(rules: Sequence[Rule], month: date) -> bool:
    """Check whether the rule that decides a month is another one than the month before."""
    return in_force(rules, month_end(month)) is not in_force(rules, month_end(month - DAY))


def next_band(rules: Sequence[Rule], facts: Facts, month: date) -> tuple[date, int] | None:
    """First later month with another amount, and that amount; None if it never changes."""
    now, later = in_month(rules, facts, month), next_month(month)
    for _ in range(SEARCHED):
        amount = in_month(rules, facts, later)
        if now is not None and amount is not None and amount != now:
            return month_start(later), amount
        later = next_month(later)
    return None


class AmountOf(Protocol):
    """The amount of each month of one grant."""

    def __call__(self, month: date) -> int | None:
        """Amount of a month in yuan; None while undecided."""
        ...
