"""Which grant a rule gives on a date, and when it will change by itself."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from msgspec import Struct

from backend.kit.messages.render import Messages
from backend.rules import calendar_periods
from backend.rules.answer import is_true
from backend.rules.change_dates import rule_change_days
from backend.rules.conditions import AllOf
from backend.rules.decision import GrantedBenefit
from backend.rules.facts import value_on
from backend.rules.rule import GrantRule, Period, Rule, in_force
from backend.rules.types import Facts

_messages = Messages.beside(__file__)
PERIODS = _messages.words("Period", Period)
GRANTED = _messages.texts("granted")


class GrantResult(Struct, frozen=True):
    """Result of a rule without reasons: whether all requirements are true, and the grant.

    `settled` when nothing that is still unknown matters; `fits` is false when it is certain that no grant fits.
    """

    truth: bool | None
    settled: bool
    grant: GrantRule | None = None
    fits: bool = True

    @property
    def approves(self) -> bool:
        """True for a proven approval with a known grant."""
        return self.truth is True and self.settled and self.fits


def grant_result(rule: Rule, facts: Facts, on: date) -> GrantResult:
    """Evaluate a rule for a person, without reasons."""
    truth = is_true(AllOf(rule.require), facts, on)
    if truth is False:
        return GrantResult(False, True)
    grant, sure = first_matching_grant(rule.grant, facts, on)
    fits = grant is not None or not sure or not rule.grant
    return GrantResult(truth, sure and (truth is True or not fits), grant if truth else None, fits)


def first_matching_grant(grants: tuple[GrantRule, ...], facts: Facts, on: date) -> tuple[GrantRule | None, bool]:
    """Return the first grant whose condition is true; uncertain if an earlier one, or its own end, is unknown."""
    for grant in grants:
        fits = True if grant.when is None else is_true(grant.when, facts, on)
        if fits is None:
            return None, False
        if fits:
            return grant, grant.until is None or value_on(grant.until, facts, on)[0] is not None
    return None, True


def granted(rules: Sequence[Rule], grant: GrantRule, facts: Facts, on: date) -> GrantedBenefit:
    """Return a grant with its dates, and the next change that is certain if the facts stay the same."""
    then = next_change(rules, grant, facts, on) if grant.period == "month" else None
    return GrantedBenefit(
        says=grant.says or grant_text(grant),
        amount=grant.amount,
        unit=grant.unit,
        period=grant.period,
        first_month=_first_month(grant, on),
        until=_until(grant, facts, on),
        then_on=None if then is None else then[0],
        then_amount=None if then is None else then[1],
    )


def grant_text(grant: GrantRule) -> str:
    """Describe a grant for a resident."""
    if grant.amount is None or grant.period is None:
        return GRANTED("nothing_paid")
    return GRANTED("amount", period=grant.period, amount=grant.amount, unit=grant.unit)


def nothing_paid() -> GrantedBenefit:
    """Return the grant of a service that pays nothing."""
    return GrantedBenefit(GRANTED("nothing_paid"), None, "", None, None, None)


def next_change(rules: Sequence[Rule], grant: GrantRule, facts: Facts, on: date) -> tuple[date, int] | None:
    """Return the day from which another grant applies, and its amount."""
    for day in rule_change_days(rules, facts, on):
        rule = in_force(rules, day)
        later, sure = (None, False) if rule is None else first_matching_grant(rule.grant, facts, day)
        if sure and later is not None and later.amount is not None and later.amount != grant.amount:
            return day, later.amount
    return None


def _first_month(grant: GrantRule, on: date) -> date | None:
    if grant.first_month is None:
        return None
    return calendar_periods.month_start(on) if grant.first_month == "of_approval" else calendar_periods.next_month(on)


def _until(grant: GrantRule, facts: Facts, on: date) -> date | None:
    if grant.until is not None:
        return cast(date, value_on(grant.until, facts, on)[0])
    return None if grant.for_months is None else calendar_periods.add_months(on, grant.for_months)


def grant_summary(given: GrantedBenefit) -> str:
    """Describe what the applicant gets, in one sentence."""
    said = _from_until(given.says, given.first_month, given.until)
    then = {"then_on": given.then_on, "then_amount": given.then_amount, "unit": given.unit} if given.then_on else {}
    return GRANTED("summary", grant=said, **then)


def _from_until(grant: str, first_month: date | None, until: date | None) -> str:
    if first_month and until:
        return GRANTED("from_until", grant=grant, first_month=first_month, until=until)
    if first_month:
        return GRANTED("from", grant=grant, first_month=first_month)
    return GRANTED("until", grant=grant, until=until) if until else grant
