"""State machine of a case: allowed transitions, the ruling after each, and its consequences for receipt, grant and payments.

A case is at a `Position`: its state, and the ruling that stands. No input or output here; `consequences` carries the rules out.
"""

from types import MappingProxyType
from typing import Literal, Protocol

from msgspec import Struct

from backend.audit.actor import ActorRole
from backend.cases.problems import AlreadyMovedOn
from backend.cases.types import Kind, Ruling, State

S = State
OPEN = (S.SUBMITTED, S.ACCEPTED, S.IN_REVIEW)
PENDING = (S.SUBMITTED, S.IN_CORRECTION, S.ACCEPTED, S.IN_REVIEW)
RULINGS: tuple[Ruling, ...] = ("none", "approved", "refused", "not_accepted", "revoked")
DECIDED: tuple[Ruling, ...] = ("approved", "refused", "not_accepted", "revoked")
UNDECIDED: tuple[Ruling, ...] = ("none",)
IN_FORCE: tuple[Ruling, ...] = ("approved", "refused")  # rulings that have a receipt
RESIDENT: tuple[ActorRole, ...] = ("person", "mandate")
DESK: tuple[ActorRole, ...] = ("staff",)
SYSTEM: tuple[ActorRole, ...] = ("system",)

RuleName = Literal[
    "nothing_rests_on_it", "ruling_stands", "approval_takes_effect", "refusal_takes_effect", "ruling_is_revoked",
    "payment_is_stopped", "payment_goes_on",
]  # fmt: skip


class Consequences(Struct, frozen=True):
    """Consequences of a transition for receipt, grant and payments."""

    receipt: Literal["none", "keep", "replace", "revoke"]
    grant: Literal["none", "keep", "replace", "end"]
    payments: Literal["none", "keep", "start", "stop", "resume"]


RULES: "MappingProxyType[RuleName, Consequences]" = MappingProxyType(
    {
        "nothing_rests_on_it": Consequences("none", "none", "none"),
        "ruling_stands": Consequences("keep", "keep", "keep"),
        "approval_takes_effect": Consequences("replace", "replace", "start"),
        "refusal_takes_effect": Consequences("replace", "end", "stop"),
        "ruling_is_revoked": Consequences("revoke", "end", "stop"),
        "payment_is_stopped": Consequences("keep", "keep", "stop"),
        "payment_goes_on": Consequences("keep", "keep", "resume"),
    }
)

Back = Literal["back"]  # to the state of the ruling that stands
BACK: Back = "back"
STATE_OF: "MappingProxyType[Ruling, State]" = MappingProxyType(
    {"approved": S.APPROVED, "refused": S.REFUSED, "not_accepted": S.NOT_ACCEPTED, "revoked": S.REVOKED}
)


class Transition(Struct, frozen=True, kw_only=True):
    """Row of the table: source states and rulings, kind of event, roles, and target.

    `to` and `ruling`: None leaves them as they are. `rule`: None keeps whatever rests on the ruling, if anything does.
    """

    kind: Kind
    states: tuple[State, ...]
    rulings: tuple[Ruling, ...] = RULINGS
    to: State | Back | None
    ruling: Ruling | None = None
    roles: tuple[ActorRole, ...]
    rule: RuleName | None = None


