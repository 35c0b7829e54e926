"""The table of steps: nothing outside it happens, and nobody is refused by a machine."""

from itertools import product

import pytest

from backend.cases.flow import FINAL, TABLE, after, may, whose_turn
from backend.cases.problems import AlreadyMovedOn
from backend.cases.types import SAYS, State

ROLES = ("resident", "helper", "officer", "supervisor", "system")
NEGATIVE = {State.REFUSED, State.NOT_ACCEPTED}


@pytest.mark.parametrize(("kind", "state", "role"), list(product(TABLE, State, ROLES)))
def test_a_step_is_in_the_table_or_says_where_the_case_stands(kind: str, state: State, role: str) -> None:
    if may(kind, state, role):  # type: ignore[arg-type]
        assert after(kind, state, role) in State  # type: ignore[arg-type]
    else:
        with pytest.raises(AlreadyMovedOn) as refused:
            after(kind, state, role)  # type: ignore[arg-type]
        assert SAYS[state] in refused.value.sentence


def test_a_machine_never_refuses() -> None:
    for _, to, roles in TABLE.values():
        if to in NEGATIVE:
            assert "system" not in roles


def test_a_resident_never_decides() -> None:
    for _, to, roles in TABLE.values():
        if to in NEGATIVE | {State.APPROVED, State.ACCEPTED}:
            assert not {"resident", "helper"} & set(roles)


@pytest.mark.parametrize("state", sorted(FINAL - {State.NOT_ACCEPTED}))
def test_what_is_over_stays_over(state: State) -> None:
    steps = {kind for kind, role in product(TABLE, ROLES) if may(kind, state, role)}  # type: ignore[arg-type]
    # a file that turns out to be harmful goes whenever that is seen; the case stays as it is
    assert steps <= {"paper_taken_out"}


@pytest.mark.parametrize("state", State)
def test_somebody_can_always_go_on_unless_it_is_over(state: State) -> None:
    goes_on = any(may(kind, state, role) for kind, role in product(TABLE, ROLES))  # type: ignore[arg-type]
    assert goes_on or state in FINAL
    assert whose_turn(state) in {"轮到您", "轮到工作人员", ""}


@pytest.mark.parametrize(
    ("kind", "state", "role", "allowed"),
    [("submitted", State.DRAFT, "resident", True), ("submitted", State.DRAFT, "officer", False),
     ("approved", State.SUBMITTED, "resident", False), ("accepted", State.SUBMITTED, "officer", True),
     ("accepted", State.SUBMITTED, "helper", False), ("accepted", State.DRAFT, "officer", False),
     ("withdrawn", State.SUBMITTED, "resident", True), ("lapsed", State.DRAFT, "resident", False),
     ("lapsed", State.DRAFT, "system", True)],
)  # fmt: skip
def test_each_step_belongs_to_some_roles_only(kind: str, state: State, role: str, allowed: bool) -> None:
    assert may(kind, state, role) is allowed  # type: ignore[arg-type]


def test_it_is_always_plain_whose_turn_it_is() -> None:
    said = {state: whose_turn(state) for state in State}
    assert {state for state, who in said.items() if who == "轮到您"} == {State.DRAFT, State.IN_CORRECTION}
    assert {state for state, who in said.items() if who == "轮到工作人员"} == {
        State.SUBMITTED,
        State.ACCEPTED,
        State.IN_REVIEW,
    }
