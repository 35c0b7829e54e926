"""A changed rule on one application, and which counts of many may be shown."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from backend.cases.rule_replay.compare import Tally, first_day, kind_of_change
from backend.cases.rule_replay.types import ReplayKind
from backend.population.disclosure_control import DisclosureRule
from backend.registers.attributes import attributes
from backend.rules.comparators import Is
from backend.rules.conditions import Atom, NeedsPerson
from backend.rules.facts import fact_of
from backend.rules.rule import GrantRule, Rule

TODAY = date(2026, 12, 1)
KNOWN = Atom(attributes()["identity_verified"], Is(True), "核验过")
PHONE = Atom(attributes()["phone_confirmed"], Is(True), "有手机")
NOBODY = Atom(attributes()["identity_verified"], Is(False), "没有核验")
OLD = Rule(
    valid_from=date(2020, 1, 1), basis="x", provenance="proposal", require=(KNOWN,), grant=(GrantRule(amount=200, unit="元", period="month"),),
    start="", laws=("",),
)  # fmt: skip
FACTS = {"identity_verified": fact_of(attributes()["identity_verified"], True, "self", TODAY, date(2026, 12, 2))}


def pays(amount: int) -> Rule:
    return replace(OLD, grant=(GrantRule(amount=amount, unit="元", period="month"),))


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((OLD,), (OLD,), "same"), ((OLD,), (pays(220),), "more"), ((OLD,), (pays(180),), "less"),
        ((OLD,), (replace(OLD, require=(NOBODY,)),), "loses"), ((), (OLD,), "gains"),
        ((OLD,), (replace(OLD, require=(KNOWN, PHONE), laws=("", "")),), "unclear"),
        ((OLD,), (replace(OLD, require=(KNOWN, NeedsPerson("看一看", "看一看")), laws=("", "")),), "loses"),
    ],
)  # fmt: skip
def test_kinds_of_change(before: tuple[Rule, ...], after: tuple[Rule, ...], kind: ReplayKind) -> None:
    assert kind_of_change(before, after, FACTS, date(2027, 1, 1)) == kind, "facts that run out by then still count"


def test_a_new_version_is_tried_on_its_first_day() -> None:
    later = replace(pays(220), valid_from=date(2027, 1, 1))
    assert first_day((OLD,), (OLD, later), TODAY) == date(2027, 1, 1)
    assert first_day((OLD,), (pays(220),), TODAY) == TODAY


def counted(*kinds: tuple[ReplayKind, int], people: int = 10_000) -> dict[str | None, int | None]:
    """What is shown of running cases, each of another person up to so many people."""
    tally, n = Tally(), 0
    for kind, number in kinds:
        for _ in range(number):
            tally.add("running", kind, UUID(int=n), UUID(int=n % people))
            n += 1
    return {one.kind: one.count for one in tally.shown(DisclosureRule(b"key")) if one.group == "running"}


def test_few_are_withheld_with_one_more_and_a_small_group_is_not_taken_apart() -> None:
    assert counted() == {None: 0}
    assert counted(("same", 12), ("loses", 7)) == {None: None}
    assert counted(("same", 50), people=19) == {None: None}, "fifty cases of nineteen people"
    shown = counted(("same", 304), ("more", 41), ("loses", 3))
    assert shown["loses"] is None
    assert shown["more"] is None, "it would give the three away"
    assert shown["same"] in {300, 310}
    assert counted(("same", 304), ("more", 41))["more"] in {40, 50}
