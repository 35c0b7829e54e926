"""The four promises of the language, each tried on 500 random rules, people and days in every run, at night on 100,000 (RULES_DRAWS).

Drawn by `chance`, which is quick enough for that; `test_properties` asks the same of Hypothesis, which finds the small
examples. A failure names its seed: `Chance(seed)` draws it again. RULES_SEED moves all seeds.
"""

import os
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from backend.rules import bitmaps, counterfactual
from backend.rules.answer import NAMES, answer, is_true
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.columns import columns_of
from backend.rules.decide import decide, settled_facts
from backend.rules.grants import grant_result
from backend.rules.mask import mask
from backend.rules.missing_facts import with_values, without_people
from tests.backend.rules.chance import Chance
from tests.backend.rules.strategies import DICTIONARY
from tests.support.each import each

DRAWS = int(os.environ.get("RULES_DRAWS", "500"))
SEED = int(os.environ.get("RULES_SEED", "0")) * 1_000_000
PEOPLE, ASKED = 50, 10
FINEST = {"division": ("440304001028", "430102003", "440303005")}


def seeds(each=1):
    """Seeds for so many draws, if every seed makes `each` of them."""
    return range(SEED, SEED + -(-DRAWS // each))


def test_a_mask_is_the_answer_of_each():
    for seed in seeds(PEOPLE * ASKED // 10):
        chance = Chance(seed)
        people, on = [chance.person() for _ in range(PEOPLE)], chance.today()
        columns = columns_of(people, DICTIONARY, on)
        index = BitmapIndex(columns, on)
        for _ in range(ASKED):
            condition = chance.condition(3)
            sides = mask(condition, columns, on)
            truths = [is_true(condition, facts, on) for facts in people]
            for side, wanted in zip(sides, (True, False), strict=True):
                assert bitmaps.flags(side, PEOPLE).tolist() == [truth is wanted for truth in truths], (seed, condition)
            assert all((one == other).all() for one, other in zip(sides, index.mask(condition), strict=True)), seed


def test_a_rule_approves_in_the_index_whom_it_approves_alone():
    for seed in seeds(PEOPLE * ASKED // 10):
        chance = Chance(seed)
        people, on = [chance.person() for _ in range(PEOPLE)], chance.today()
        index = BitmapIndex(columns_of(people, DICTIONARY, on), on)
        for _ in range(ASKED // 2):
            rule = chance.rule()
            alone = [grant_result(rule, facts, on).approves for facts in people]
            assert bitmaps.flags(index.approved(rule), PEOPLE).tolist() == alone, seed


def test_an_index_follows_every_change():
    for seed in seeds(10):
        chance = Chance(seed)
        people, on, condition = [chance.person() for _ in range(10)], chance.today(), chance.condition(3)
        index = BitmapIndex(columns_of(people, DICTIONARY, on), on)
        index.mask(condition)
        for row in range(10):
            changed = {name: fact for name, fact in chance.person().items() if name in index.columns.by_name}
            for name, fact in changed.items():
                index.change(row, name, fact)
            people[row] = {**people[row], **changed}
        truths = [is_true(condition, facts, on) for facts in people]
        for sides in (index.mask(condition), mask(condition, index.columns, on)):
            for side, wanted in zip(sides, (True, False), strict=True):
                assert bitmaps.flags(side, 10).tolist() == [truth is wanted for truth in truths], seed


def test_losing_a_fact_never_turns_no_or_unknown_into_yes():
    for seed in seeds():
        chance = Chance(seed)
        rule, facts, on = chance.rule(), chance.person(), chance.today()
        before = grant_result(rule, facts, on)
        for lost in facts:
            fewer = {name: fact for name, fact in facts.items() if name != lost}
            after = grant_result(rule, fewer, on)
            assert after.truth in (before.truth, None), (seed, lost)
            assert before.approves or not after.approves, (seed, lost)


@pytest.fixture(scope="module")
def decided():
    """So many rules in force, people and days, each with its decision."""
    found = []
    for seed in seeds():
        chance = Chance(seed)
        rule, facts, on = replace(chance.rule(), valid_from=date(2000, 1, 1)), chance.person(), chance.today()
        found.append((seed, rule, facts, on, decide([rule], facts, on)))
    return found


def test_the_missing_facts_suffice_whatever_they_are(decided):
    open_ones = 0
    for seed, rule, facts, on, decision in decided:
        chance, names = Chance(seed), [one.attribute for one in decision.missing]
        told = with_values(facts, {name: exact(chance, name, on) for name in names}, on)
        assert decision.outcome == "approve" or grant_result(without_people(rule), told, on).settled, (seed, names)
        open_ones += bool(names)
    assert open_ones > DRAWS // 4


def exact(chance, name, on):
    """A value as a resident would give it: no division too coarse to tell, nobody unborn."""
    attribute = DICTIONARY[name]
    if attribute.kind == "division":
        return chance.draw.choice(FINEST["division"])
    value = chance.value(attribute)
    while name == "birth_date" and value > on:
        value = chance.value(attribute)
    return value


def test_what_would_change_a_decision_changes_it(decided):
    told = 0
    for seed, rule, facts, on, decision in decided:
        known = settled_facts([rule], facts)
        kept = counterfactual.without_expiry(known)
        still = {name: kept[name] for name, fact in known.items() if fact.expires is None or fact.expires >= on}
        for way in decision.counterfactuals:
            changed = with_values(still, {change.attribute: change.value for change in way.changes}, way.on)
            assert decision.outcome == "person", seed
            assert counterfactual.approves([rule], changed, way.on), (seed, way.says)
            told += 1
        if decision.holds_from is not None:
            assert counterfactual.approves([rule], kept, decision.holds_from), seed
            assert not counterfactual.approves([rule], kept, decision.holds_from - timedelta(1)), seed
    assert told > DRAWS // 50


def test_the_bare_truth_is_that_of_the_traced_answer():
    for seed in seeds():
        chance = Chance(seed)
        condition, facts, on = chance.condition(3), chance.person(), chance.today()
        assert NAMES[is_true(condition, facts, on)] == answer(condition, facts, on).truth, seed


@each("kind", ["date", "number", "code", "codes", "division", "yes_no", "records"])
def test_the_draws_reach_every_kind_and_every_answer(kind):
    """Otherwise 10,000 draws would prove nothing."""
    names = tuple(name for name, one in DICTIONARY.items() if one.kind == kind and one.derived is None)[:4]
    chance = Chance(7, names, names)
    truths = {is_true(chance.condition(1, people=False), chance.person(), chance.today()) for _ in range(600)}
    assert truths == {True, False, None}
