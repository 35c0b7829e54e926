"""The table of steps, proved by walking every position that any order of steps can reach."""

from collections.abc import Iterator
from itertools import product
from typing import get_args

import pytest
from msgspec import Struct
from msgspec.structs import replace

from backend.audit.actor import ActorRole
from backend.cases.flow import (
    FINAL,
    IN_FORCE,
    RULES,
    RULINGS,
    TABLE,
    find_transition,
    is_allowed,
    is_being_filled_in,
    next_move,
    whose_turn,
)
from backend.cases.problems import AlreadyMovedOn
from backend.cases.types import SAYS, Kind, Ruling, State

ROLES: tuple[ActorRole, ...] = get_args(ActorRole)
KINDS: tuple[Kind, ...] = get_args(Kind)
DESK = ("staff",)


class At(Struct, frozen=True):
    """A position, and what rests on it when the rules of the table are carried out."""

    state: State
    ruling: Ruling
    receipt: str = ""  # the ruling that the valid receipt proves, or "" without a valid one
    grant: bool = False
    paid: bool = False


def carried_out(at: At, kind: Kind, role: ActorRole) -> At:
    """The same after a step, by the letter of its rule."""
    move = next_move(kind, at, role)
    rule = RULES[move.rule]
    receipt = {"none": "", "keep": at.receipt, "replace": move.ruling, "revoke": ""}[rule.receipt]
    grant = {"none": False, "keep": at.grant, "replace": True, "end": False}[rule.grant]
    paid = {"none": False, "keep": at.paid, "start": True, "stop": False, "resume": True}[rule.payments]
    return At(move.state, move.ruling, receipt, grant, paid)


def steps(at: At) -> Iterator[tuple[Kind, ActorRole, At]]:
    """Every step that may follow."""
    for kind, role in product(KINDS, ROLES):
        if is_allowed(kind, at, role):
            yield kind, role, carried_out(at, kind, role)


def walked() -> dict[At, list[tuple[Kind, ActorRole, At]]]:
    """Everything that can be reached from a new draft, by any number of steps, with the steps that follow."""
    found: dict[At, list[tuple[Kind, ActorRole, At]]] = {}
    open_ends = [At(State.DRAFT, "none")]
    while open_ends:
        at = open_ends.pop()
        if at not in found:
            found[at] = list(steps(at))
            open_ends += [to for _, _, to in found[at]]
    return found


Walk = dict[At, list[tuple[Kind, ActorRole, At]]]


@pytest.fixture(scope="module")
def walk() -> Walk:
    """The walk, made while the tests run: at import it would be made before a changed line of `after` is in force."""
    return walked()


def test_a_receipt_is_valid_exactly_while_its_ruling_stands(walk: Walk) -> None:
    for at in walk:
        assert at.receipt == (at.ruling if at.ruling in IN_FORCE else ""), at
        assert at.grant == (at.ruling == "approved"), at
        assert at.grant or not at.paid, at


def test_an_officer_can_always_revoke_and_stop_a_payment(walk: Walk) -> None:
    for at in walk:
        for role in DESK:
            assert is_allowed("receipt_revoked", at, role) == bool(at.receipt), at
            assert is_allowed("payment_stopped", at, role) == at.grant, at
        for kind, _, to in walk[at]:
            if kind == "receipt_revoked":
                assert to == At(to.state, "revoked"), (at, to)
            if kind == "payment_stopped":
                assert to == replace(at, paid=False), (at, to)


def test_nothing_rests_on_a_case_that_ended_without_a_ruling(walk: Walk) -> None:
    for at in walk:
        if at.state in (State.WITHDRAWN, State.LAPSED):
            assert at == At(at.state, "none")
        if at.state in (State.APPROVED, State.REFUSED, State.NOT_ACCEPTED, State.REVOKED):
            assert at.ruling == at.state.value, at
        if at.state is State.COMPLETED:
            assert at.receipt, at


