"""Signs of abuse: twenty-one patterns of fraud are stopped, two hundred ordinary families are left alone."""

import random
from datetime import timedelta
from typing import get_args

import pytest

from backend.delegation.signals import detect
from backend.delegation.signals.detect import (
    Cleared,
    Signal,
    SignalFacts,
    beyond_a_family,
    detect_signals,
    is_after_begin,
    unrelated,
)
from backend.delegation.types import BY_LAW
from tests.conftest import NOW


def facts(helped: dict[str, int] | None = None, **counts: int) -> SignalFacts:
    """What is counted, with the principals of a helper by relation."""
    by = helped or {}
    return SignalFacts(many_helped=unrelated(by), more_than_a_family=beyond_a_family(by), **counts)


FRAUD = {
    "an agent for the allowances of a whole block": facts({"friend": 12}),
    "a seller of health products, one more each week": facts({"": 5}),
    "an agent who mixes what they say to be": facts({"friend": 2, "neighbour": 2, "": 1}),
    "a 'community worker' that no community knows": facts({"community": 9}, many_at_once=9),
    "a 'grandchild' of nine": facts({"grandchild": 9}),
    "a 'child' of six": facts({"child": 6}),
    "one of each kind of relative, seventeen times": facts(
        {"child": 4, "grandchild": 5, "sibling": 3, "parent": 2, "relative": 3}
    ),
    "somebody with two husbands": facts({"spouse": 2}),
    "a 'relative' of everybody": facts({"relative": 14}),
    "a stall with gifts at the gate": facts({"child": 2, "grandchild": 3}, many_at_once=5),
    "a bus tour": facts(many_at_once=11),
    "three old people in one telephone": facts({"": 3}, one_device=3),
    "a drawer full of accounts": facts(one_device=9),
    "shown the door by three": facts({"": 1}, refused_elsewhere=3),
    "calls until somebody says yes": facts(refused_elsewhere=8),
    "ended for fraud elsewhere": facts({"friend": 1}, wrong_elsewhere=1),
    "a complaint waits elsewhere": facts({"grandchild": 1}, wrong_elsewhere=1),
    "three affairs between two and four in the morning": facts({"": 3}, by_night=3),
    "the allowance to the helper's own account": facts({"child": 1}, account_of_helper=1),
    "one account for three": facts({"": 3}, account_of_others=2),
    "another account the day after": facts({"grandchild": 1}, account_after_begin=1),
}


@pytest.mark.parametrize("name", FRAUD)
def test_every_pattern_of_fraud_is_held(name: str) -> None:
    assert detect_signals(FRAUD[name]), name


def family(chance: random.Random) -> SignalFacts:
    """An ordinary family, at most as busy as families are: both pairs of parents, grandparents, a neighbour, a shared account."""
    helped = {
        "child": chance.randint(0, 4), "grandchild": chance.randint(0, 4), "spouse": chance.randint(0, 1), "sibling": chance.randint(0, 2),
        "parent": chance.randint(0, 2), "neighbour": chance.randint(0, 1), "": chance.randint(0, 2),
    }  # fmt: skip
    some = sum(helped.values())
    return facts(
        helped, many_at_once=min(some, chance.randint(0, 4)),  # one visit at New Year
        one_device=min(some, chance.randint(0, 2)),  # a couple shares a telephone
        refused_elsewhere=chance.randint(0, 2), by_night=min(some, chance.randint(0, 2)), account_of_others=chance.randint(0, 1),
    )  # fmt: skip


def test_two_hundred_ordinary_families_are_left_alone() -> None:
    chance = random.Random(14)
    stopped = [one for one in (family(chance) for _ in range(200)) if detect_signals(one)]
    assert not stopped


def test_below_its_threshold_nothing_is_seen_and_far_above_it_is_high() -> None:
    for kind, limits in detect.table().thresholds.items():
        assert not detect_signals(SignalFacts(**{kind: limits.holds - 1}))
        assert detect_signals(SignalFacts(**{kind: limits.holds})) == (Signal(kind, "some"),)
        assert detect_signals(SignalFacts(**{kind: limits.high})) == (Signal(kind, "high"),)


def test_what_an_officer_cleared_is_not_seen_again_until_it_grows() -> None:
    five, ten = facts({"": 5}), facts({"": 10})
    assert not detect_signals(five, [Cleared("many_helped", "some")])
    assert detect_signals(ten, [Cleared("many_helped", "some")]) == (Signal("many_helped", "high"),)
    assert not detect_signals(five, [Cleared("many_helped", "high")])
    assert detect_signals(five, [Cleared("one_device", "high")])


def test_the_most_serious_comes_first() -> None:
    kinds = [one.kind for one in detect_signals(facts({"": 5}, by_night=9))]
    assert kinds == ["by_night", "many_helped"]


def test_the_figures_are_proposals_and_days_are_days() -> None:
    assert detect.table().provenance == "proposal"
    assert is_after_begin(NOW, NOW + timedelta(days=13))
    assert not is_after_begin(NOW, NOW + timedelta(days=14))


def test_of_an_authority_by_law_only_what_makes_sense_is_looked_for() -> None:
    everything = frozenset(get_args(detect.SignalKind))
    assert detect.looked_for("consent", of_organisation=False) == everything
    for basis in BY_LAW:
        kinds = detect.looked_for(basis, of_organisation=False)
        assert "wrong_elsewhere" in kinds
        assert not kinds & {"many_helped", "more_than_a_family", "by_night", "one_device"}, (
            "a register says who they are"
        )
    assert "account_of_helper" not in detect.looked_for("parent", of_organisation=False)
    assert "account_of_helper" in detect.looked_for("guardian", of_organisation=False)
    assert "account_of_helper" in detect.looked_for("consent", of_organisation=True)