TABLE: tuple[Transition, ...] = (
    Transition(kind="opened", states=(), to=S.DRAFT, roles=RESIDENT),
    Transition(kind="answered", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="paper_added", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="paper_removed", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="paper_insisted", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    # one case, two people: who works in it, and what a helper may read or compare of it
    Transition(kind="claimed", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="handed_on", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="sent_back", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=("mandate",)),
    Transition(kind="field_opened", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="field_closed", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="value_compared", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=("mandate",)),
    # a helper asks the principal to agree to a submission; what follows moves the case only by the submission itself
    Transition(kind="consent_asked", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=("mandate",)),
    Transition(kind="consent_withdrawn", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=("mandate",)),
    Transition(kind="consent_given", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="consent_refused", states=(S.DRAFT, S.IN_CORRECTION), to=None, roles=RESIDENT),
    Transition(kind="consent_void", states=tuple(State), to=None, roles=SYSTEM),
    Transition(kind="submitted", states=(S.DRAFT,), rulings=UNDECIDED, to=S.SUBMITTED, roles=RESIDENT),
    # whoever asks for a review asks for a person, and what two people revoked no machine gives back
    Transition(kind="decided_at_once", states=(S.SUBMITTED,), rulings=UNDECIDED, to=S.APPROVED, ruling="approved", roles=SYSTEM,
         rule="approval_takes_effect"),
    Transition(kind="handed_over", states=(S.SUBMITTED,), to=None, roles=SYSTEM),
    Transition(kind="accepted", states=(S.SUBMITTED,), to=S.ACCEPTED, roles=(*DESK, *SYSTEM)),
    Transition(kind="not_accepted", states=(S.SUBMITTED,), rulings=("none", "not_accepted"), to=S.NOT_ACCEPTED, ruling="not_accepted",
         roles=DESK),
    Transition(kind="not_accepted", states=(S.IN_REVIEW,), rulings=("not_accepted",), to=S.NOT_ACCEPTED, roles=DESK),
    Transition(kind="correction_asked", states=OPEN, to=S.IN_CORRECTION, roles=DESK),
    Transition(kind="corrected", states=(S.IN_CORRECTION,), to=S.SUBMITTED, roles=RESIDENT),
    Transition(kind="review_started", states=(S.ACCEPTED,), to=S.IN_REVIEW, roles=DESK),
    Transition(kind="approved", states=(S.ACCEPTED, S.IN_REVIEW), to=S.APPROVED, ruling="approved", roles=DESK, rule="approval_takes_effect"),
    Transition(kind="refused", states=(S.ACCEPTED, S.IN_REVIEW), to=S.REFUSED, ruling="refused", roles=DESK, rule="refusal_takes_effect"),
    Transition(kind="review_asked", states=(S.APPROVED, S.REFUSED, S.NOT_ACCEPTED, S.REVOKED), rulings=DECIDED, to=S.IN_REVIEW, roles=RESIDENT),
    # an application can be withdrawn until it is decided; afterwards only the wish for a review can
    Transition(kind="withdrawn", states=(S.DRAFT, *PENDING), rulings=UNDECIDED, to=S.WITHDRAWN, roles=RESIDENT),
    Transition(kind="review_withdrawn", states=PENDING, rulings=DECIDED, to=BACK, roles=RESIDENT),
    Transition(kind="lapsed", states=(S.DRAFT, S.IN_CORRECTION), rulings=UNDECIDED, to=S.LAPSED, roles=SYSTEM),
    Transition(kind="review_lapsed", states=(S.IN_CORRECTION,), rulings=DECIDED, to=BACK, roles=SYSTEM),
    Transition(kind="receipt_revoked", states=(S.APPROVED, S.REFUSED, S.COMPLETED), rulings=IN_FORCE, to=S.REVOKED, ruling="revoked",
         roles=DESK, rule="ruling_is_revoked"),
    Transition(kind="receipt_revoked", states=PENDING, rulings=IN_FORCE, to=None, ruling="revoked", roles=DESK, rule="ruling_is_revoked"),
    Transition(kind="payment_stopped", states=tuple(State), rulings=("approved",), to=None, roles=DESK, rule="payment_is_stopped"),
    Transition(kind="payment_resumed", states=tuple(State), rulings=("approved",), to=None, roles=DESK, rule="payment_goes_on"),
    # a file that turns out to be harmful goes whenever that is seen; the case stays as it is
    Transition(kind="version_changed", states=(S.DRAFT,), to=None, roles=SYSTEM),
    Transition(kind="paper_taken_out", states=tuple(State), to=None, roles=SYSTEM),
    Transition(kind="completed", states=(S.APPROVED, S.REFUSED), rulings=IN_FORCE, to=S.COMPLETED, roles=(*SYSTEM, *DESK)),
)  # fmt: skip

FINAL = frozenset({S.NOT_ACCEPTED, S.WITHDRAWN, S.LAPSED, S.COMPLETED, S.REVOKED})


class Position(Protocol):
    """Any row with state and ruling of a case."""

    @property
    def state(self) -> State:
        """Its state."""
        ...

    @property
    def ruling(self) -> Ruling:
        """The ruling that stands."""
        ...


class Move(Struct, frozen=True):
    """Result of a transition: new state and ruling, and the rule of its consequences."""

    state: State
    ruling: Ruling
    rule: RuleName


def find_transition(kind: Kind, at: Position, role: ActorRole) -> Transition | None:
    """Find the row of the table that allows this transition."""
    return next(
        (s for s in TABLE if s.kind == kind and at.state in s.states and at.ruling in s.rulings and role in s.roles),
        None,
    )


def is_allowed(kind: Kind, at: Position, role: ActorRole) -> bool:
    """Is this transition allowed?"""
    return find_transition(kind, at, role) is not None


def is_being_filled_in(at: Position) -> bool:
    """May its applicant still change answers and papers: a draft, or a case in correction?"""
    return is_allowed("answered", at, "person")


def next_move(kind: Kind, at: Position, role: ActorRole) -> Move:
    """Look up a transition. Raises AlreadyMovedOn, which names the current state."""
    step = find_transition(kind, at, role)
    if step is None:
        raise AlreadyMovedOn(state=at.state)
    state = STATE_OF[at.ruling] if step.to == BACK else step.to or at.state
    rule = step.rule or ("ruling_stands" if at.ruling in IN_FORCE else "nothing_rests_on_it")
    return Move(state, step.ruling or at.ruling, rule)


Turn = Literal["resident", "officer", "nobody"]


def whose_turn(state: State) -> Turn:
    """Return who acts next; nobody when the case is over."""
    if state in (S.DRAFT, S.IN_CORRECTION):
        return "resident"
    return "officer" if state in OPEN else "nobody"
