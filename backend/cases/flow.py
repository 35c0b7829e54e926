"""Which step may follow which, and why not: one table, no input or output."""

from types import MappingProxyType

from backend.cases.problems import AlreadyMovedOn
from backend.cases.types import Actor, Kind, State

S = State
OPEN = (S.SUBMITTED, S.ACCEPTED, S.IN_REVIEW)

# What happened -> the states it may happen in, the state after it (None: unchanged), and who may do it.
TABLE: "MappingProxyType[Kind, tuple[tuple[State, ...], State | None, tuple[Actor, ...]]]" = MappingProxyType(
    {
        "opened": ((), S.DRAFT, ("resident", "helper")),
        "answered": ((S.DRAFT, S.IN_CORRECTION), None, ("resident", "helper")),
        "paper_added": ((S.DRAFT, S.IN_CORRECTION), None, ("resident", "helper")),
        "paper_removed": ((S.DRAFT, S.IN_CORRECTION), None, ("resident", "helper")),
        "submitted": ((S.DRAFT,), S.SUBMITTED, ("resident", "helper")),
        "decided_at_once": ((S.SUBMITTED,), S.APPROVED, ("system",)),
        "handed_over": ((S.SUBMITTED,), None, ("system",)),
        "accepted": ((S.SUBMITTED,), S.ACCEPTED, ("officer", "supervisor", "system")),
        "not_accepted": ((S.SUBMITTED,), S.NOT_ACCEPTED, ("officer", "supervisor")),
        "correction_asked": ((S.SUBMITTED, S.ACCEPTED, S.IN_REVIEW), S.IN_CORRECTION, ("officer", "supervisor")),
        "corrected": ((S.IN_CORRECTION,), S.SUBMITTED, ("resident", "helper")),
        "review_started": ((S.ACCEPTED,), S.IN_REVIEW, ("officer", "supervisor")),
        "approved": ((S.ACCEPTED, S.IN_REVIEW), S.APPROVED, ("officer", "supervisor")),
        "refused": ((S.ACCEPTED, S.IN_REVIEW), S.REFUSED, ("officer", "supervisor")),
        "review_asked": ((S.APPROVED, S.REFUSED, S.NOT_ACCEPTED), S.IN_REVIEW, ("resident", "helper")),
        "withdrawn": ((S.DRAFT, S.SUBMITTED, S.IN_CORRECTION, S.ACCEPTED, S.IN_REVIEW), S.WITHDRAWN, ("resident", "helper")),
        "lapsed": ((S.DRAFT, S.IN_CORRECTION), S.LAPSED, ("system",)),
        "receipt_revoked": ((S.APPROVED, S.REFUSED), None, ("officer", "supervisor")),
        "paper_taken_out": (tuple(State), None, ("system",)),
        "payment_stopped": ((S.APPROVED, S.IN_REVIEW), None, ("officer", "supervisor")),
        "payment_resumed": ((S.APPROVED, S.IN_REVIEW), None, ("officer", "supervisor")),
        "completed": ((S.APPROVED, S.REFUSED), S.COMPLETED, ("system", "officer", "supervisor")),
    }
)  # fmt: skip

FINAL = frozenset({S.NOT_ACCEPTED, S.WITHDRAWN, S.LAPSED, S.COMPLETED})


def may(kind: Kind, state: State, role: Actor) -> bool:
    """May this role do this to a case in this state?"""
    states, _, roles = TABLE[kind]
    return state in states and role in roles


def after(kind: Kind, state: State, role: Actor) -> State:
    """The state after this step; a step that may not follow says where the case stands instead."""
    if not may(kind, state, role):
        raise AlreadyMovedOn(state=state)
    return TABLE[kind][1] or state


def whose_turn(state: State) -> str:
    """Who acts next, in the resident's words; nobody when it is over."""
    if state in (S.DRAFT, S.IN_CORRECTION):
        return "轮到您"
    if state in OPEN:
        return "轮到工作人员"
    return ""
