"""Whatever in the catalogue has a last day is watched, or a reason stands beside it: deadlines of citizens, papers that lapse, yearly checks."""

import tomllib
from datetime import date
from pathlib import Path

from backend.campaigns.find_deadlines import last_day
from backend.cases.clock.deadline import Calendar
from backend.catalogue.load import read_all_rules, read_service, service_files
from backend.catalogue.types import Service
from backend.registers.attributes import attributes
from backend.rules.conditions import fact_name
from backend.rules.obligations import obligations_after
from backend.rules.rule import attributes_of

SERVICES = [read_service(path) for path in service_files()]
RULES = read_all_rules()
REASONS = tomllib.loads(Path(__file__).with_name("unwatched.toml").read_text("utf-8"))
CALENDAR = Calendar({}, frozenset())
ENDINGS = ("_until", "_anniversary")


def watched(service: Service, key: str) -> bool:
    """Is somebody told: by what the service announces, or by the date in a form that was begun?"""
    [deadline] = [one for one in service.deadline if one.key == key]
    duty = any(one.when != "happened" for one in service.announce) and key in ("apply", "endorse")
    return duty or last_day(deadline, "2026-12-01", CALENDAR) is not None


def test_every_deadline_is_watched_or_says_why_not() -> None:
    unwatched = {f"{one.code}:{d.key}" for one in SERVICES for d in one.deadline if not watched(one, d.key)}
    reasons = [name for names in REASONS["deadlines"].values() for name in names]
    assert len(reasons) == len(set(reasons))
    assert set(reasons) == unwatched


def test_every_last_day_that_a_register_knows_is_watched_or_says_why_not() -> None:
    known = {name for name, one in attributes().items() if one.kind == "date" and name.endswith(ENDINGS)}
    announced = {a.attribute for one in SERVICES for a in one.announce if a.when == "lapses"}
    by_rule = [one.code for one in SERVICES if any(a.when == "eligible" for a in one.announce)]
    read = {fact_name(attribute) for code in by_rule for attribute in attributes_of(RULES[code].rules)}
    assert set(REASONS["papers"]) == known - announced - read


def test_every_yearly_check_is_dated_so_that_its_holder_is_reminded() -> None:
    for code, file in RULES.items():
        for rule in file.rules:
            yearly = {one.key for one in rule.obligation if one.months and one.who != "district"}
            dated = {due.key for due in obligations_after(rule, date(2026, 12, 1)) if due.closes is not None}
            assert yearly <= dated, code
