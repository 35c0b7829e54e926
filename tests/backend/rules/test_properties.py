"""What must hold for every rule, every person and every day, as Hypothesis sees it; `test_ten_thousand` asks more often."""

from datetime import timedelta

import msgspec
from hypothesis import given, note
from hypothesis import strategies as st

from backend.rules import bitmaps, counterfactual
from backend.rules.answer import NAMES, answer, is_true
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.change_dates import change_days
from backend.rules.columns import columns_of
from backend.rules.conditions import fact_name
from backend.rules.decide import decide, settled_facts
from backend.rules.decision import canonical
from backend.rules.facts import read_facts
from backend.rules.grants import grant_result
from backend.rules.mask import mask
from backend.rules.missing_facts import missing_facts, with_values, without_people
from backend.rules.rule import seal, unseal
from tests.backend.rules import strategies as some_


@some_.many
@given(some_.conditions(), some_.people(), some_.todays)
def test_the_bare_truth_is_that_of_the_traced_answer(condition, facts, on):
    assert NAMES[is_true(condition, facts, on)] == answer(condition, facts, on).truth


@some_.many
@given(some_.conditions(), st.lists(some_.people(), min_size=1, max_size=9), some_.todays)
def test_a_whole_population_is_answered_as_each_person_is(condition, people, on):
    columns = columns_of(people, some_.DICTIONARY, on)
    yes, no = mask(condition, columns, on)
    index_yes, index_no = BitmapIndex(columns, on).mask(condition)
    assert (yes == index_yes).all()
    assert (no == index_no).all()
    for row, facts in enumerate(people):
        truth = is_true(condition, facts, on)
        note(f"{row}: {truth}")
        assert bitmaps.holds(yes, row) == (truth is True)
        assert bitmaps.holds(no, row) == (truth is False)
    assert bitmaps.size(yes | no) <= len(people)


@some_.many
@given(some_.conditions(), st.lists(some_.people(), min_size=1, max_size=4), some_.people(), some_.todays, st.data())
def test_an_index_stays_true_when_one_person_changes(condition, people, changed, on, data):
    columns = columns_of(people, some_.DICTIONARY, on)
    index = BitmapIndex(columns, on)
    index.mask(condition)
    row = data.draw(st.integers(0, len(people) - 1))
    for name, fact in changed.items():
        if name in columns.by_name:
            index.change(row, name, fact)
            people[row] = {**people[row], name: fact}
    for who, facts in enumerate(people):
        truth = is_true(condition, facts, on)
        for yes, no in (index.mask(condition), mask(condition, columns, on)):
            assert bitmaps.holds(yes, who) == (truth is True)
            assert bitmaps.holds(no, who) == (truth is False)


@some_.many
@given(some_.conditions(), some_.people(), some_.todays, st.data())
def test_losing_a_fact_settles_nothing(condition, facts, on, data):
    before = is_true(condition, facts, on)
    lost = data.draw(st.sampled_from(sorted(facts) or ["birth_date"]))
    after = is_true(condition, {name: fact for name, fact in facts.items() if name != lost}, on)
    assert after in (before, None)


@some_.many
@given(some_.rules(), some_.people(), some_.todays, st.data())
def test_the_missing_facts_always_suffice(rule, facts, on, data):
    asked = without_people(rule)
    names = [one.attribute for one in missing_facts(rule, facts, on)]
    told = with_values(facts, {name: _exact(data, name, on) for name in names}, on)
    note(f"{names} {told}")
    assert grant_result(asked, told, on).settled


def _exact(data, name, on):
    """A value as a resident would give it: of the right shape, no division too coarse to tell, nobody unborn."""
    values = some_.values(some_.DICTIONARY[name])
    if name == "hukou":
        return data.draw(st.sampled_from(["440304001028", "430102003", "440303005"]))
    if name == "birth_date":
        return data.draw(values.filter(lambda birth: birth <= on))
    return data.draw(values)


@some_.some
@given(some_.rules(), some_.people(), some_.todays)
def test_every_way_that_is_told_really_leads_to_an_approval(rule, facts, on):
    decision = decide([rule], facts, on)
    kept = counterfactual.without_expiry(settled_facts([rule], facts))
    still = {name: fact for name, fact in kept.items() if facts[name].expires is None or facts[name].expires >= on}
    for way in decision.counterfactuals:
        assert decision.outcome == "person"
        changed = with_values(still, {change.attribute: change.value for change in way.changes}, way.on)
        assert counterfactual.approves([rule], changed, way.on), way.says
    if decision.holds_from is not None:
        assert counterfactual.approves([rule], kept, decision.holds_from)
        assert not counterfactual.approves([rule], kept, decision.holds_from - timedelta(1))
    for reason, requirement in zip(decision.reasons, rule.require, strict=False):
        if reason.holds_from is not None:
            assert is_true(requirement, kept, reason.holds_from) is True


@some_.some
@given(some_.conditions(people=False), some_.people(), some_.todays)
def test_nothing_changes_between_turning_days(condition, facts, on):
    kept = counterfactual.without_expiry(facts)
    turns = change_days([condition], kept, on)
    truth = is_true(condition, kept, on)
    for ahead in range(1, 380):
        day = on + timedelta(ahead)
        now = is_true(condition, kept, day)
        assert now == truth or day in turns, day
        truth = now


@some_.many
@given(some_.rules(), some_.people(), some_.todays)
def test_the_same_inputs_give_the_same_bytes_even_from_sealed_ones(rule, facts, on):
    first = canonical(decide([rule], facts, on))
    sealed = unseal(seal([rule]))
    again = read_facts(msgspec.json.decode(msgspec.json.encode(facts)), some_.DICTIONARY, "", on)
    assert again == facts
    assert canonical(decide(sealed, again, on)) == first


@some_.many
@given(some_.rules(), some_.people(), some_.todays)
def test_only_a_proven_yes_is_approved(rule, facts, on):
    decision = decide([rule], facts, on)
    in_force = rule.valid_from <= on
    proven = all(is_true(one, facts, on) is True for one in rule.require) and grant_result(rule, facts, on).approves
    assert (decision.outcome == "approve") == (in_force and proven)
    assert decision.outcome in ("approve", "person")
    if decision.outcome == "person" and in_force:
        asked = {fact_name(atom) for atom in some_.DICTIONARY.values()}
        assert {one.attribute for one in decision.missing} <= asked


@some_.many
@given(some_.rules(), st.lists(some_.people(), min_size=1, max_size=6), some_.todays)
def test_an_index_approves_whom_the_rule_approves(rule, people, on):
    approved = BitmapIndex(columns_of(people, some_.DICTIONARY, on), on).approved(rule)
    assert [bitmaps.holds(approved, row) for row in range(len(people))] == [
        grant_result(rule, facts, on).approves for facts in people
    ]
