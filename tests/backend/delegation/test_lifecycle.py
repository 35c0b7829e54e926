"""The state machine of a mandate: which step may follow which, and what ends by time."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.delegation import lifecycle
from backend.delegation.lifecycle import MandateMovedOn, after, ends_soon, kept_from, moved, standing, step_for
from backend.delegation.types import EndReason, EventKind, Mandate, Role, Standing, SuspendReason
from tests.backend.delegation.mandates import active, mandate
from tests.conftest import NOW

KINDS, ROLES = get_args(EventKind), get_args(Role)
REASONS = (None, *get_args(EndReason), *get_args(SuspendReason))
STEPS = st.tuples(st.sampled_from(KINDS[1:]), st.sampled_from(ROLES), st.sampled_from(REASONS), st.integers(0, 40 * 24))
DAYS = st.sampled_from(lifecycle.TERMS)


@settings(max_examples=300, deadline=None)
@given(DAYS, st.booleans(), st.lists(STEPS, max_size=12))
def test_no_walk_makes_a_mandate_that_nobody_agreed_to_or_that_outlives_its_end(
    days: int, by_helper: bool, steps: list[Any]
) -> None:
    current = mandate(
        days=days, helper_agreed_at=NOW if by_helper else None, principal_agreed_at=None if by_helper else NOW
    )
    now, over, agreed = NOW, False, {"helper"} if by_helper else {"principal"}
    for kind, role, reason, hours in steps:
        now += timedelta(hours=hours)
        at = standing(current, now)
        assert not (over and at.state != "ended"), "what is over stays over"
        over = at.state == "ended"
        try:
            current = moved(kind, current, role, now, reason)
        except MandateMovedOn:
            continue
        assert not over
        agreed |= ({"helper"} if role == "helper" else {"principal"}) if kind == "agreed" else set()
        if standing(current, now).in_force:
            assert agreed == {"helper", "principal"}
            assert current.expires_at is not None
            assert now < current.expires_at
        if standing(current, now).state == "ended":
            assert current.reason is not None or current.state != "ended"
        assert kept_from(current) is not None


@given(st.sampled_from(REASONS[1:13]), st.sampled_from(KINDS), st.sampled_from(ROLES), st.sampled_from(REASONS))
def test_nothing_follows_an_end(why: Any, kind: Any, role: Any, reason: Any) -> None:
    assert step_for(kind, Standing("ended", why), role, reason) is None


@given(st.integers(0, 500 * 24), st.integers(0, 500 * 24), DAYS)
def test_what_ended_by_time_never_comes_back(first: int, more: int, days: int) -> None:
    current = active(days=days, expires_at=NOW + timedelta(days=days))
    early, late = NOW + timedelta(hours=first), NOW + timedelta(hours=first + more)
    if standing(current, early).state == "ended":
        assert standing(current, late) == standing(current, early)


def test_time_ends_by_comparison() -> None:
    second = timedelta(seconds=1)
    asked = mandate()
    assert standing(asked, NOW + lifecycle.PROPOSAL - second).state == "proposed"
    assert standing(asked, NOW + lifecycle.PROPOSAL) == Standing("ended", "lapsed")
    for days in lifecycle.TERMS:
        current = active(days=days, expires_at=lifecycle.expires(days, NOW))
        assert standing(current, NOW + timedelta(days=days) - second).in_force
        assert standing(current, NOW + timedelta(days=days)) == Standing("ended", "expired")
    by_law = active(days=None, expires_at=None)
    assert standing(by_law, NOW + timedelta(days=365) - second).in_force
    assert standing(by_law, NOW + timedelta(days=365)) == Standing("ended", "unused")
    assert standing(replace(by_law, last_used_at=NOW + second), NOW + timedelta(days=365)).in_force
    asleep = active(channel="call_back", wakes_at=NOW + lifecycle.SLEEP)
    assert standing(asleep, NOW + lifecycle.SLEEP - second) == Standing("active", None, False, True)
    assert standing(asleep, NOW + lifecycle.SLEEP).in_force
    paused = active(state="suspended", reason="pause")
    assert standing(paused, NOW + timedelta(days=31)) == Standing("ended", "expired"), "a pause stops no clock"


def test_only_long_terms_are_told_before_their_end() -> None:
    assert not ends_soon(active(), NOW + timedelta(days=29))
    long = active(days=182, expires_at=NOW + timedelta(days=182))
    assert not ends_soon(long, NOW + timedelta(days=151))
    assert ends_soon(long, NOW + timedelta(days=152))
    assert not ends_soon(long, NOW + timedelta(days=182))


@pytest.mark.parametrize(
    ("kind", "role", "reason", "state"),
    [
        ("agreed", "principal", None, "active"),
        ("agreed", "officer", None, "active"),
        ("agreed", "helper", None, "proposed"),
        ("ended", "principal", "declined", "ended"),
    ],
)
def test_a_helpers_proposal(kind: Any, role: Any, reason: Any, state: str) -> None:
    assert after(kind, mandate(), role, NOW, reason) == state


@pytest.mark.parametrize(
    ("current", "kind", "role", "reason"),
    [
        (active(), "resumed", "principal", None),
        (active(), "suspended", "helper", "pause"),
        (active(), "suspended", "principal", "signal"),
        (active(), "ended", "helper", "by_principal"),
        (active(), "narrowed", "helper", None),
        (active(state="suspended", reason="signal"), "resumed", "principal", None),
        (active(state="suspended", reason="pause"), "resumed", "helper", None),
        (active(state="suspended", reason="pause"), "resumed", "officer", None),
        (mandate(), "suspended", "officer", "signal"),
    ],
)
def test_what_the_table_refuses(current: Mandate, kind: Any, role: Any, reason: Any) -> None:
    with pytest.raises(MandateMovedOn):
        after(kind, current, role, NOW, reason)
