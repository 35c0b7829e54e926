"""Days on which the result of a condition can change although the facts stay the same."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import cast

from backend.rules import calendar_periods
from backend.rules import comparators as c
from backend.rules.conditions import Atom, Condition, atoms_of
from backend.rules.facts import value_on
from backend.rules.rule import Rule, conditions_of
from backend.rules.types import Facts, Record, Value

ANNIVERSARIES = 2
MONTHS_AHEAD = 13


def change_days(conditions: Iterable[Condition], facts: Facts, on: date) -> list[date]:
    """Return the later days on which a comparison can change its result, in order; between them nothing changes.

    Months of the calendar (`in_month` of today) are looked at for thirteen months ahead, anniversaries for two years.
    """
    days: set[date] = set()
    compared = {(atom.attribute.name, atom.compare): atom for one in conditions for atom in atoms_of(one)}
    for atom in compared.values():  # versions of a rule compare the same things again and again
        days.update(day for day in _turns(atom, facts, on) if day > on)
    return sorted(days)


def rule_change_days(rules: Sequence[Rule], facts: Facts, on: date) -> list[date]:
    """Return the later days on which the result of rules can change, including their own validity dates."""
    days = set(change_days([one for rule in rules for one in conditions_of(rule)], facts, on))
    days.update(rule.valid_from for rule in rules if rule.valid_from > on)
    ends = (rule.valid_to for rule in rules if rule.valid_to is not None)
    days.update(calendar_periods.add_days(end, 1) for end in ends if end >= on)
    return sorted(days)


def _turns(atom: Atom, facts: Facts, on: date) -> Iterator[date]:
    derived = atom.attribute.derived
    if derived is not None and derived.by == "today":
        yield from _calendar(atom, on)
        return
    value = _stored(atom, facts, on)
    if value is None:
        return
    if derived is not None:
        yield from _birthdays(atom, cast(date, value), on)
    elif atom.attribute.kind == "records":
        yield from _records(cast(tuple[Record, ...], value))
    elif atom.attribute.kind == "date":
        yield from _dates(atom, cast(date, value), on)


def _stored(atom: Atom, facts: Facts, on: date) -> Value:
    attribute = atom.attribute
    if attribute.derived is None:
        return value_on(attribute, facts, on)[0]
    fact = facts.get(attribute.derived.of)
    usable = fact is not None and fact.trouble is None and (fact.expires is None or fact.expires >= on)
    return fact.value if fact is not None and usable else None


def _calendar(atom: Atom, on: date) -> Iterator[date]:
    match atom.compare:
        case c.Before(day) | c.Since(day):
            yield day
        case c.InMonth():
            yield from (
                calendar_periods.add_months(calendar_periods.month_start(on), ahead)
                for ahead in range(1, MONTHS_AHEAD + 1)
            )


def _birthdays(atom: Atom, birth: date, on: date) -> Iterator[date]:
    yield birth
    for bound in _bounds(atom.compare):
        yield from (
            calendar_periods.add_months(birth, calendar_periods.MONTHS * years)
            for years in (bound, bound + 1)
            if years >= max(0, on.year - birth.year)  # earlier ones have passed
        )


def _bounds(compare: c.Compare) -> tuple[int, ...]:
    match compare:
        case c.AtLeast(number) | c.AtMost(number) | c.MoreThan(number) | c.LessThan(number):
            return (number,)
        case c.Is(value):
            return (int(value),)
        case c.OneOf(values):
            return tuple(int(value) for value in values)
    return ()


def _records(records: tuple[Record, ...]) -> Iterator[date]:
    for record in records:
        if record.since is not None:
            yield record.since
        if record.until is not None:
            yield calendar_periods.add_days(record.until, 1)


def _dates(atom: Atom, value: date, on: date) -> Iterator[date]:
    match atom.compare:
        case c.NotPassed():
            yield calendar_periods.add_days(value, 1)
        case c.Reached():
            yield value
        case c.AtLeastAgo(span):
            yield span.after(value)
        case c.WithinLast(span):
            yield from (value, calendar_periods.add_days(span.after(value), 1))
        case c.WithinNext(span):
            nearest = calendar_periods.earliest_start(calendar_periods.add_days(value, -span.days), span.full_months)
            yield from (nearest, calendar_periods.add_days(value, 1))
        case c.BeforeAnniversary(days):
            for ahead in range(ANNIVERSARIES):
                full = calendar_periods.next_anniversary(
                    value, calendar_periods.add_months(on, calendar_periods.MONTHS * ahead)
                )
                yield from (calendar_periods.add_days(full, -days), calendar_periods.add_days(full, 1))
