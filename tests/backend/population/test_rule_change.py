"""What another rule means for everybody: gains, losses, more and less, by kind with an example, never from 1 to 19."""

from backend.population.disclosure_control import DisclosureRule
from backend.population.rule_change import rule_change
from backend.population.rule_versions import read_draft
from tests.backend.population.world import STREETS, TODAY, district, told

RULE = """
[[rule]]
valid_from = 2020-01-01
basis = "依据"
provenance = "general"
require = [{{ attribute = "age", at_least = {age}, says = "年满" }}]
grant = [{{ when = {{ attribute = "age", at_least = 80 }}, monthly_yuan = {old} }}, {{ monthly_yuan = {young} }}]
"""
KEY = DisclosureRule(b"k" * 32)
YEARS = 365 * 11


def rules(age=70, old=300, young=200):
    return read_draft(RULE.format(age=age, old=old, young=young), "x").rules


def test_another_amount_and_another_age() -> None:
    population = district((500, 100), (YEARS, 40), (-200, 60))
    change = rule_change(population, rules(), rules(young=220), TODAY, KEY)
    assert (change.gains.total, change.loses.total, change.more.total, change.less.total) == (0, 0, 100, 0)
    assert [(one.way, one.before.amount, one.after.amount, one.count) for one in change.kinds] == [
        ("more", 200, 220, 100)
    ]
    assert change.kinds[0].person, "an example"
    change = rule_change(population, rules(), rules(age=69, old=250), TODAY, KEY)
    assert (change.gains.total, change.less.total) == (60, 40)
    assert {group.count for group in change.gains.streets} == {30}
    change = rule_change(population, rules(), rules(age=72), TODAY, KEY)
    assert change.loses.total == 100, "who is seventy-one loses"


def test_a_few_people_are_never_counted_and_what_is_unknown_is() -> None:
    population = district((500, 100), (YEARS, 7))
    for place in range(200, 230):
        population.change(place, {"address_division": told(STREETS[0])})
    change = rule_change(population, rules(), rules(old=500), TODAY, KEY)
    assert change.more.total is None
    assert change.kinds[0].count is None
    assert change.unclear == 30
    change = rule_change(population, rules(), rules(old=500, young=220), TODAY, KEY)
    assert [one.count for one in change.kinds] == [None, None], "the other one would give it away"
    assert rule_change(population, (), rules(), TODAY, KEY).gains.total in (100, 110), "a rule from nothing"
