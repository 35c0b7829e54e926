"""Counts of the district: right, but never from 1 to 19, never to be subtracted, never taken apart into people."""

import random

import msgspec
import pytest

from backend.population import impact
from backend.population.disclosure_control import DisclosureRule
from backend.population.rule_versions import read_draft, shipped_rule_text
from backend.registers.attributes import attributes
from backend.rules import bitmaps
from tests.backend.population.world import TODAY, district

RULE = """
[[rule]]
valid_from = 2020-01-01
basis = "依据"
provenance = "general"
require = [{{ attribute = "age", at_least = {age}, says = "年满" }}{more}]
"""
KEY = DisclosureRule(b"k" * 32)
NAMES = ("南园街道", "梅林街道")


def rules(age, more=""):
    return read_draft(RULE.format(age=age, more=more), "x").rules


def test_who_is_eligible_who_becomes_so_and_who_will() -> None:
    population = district((500, 100), (0, 40), (-1, 30), (-30, 25), (-31, 60))
    on = population.on(TODAY)
    assert bitmaps.size(impact.eligible(population, on, rules(70))) == 140
    assert bitmaps.size(impact.newly_eligible(population, rules(70), TODAY)) == 40
    assert bitmaps.size(impact.soon(population, rules(70), TODAY)) == 55
    seen = impact.impact_counts(population, rules(70), TODAY, KEY)
    assert (seen.eligible.total, seen.today, seen.on) == (140, 40, TODAY)
    assert seen.soon in (50, 60)
    assert sorted(group.name[-4:] for group in seen.eligible.streets) == sorted(NAMES)
    assert {group.count for group in seen.eligible.streets} == {70}


def test_a_place_where_nobody_lives_is_never_counted() -> None:
    population = district((500, 30))
    everybody = read_draft(
        RULE.format(age=0, more="").replace("age", "today").replace("at_least = 0", "since = 2020-01-01"), "x"
    ).rules
    assert bitmaps.size(impact.eligible(population, population.on(TODAY), everybody)) == 30


def test_what_only_an_application_brings_is_taken_as_met() -> None:
    population = district((500, 30), (-4000, 30))
    on = population.on(TODAY)
    proved = ', { attribute = "identity_verified", is = true, says = "核验" }, { attribute = "form_complete", is = true, says = "填好" }'
    assert bitmaps.size(impact.eligible(population, on, rules(70, proved))) == 30
    either = ', { says = "任一", any = [{ attribute = "identity_verified", is = true }, { attribute = "sex", is = "male" }] }'
    assert bitmaps.size(impact.eligible(population, on, rules(70, either))) == 0
    person = ', { for_a_person = "要看现场", says = "现场合格" }'
    assert bitmaps.size(impact.eligible(population, on, rules(70, person))) == 0
    alone = [impact.without_application_facts(rule) for rule in rules(70, proved)]
    nothing_else = [msgspec.structs.replace(rule, require=rule.require[1:]) for rule in rules(70, proved)]
    assert len(alone[0].require) == 1
    assert bitmaps.size(impact.eligible(population, on, nothing_else)) == 60


def test_a_draft_says_who_gains_and_who_loses() -> None:
    population = district((500, 100), (-400, 60), (-1000, 30))
    more = impact.effect(population, rules(70), rules(68), TODAY, KEY)
    assert (more.before, more.gained.total, more.lost.total) == (100, 60, 0)
    assert more.after == 160
    assert more.lost.streets == ()
    fewer = impact.effect(population, rules(68), rules(70), TODAY, KEY)
    assert (fewer.after, fewer.gained.total, fewer.lost.total) == (100, 0, 60)


def test_a_few_are_never_shown_nor_to_be_worked_out() -> None:
    population = district((500, 100), (-400, 19))
    few = impact.effect(population, rules(70), rules(68), TODAY, KEY)
    assert (few.before, few.after, few.gained.total) == (100, None, None)
    assert (few.gained.streets, few.gained.ages, few.gained.sexes) == ((), (), ())


@pytest.mark.parametrize("count", [1, 19])
def test_a_total_too_small_is_not_taken_apart(count: int) -> None:
    population = district((500, count))
    seen = impact.impact_counts(population, rules(70), TODAY, KEY)
    assert seen.eligible == impact.Spread(None, (), (), ())


def test_a_number_is_rounded_by_its_set() -> None:
    """The same set is always the same number; with another key, or one person more, it may go the other way."""
    sets = [bitmaps.pack([place != gone for place in range(1, 66)]) for gone in range(1, 66)]
    numbers = [KEY.total(one) for one in sets]
    assert numbers == [KEY.total(one) for one in sets]
    assert set(numbers) == {60, 70}  # 64 people each
    assert 15 <= numbers.count(60) <= 50  # 64 goes to 60 in six of ten cases
    assert numbers != [DisclosureRule(b"j" * 32).total(one) for one in sets]
    assert KEY.total(bitmaps.none_of(70)) == 0
    assert [KEY.total(bitmaps.pack([True] * many)) for many in (1, 19, 20)] == [None, None, 20]


def test_a_group_is_the_same_number_in_every_set_that_holds_it() -> None:
    """Otherwise an audience in each choice of other streets would give another number for this one, and their mean the exact count."""
    draw, people = random.Random(3), 640
    street = bitmaps.pack([place % 10 == 0 for place in range(people)])
    told = set()
    for _ in range(50):
        others = [n for n in range(1, 10) if draw.random() < 0.5]
        split = {str(n): bitmaps.pack([place % 10 == n for place in range(people)]) for n in (0, *others)}
        [found] = [group for group in KEY.groups(split) if group.name == "0"]
        told.add(found.count)
    assert (
        told
        == {KEY.total(street)}
        == {KEY.total(bitmaps.pack([place % 10 == 0 and place < people for place in range(900)]))}
    )
    few = {
        "甲": bitmaps.pack([place < 5 for place in range(100)]),
        "乙": bitmaps.pack([place >= 5 for place in range(100)]),
    }
    assert [group.count for group in KEY.groups(few)] == [None, None]


def test_mistakes_of_a_draft_are_named() -> None:
    wrong = read_draft(RULE.format(age='"x"', more=', { attribute = "agee", at_least = 1, says = "s" }'), "FT1")
    assert wrong.rules == ()
    assert [(one.file, one.line, one.path) for one in wrong.mistakes] == [
        ("草稿", 6, "rule[0].require[0].at_least"),
        ("草稿", 6, "rule[0].require[1].attribute"),
    ]
    assert read_draft("[[rule", "x").mistakes[0].line == 1
    assert read_draft("", "x").mistakes
    assert read_draft("rule = " + "[" * 50_000, "x").mistakes
    nested = "{ not = " * 3000 + '{ attribute = "age", at_least = 1 }' + " }" * 3000
    assert read_draft(RULE.format(age=1, more=", " + nested), "x").mistakes


def test_a_draft_begins_with_what_is_in_force() -> None:
    from backend.catalogue.load import RULES
    from backend.rules.parse_rules import read_rule_file

    file = read_rule_file(RULES / "FT0205001.toml", attributes())
    assert shipped_rule_text("FT0205001", file.rules).startswith("#")
    assert shipped_rule_text("FT0205001", file.rules[:1]) == ""
    assert shipped_rule_text("FT0000000", ()) == ""
