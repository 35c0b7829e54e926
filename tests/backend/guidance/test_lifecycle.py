"""The state machine of a guided session: nothing follows an end, nothing is done without being let in, and what ends by time."""

from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.guidance.lifecycle import ADMITTING, GUIDES, LONGEST, SILENCE, WAITING, after, moved, standing
from backend.guidance.problems import SessionMovedOn
from backend.guidance.types import EventKind, GuidedSession, Role
from tests.conftest import NOW

KINDS, ROLES = get_args(EventKind), get_args(Role)
STEPS = st.tuples(st.sampled_from(KINDS), st.sampled_from(ROLES), st.integers(0, 400))


def session(**changes: Any) -> GuidedSession:
    """A request that waits."""
    fresh = GuidedSession(
        id=UUID(int=1), person=UUID(int=2), department="civil_affairs", way="queue", mandate=None, guide=None, guide_name="",
        state="waiting", reason=None, asked_at=NOW, queued_at=NOW, taken_at=None, let_in_at=None, last_act_at=NOW, ended_at=None,
        page="tasks", service="FT0205001", case_id=None, number=0, slot="", faults={}, filled=None, pointed="", opened=(), hint=None,
        proposal=None, stopped=0, rating=None,
    )  # fmt: skip
    return replace(fresh, **changes)


def active(at: datetime = NOW) -> GuidedSession:
    """One that has begun."""
    return moved("let_in", moved("taken", session(), "officer", at), "person", at)


@settings(max_examples=200, deadline=None)
@given(st.lists(STEPS, max_size=14))
def test_no_walk_shows_anything_before_she_let_them_in_or_after_the_end(steps: list[Any]) -> None:
    held, now, over = session(), NOW, False
    for kind, role, seconds in steps:
        now += timedelta(seconds=seconds)
        over = over or standing(held, now).state == "ended"
        try:
            held = moved(kind, held, role, now)
        except SessionMovedOn:
            continue
        assert not over or kind == "rated", "what is over stays over"
        if standing(held, now).state == "active":
            assert held.let_in_at is not None
            assert held.let_in_at + LONGEST > now
        if kind in ("let_in", "opened", "accepted"):
            assert role == "person", "only she lets in, opens and accepts"


@pytest.mark.parametrize(
    "kind", ["typed", *[kind for kind in KINDS if kind in ("opened", "closed", "accepted", "let_in", "shown")]]
)
def test_a_guide_never_acts_for_her(kind: Any) -> None:
    for role in GUIDES:
        for state in (session(), moved("taken", session(), "officer", NOW), active()):
            with pytest.raises(SessionMovedOn):
                after(kind, state, role, NOW)


def test_what_ends_by_time() -> None:
    waiting, offered, guided = session(), moved("taken", session(), "officer", NOW), active()
    for held, span, why in ((waiting, WAITING, "lapsed"), (offered, ADMITTING, "lapsed"), (guided, SILENCE, "silent")):
        assert standing(held, NOW + span - timedelta(seconds=1)).state == held.state
        assert standing(held, NOW + span).reason == why
    busy = replace(guided, last_act_at=NOW + LONGEST)
    assert standing(busy, NOW + LONGEST - timedelta(seconds=1)).state == "active"
    assert standing(busy, NOW + LONGEST).reason == "limit"


def test_a_step_of_time_closes_what_was_open() -> None:
    held = replace(active(), opened=("hukou_address",), pointed="hukou_address", hint=UUID(int=3), proposal=UUID(int=4))
    for kind, role in (("handed_over", "officer"), ("ended", "person")):
        left = moved(kind, held, role, NOW)  # type: ignore[arg-type]
        assert (left.opened, left.pointed, left.hint, left.proposal) == ((), "", None, None)
    assert moved("handed_over", held, "officer", NOW).guide is None
