"""An officer's approval has the parts of a rule's: what is proven, what was overruled and why, the grant, and what is owed afterwards."""

from datetime import date

import pytest
from msgspec.structs import replace

from backend.registers.attributes import attributes
from backend.rules.decide import decide
from backend.rules.decision import GrantedBenefit, OfficerPart
from backend.rules.facts import read_facts
from backend.rules.obligations import obligations_after
from backend.rules.officer_approval import EnteredGrant, NotDecided, OfficerWording, approve, grant_choices
from backend.rules.parse_rules import read_rules
from tests.support.each import each

D = attributes()
ON = date(2026, 11, 10)
RULES = read_rules(
    """
[[rule]]
valid_from = 2020-01-01
basis = "b"
provenance = "general"
require = [{ attribute = "alive", is = true, says = "健在" }, { attribute = "age", at_least = 70, says = "年满70周岁" }]
grant = [{ when = { attribute = "age", at_least = 80 }, monthly_yuan = 300 }, { monthly_yuan = 200, first_month = "of_approval" }]

[[rule.obligation]]
key = "alive_yearly"
who = "applicant"
says = "每年3月确认健在"
months = [3]
""",
    D,
    "x",
    "x",
).rules
FACTS = read_facts({"alive": True, "birth_date": "1960-03-01"}, D, "population", ON)  # 66 years old
WHY = "年龄以出生医学证明为准，已核对原件"
LESS = "按局里的会议纪要发放，自下月起"


def test_what_the_facts_show_needs_no_word_and_the_rest_one_each() -> None:
    decision = approve(RULES, FACTS, ON, OfficerWording(overruled={"0": WHY, "1": WHY}, grant=1, note="请保管好回执"))
    seen = decide(RULES, FACTS, ON)
    assert decision.reasons == (seen.reasons[0], replace(seen.reasons[1], overruled=WHY))
    assert (decision.outcome, decision.on, decision.rule, decision.engine) == ("approve", ON, seen.rule, 1)
    assert decision.grant is not None
    assert (decision.grant.says, decision.grant.amount, decision.grant.first_month) == (
        "每月200元",
        200,
        date(2026, 11, 1),
    )
    assert decision.summary == "通过：每月200元，从2026年11月起。2040年3月1日起变为每月300元。"
    assert decision.obligations == obligations_after(RULES[0], ON) != ()
    assert decision.officer == OfficerPart("", "请保管好回执")


@each(
    ("wording", "open_ones"),
    [
        (OfficerWording(), (1, "grant")),
        (OfficerWording(overruled={"1": " "}, grant=0), (1,)),
        (OfficerWording(overruled={"1": WHY}, grant=2), ("grant",)),
        (OfficerWording(overruled={"1": WHY}, grant=-1), ("grant",)),
        (OfficerWording(overruled={"1": WHY}, entered=EnteredGrant(100, "month")), ("grant_reason",)),
        (OfficerWording(overruled={"1": WHY}, grant=0, first_month=date(2026, 12, 1)), ("grant_reason",)),
        (OfficerWording(entered=EnteredGrant(100, "month"), grant_reason="短"), (1, "grant_reason")),
    ],
)
def test_what_is_left_open_is_named(wording: OfficerWording, open_ones: tuple[int | str, ...]) -> None:
    with pytest.raises(NotDecided) as left:
        approve(RULES, FACTS, ON, wording)
    assert left.value.parts == open_ones


@each(
    ("wording", "grant"),
    [
        (
            OfficerWording(entered=EnteredGrant(100, "month")),
            GrantedBenefit("每月100元", 100, "元", "month", None, None),
        ),
        (
            OfficerWording(entered=EnteredGrant(500, "once"), first_month=date(2026, 12, 1)),
            GrantedBenefit("一次性500元", 500, "元", "once", date(2026, 12, 1), None),
        ),
    ],
)
def test_an_officer_may_enter_another_grant_with_a_reason(wording: OfficerWording, grant: GrantedBenefit) -> None:
    decision = approve(RULES, FACTS, ON, replace(wording, overruled={"1": WHY}, grant_reason=LESS))
    assert decision.grant == grant
    assert decision.officer == OfficerPart(LESS, "")


def test_one_of_the_rules_grants_may_begin_in_another_month() -> None:
    wording = OfficerWording(overruled={"1": WHY}, grant=1, first_month=date(2027, 1, 1), grant_reason=LESS)
    decision = approve(RULES, FACTS, ON, wording)
    assert decision.grant is not None
    assert (decision.grant.says, decision.grant.first_month) == ("每月200元", date(2027, 1, 1))


def test_without_a_rule_in_force_nothing_is_owed_and_what_was_asked_for_is_granted() -> None:
    early = date(2019, 1, 1)
    decision = approve(RULES, FACTS, early, OfficerWording())
    assert (decision.rule, decision.reasons, decision.obligations) == (None, (), ())
    assert decision.grant == GrantedBenefit("同意办理", None, "", None, None, None)
    assert decision.summary == "通过：同意办理。"
    assert grant_choices(RULES, FACTS, early) == []


def test_the_rules_grants_are_offered_in_their_order() -> None:
    assert grant_choices(RULES, FACTS, ON) == ["每月300元", "每月200元"]
