"""What the case tables can be asked. The SQL is beside this file."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.grants.types import Own
from backend.cases.types import Case, DecisionHeld, Event, Paper, Receipt, Ruling, State
from backend.kit.sql import Queries
from backend.payees.types import Checked, Known
from backend.residents.types import Assurance


class ForSubmission(Struct, frozen=True, kw_only=True):
    """All that a decision needs, read at one moment."""

    id: UUID
    number: str
    principal: UUID
    opened_by: UUID
    service: str
    service_version: UUID
    state: State
    ruling: Ruling
    department: str
    answers: bytes | None
    version: int
    identity: bytes | None
    assurance: Assurance
    proved_at: datetime | None
    facts: dict[str, Any]
    papers: tuple[Paper, ...]
    payees: tuple[Known, ...]
    payee_checks: tuple[Checked, ...]
    last_seq: int | None
    own: tuple[Own, ...]
    running: tuple[str, ...]
    stopped: bool  # by a brake or a switch: read with everything else, so that no process decides by what it last heard
    known_since: datetime
    number_changed_at: datetime | None
    files_for: int
    handed_in: bool


class Moved(Struct, frozen=True):
    """The case that a step really moved."""

    id: UUID


class DecisionToReplay(DecisionHeld, frozen=True, kw_only=True):
    """A decision with the service it was made for."""

    service: str


class Owed(Struct, frozen=True):
    """One dated obligation after a decision."""

    kind: str
    due_on: date
    detail: dict[str, Any]
    done_at: datetime | None


class DayHeld(Struct, frozen=True):
    """One day that differs from Monday to Friday."""

    day: date
    works: bool


class YearHeld(Struct, frozen=True):
    """One year whose plan is out."""

    year: int


class DecidedAtOnce(Struct, frozen=True):
    """How many cases of a service the machine approved."""

    code: str
    number: int


class Standing(Struct, frozen=True):
    """How many there are of something in one state, and how long the oldest of them waits."""

    what: str
    state: str
    number: int
    oldest_seconds: float


sql = Queries.beside(__file__)
held = sql.one("held", Case)
held_for_change = sql.one("held_for_change", Case)
of_principal = sql.many("of_principal", Case)
running_draft = sql.maybe("running_draft", Case)
open_case = sql.run("open_case")
save_answers = sql.run("save_answers")
move = sql.run("move")
add_event = sql.run("add_event")
events = sql.many("events", Event)
events_of_all = sql.many("events_of_all", Event)
hold_for_submission = sql.value("hold_for_submission", int)
for_submission = sql.one("for_submission", ForSubmission)
submit = sql.maybe("submit", Moved)
latest_decision = sql.maybe("latest_decision", DecisionHeld)
receipt_of = sql.maybe("receipt_of", Receipt)
receipt_by_number = sql.one("receipt_by_number", Receipt)
all_decisions = sql.many("all_decisions", DecisionToReplay)
obligations = sql.many("obligations", Owed)
calendar = sql.many("calendar", DayHeld)
calendar_years = sql.many("calendar_years", YearHeld)
decided_at_once = sql.many("decided_at_once", DecidedAtOnce)
standing = sql.many("standing", Standing)


class Waiting(Struct, frozen=True, kw_only=True):
    """One line of an officer's queue."""

    id: UUID
    number: str
    service: str
    service_version: UUID
    state: State
    department: str
    submitted_at: datetime | None
    updated_at: datetime
    principal: UUID


waiting = sql.many("waiting", Waiting)
for_officer = sql.one("for_officer", Case)
add_decision = sql.run("add_decision")
supersede_decision = sql.run("supersede_decision")
supersede_receipts = sql.run("supersede_receipts")
add_receipt = sql.run("add_receipt")


class Proposal(Struct, frozen=True, kw_only=True):
    """Somebody wants a receipt taken back, and a second person has not looked yet."""

    id: UUID
    receipt: str
    reason: str
    proposed_by: str
    proposed_role: str
    proposed_at: datetime


class ProposalWaiting(Struct, frozen=True, kw_only=True):
    """One line of the proposals that wait."""

    id: UUID
    number: str
    service_version: UUID
    reason: str
    proposed_by: str
    proposed_at: datetime


receipt_of_case = sql.maybe("receipt_of_case", Receipt)
propose_revocation = sql.value("propose_revocation", UUID)
open_revocation = sql.maybe("open_revocation", Proposal)
settle_revocation = sql.run("settle_revocation")
revoke_receipts = sql.run("revoke_receipts")
revocations_waiting = sql.many("revocations_waiting", ProposalWaiting)
case_by_number = sql.value("case_by_number", UUID)


class CheckWaiting(Struct, frozen=True, kw_only=True):
    """One machine approval that an officer looks at."""

    id: UUID
    number: str
    service_version: UUID
    why: tuple[str, ...]
    drawn_at: datetime


class CheckHeld(Struct, frozen=True, kw_only=True):
    """The after-check of a case: why it was drawn, and what the officer said."""

    why: tuple[str, ...]
    state: Literal["waiting", "agreed", "disagreed"]
    reason: str
    checked_at: datetime | None


class ChecksOfService(Struct, frozen=True):
    """How many after-checks of a service stand in one state."""

    code: str
    state: str
    number: int


checks_waiting = sql.many("checks_waiting", CheckWaiting)
check_of_case = sql.maybe("check_of_case", CheckHeld)
settle_check = sql.run("settle_check")
add_check = sql.run("add_check")
checks_by_service = sql.many("checks_by_service", ChecksOfService)


class ObligationDue(Struct, frozen=True, kw_only=True):
    """Something owed whose first day has come, with the sealed inputs of its decision."""

    case_id: UUID
    kind: str
    opens_on: date
    due_on: date
    principal: UUID
    service_version: UUID
    decision: UUID
    inputs: bytes


obligations_due = sql.many("obligations_due", ObligationDue)
open_checks = sql.many("open_checks", ObligationDue)
obligation_done = sql.run("obligation_done")
obligation_taken_up = sql.run("obligation_taken_up")
add_obligation = sql.run("add_obligation")
