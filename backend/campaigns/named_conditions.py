"""What an editor chooses instead of writing a condition: a group, a life event of the last days, an age that comes. Pure.

Each becomes lines of the rule language, so that counting and asking know conditions only. Which group somebody belongs to is said here by
what registers know; groups that no register knows (who cares for a relative) can't be chosen.
"""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from backend.rules.calendar_periods import MONTHS, add_days, latest_start

AudienceGroup = Literal[
    "elderly", "children", "parents", "graduates", "newcomers", "jobseekers", "veterans", "owners", "disabled", "low_income"
]  # fmt: skip
"""Keys of `catalogue/groups.toml` that registers can tell."""
AudienceEvent = Literal["birth", "marriage", "moved", "settled", "graduation", "retirement", "discharge"]

GROUPS: Mapping[AudienceGroup, str] = {
    "elderly": '{ attribute = "age", at_least = 60 }',
    "children": '{ attribute = "age", less_than = 18 }',
    "parents": '{ attribute = "child_age", less_than = 18 }',
    "graduates": '{ attribute = "graduated_on", within_last = { months = 24 } }',
    "newcomers": '{ attribute = "residence_registered_on", within_last = { months = 12 } }',
    "jobseekers": '{ attribute = "unemployment_registered", is = true }',
    "veterans": '{ attribute = "discharged_on", known = true }',
    "owners": '{ attribute = "property_count", at_least = 1 }',
    "disabled": '{ attribute = "disability_level", known = true }',
    "low_income": '{ not = { attribute = "low_income_status", is = "none" } }',
}
EVENTS: Mapping[AudienceEvent, str] = {
    "birth": "child_birth_date",
    "marriage": "married_on",
    "moved": "hukou_since",
    "settled": "residence_registered_on",
    "graduation": "graduated_on",
    "retirement": "pension_since",
    "discharge": "discharged_on",
}
"""The attribute that holds the day of an event. Of a death nobody is written to: the dead can't be, and relatives aren't by machine."""


class NamedParts(Struct, frozen=True, kw_only=True):
    """What was chosen: nothing of it is needed. `turns`: the age that somebody reaches within `turns_within` days."""

    group: AudienceGroup | Literal[""] = ""
    event: AudienceEvent | Literal[""] = ""
    event_days: int = 60
    turns: int = 0
    turns_within: int = 60


def condition_lines(parts: NamedParts, typed: str, on: date) -> str:
    """The chosen parts and what was typed, as lines of one condition on a day."""
    lines = [
        GROUPS[parts.group] if parts.group else "",
        event_line(parts.event, parts.event_days) if parts.event else "",
        birthday_lines(parts.turns, parts.turns_within, on) if parts.turns else "",
        typed.strip().rstrip(","),
    ]
    return ",\n".join(line for line in lines if line)


def event_line(event: AudienceEvent, days: int) -> str:
    """It happened at most so many days ago."""
    return f'{{ attribute = "{EVENTS[event]}", within_last = {{ days = {days} }} }}'


def birthday_lines(age: int, days: int, on: date) -> str:
    """They reach an age from tomorrow on within so many days: born in the span of days that gives this."""
    first, last = (latest_start(day, age * MONTHS) or date.min for day in (on, add_days(on, days)))
    return (
        f'{{ attribute = "birth_date", since = {add_days(first, 1).isoformat()} }},\n'
        f'{{ attribute = "birth_date", before = {add_days(last, 1).isoformat()} }}'
    )