def test_a_ruling_changes_only_by_a_decision_that_names_its_rule(walk: Walk) -> None:
    for at, following in walk.items():
        for kind, role, to in following:
            if to.ruling != at.ruling or to.receipt != at.receipt or to.grant != at.grant:
                step = find_transition(kind, at, role)
                assert step is not None
                assert step.ruling is not None, (at, kind)
                assert step.rule or not {at.ruling, to.ruling} & set(IN_FORCE), (at, kind)
                assert role in DESK or kind == "decided_at_once", (at, kind, role)


def test_the_machine_approves_once_and_never_refuses(walk: Walk) -> None:
    for at, following in walk.items():
        for kind, role, to in following:
            if role == "system" and to.ruling != at.ruling:
                assert (kind, at.ruling, to.ruling) == ("decided_at_once", "none", "approved")


def test_nobody_is_stuck_and_what_is_over_stays_over(walk: Walk) -> None:
    for at, following in walk.items():
        kinds = {kind for kind, _, to in following if to.state != at.state}
        assert bool(kinds) or at.state in FINAL, at
        if at.state in FINAL:
            assert kinds <= {"review_asked", "receipt_revoked"}, at
        assert (whose_turn(at.state) == "nobody") == (at.state in FINAL | {State.APPROVED, State.REFUSED})


def test_a_withdrawn_review_leaves_everything_as_it_was(walk: Walk) -> None:
    seen = 0
    for at, following in walk.items():
        for kind, _, to in following:
            if kind in ("review_withdrawn", "review_lapsed"):
                seen += 1
                assert (to.ruling, to.receipt, to.grant, to.paid) == (at.ruling, at.receipt, at.grant, at.paid)
                assert to.state == at.ruling
            assert kind not in ("withdrawn", "lapsed") or at.ruling == "none"
    assert seen


def test_every_row_of_the_table_is_walked_and_everything_else_is_refused(walk: Walk) -> None:
    walked_rows = {id(find_transition(kind, at, role)) for at, following in walk.items() for kind, role, _ in following}
    assert [row.kind for row in TABLE if id(row) not in walked_rows] == ["opened"]  # it makes the case
    assert {at.state for at in walk} == set(State)
    for state, ruling, kind, role in product(State, RULINGS, KINDS, ROLES):
        rows = [r for r in TABLE if r.kind == kind and state in r.states and ruling in r.rulings and role in r.roles]
        assert len(rows) <= 1, "two rows say different things of one step"
        if not rows:
            with pytest.raises(AlreadyMovedOn) as refused:
                next_move(kind, At(state, ruling), role)
            assert SAYS[state] in refused.value.sentence


def test_it_is_always_plain_whose_turn_it_is() -> None:
    said = {state: whose_turn(state) for state in State}
    assert {state for state, who in said.items() if who == "resident"} == {State.DRAFT, State.IN_CORRECTION}
    assert {state for state, who in said.items() if who == "officer"} == {
        State.SUBMITTED,
        State.ACCEPTED,
        State.IN_REVIEW,
    }


def test_a_machine_never_takes_the_step_of_a_person() -> None:
    for state, ruling, kind, role in product(State, RULINGS, KINDS, ROLES):
        rows = [r for r in TABLE if r.kind == kind and state in r.states and ruling in r.rulings and role in r.roles]
        assert is_allowed(kind, At(state, ruling), role) == bool(rows), (state, ruling, kind, role)


def test_a_step_without_a_rule_of_its_own_rests_on_what_stands(walk: Walk) -> None:
    for at, following in walk.items():
        for kind, role, _ in following:
            step = find_transition(kind, at, role)
            if step is not None and not step.rule:
                stands = "ruling_stands" if at.ruling in IN_FORCE else "nothing_rests_on_it"
                assert next_move(kind, at, role).rule == stands, (at, kind)


def test_only_a_draft_and_a_case_in_correction_are_being_filled_in() -> None:
    filled = {state for state, ruling in product(State, RULINGS) if is_being_filled_in(At(state, ruling))}
    assert filled == {State.DRAFT, State.IN_CORRECTION}
