"""Types of cases, events, decisions and receipts."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from backend.kit.messages.render import Messages
from backend.residents.types import Power
from backend.rules.officer_approval import OfficerWording
from backend.rules.types import Facts

_words = Messages.beside(__file__).words


ConsentWay = Literal["device", "code", "phone", "counter", "face"]
"""How a principal answered a request for consent: on her own device; there after typing the code on the helper's screen; on the
telephone; to an officer at a counter; or with her face, on the helper's phone."""


class State(StrEnum):
    """Where a case stands; the words residents read are in `SAYS`, those of officers in `FOR_OFFICER`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_CORRECTION = "in_correction"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    COMPLETED = "completed"
    REVOKED = "revoked"


SAYS = _words("SAYS", State)
FOR_OFFICER = _words("StateForOfficer", State)

Kind = Literal[
    "opened",
    "answered",
    "paper_added",
    "paper_removed",
    "paper_insisted",
    "submitted",
    "decided_at_once",
    "handed_over",
    "accepted",
    "not_accepted",
    "correction_asked",
    "corrected",
    "review_started",
    "approved",
    "refused",
    "review_asked",
    "withdrawn",
    "review_withdrawn",
    "lapsed",
    "review_lapsed",
    "completed",
    "receipt_revoked",
    "paper_taken_out",
    "version_changed",
    "payment_stopped",
    "payment_resumed",
    "claimed",
    "handed_on",
    "sent_back",
    "field_opened",
    "field_closed",
    "value_compared",
    "consent_asked",
    "consent_given",
    "consent_refused",
    "consent_withdrawn",
    "consent_void",
]
Ruling = Literal["none", "approved", "refused", "not_accepted", "revoked"]
"""Which decision about the application stands now; a receipt is valid exactly while one that has a receipt does."""


class Event(Struct, frozen=True, kw_only=True):
    """An event of a case; append-only."""

    id: UUID
    case_id: UUID
    seq: int
    kind: Kind
    at: datetime
    detail: dict[str, Any] = {}
    author: str = ""
    power: Power | None = None

    @property
    def helper(self) -> UUID | None:
        """Who took this step for the principal by a mandate; None where nobody did."""
        return UUID(self.author.removeprefix("mandate:")) if self.author.startswith("mandate:") else None


class Case(Struct, frozen=True, kw_only=True):
    """A case: one request for one service."""

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
    opened_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    updated_at: datetime


class Paper(Struct, frozen=True, kw_only=True):
    """A paper of a case, as a decision needs it."""

    slot: str
    state: Literal["waiting", "read", "replaced", "removed"]
    verdict: Literal["passed", "failed", "could_not_tell"] | None
    overruled: str | None
    valid_until: date | None = None


class DecisionInputs(Struct, frozen=True):
    """Inputs of a decision, sealed with it: day, facts and rules."""

    on: date
    facts: Facts
    rules: bytes
    words: OfficerWording | UnsetType = UNSET  # what an officer decided beside the facts


class StoredDecision(Struct, frozen=True, kw_only=True):
    """A stored decision: enough to explain and replay it."""

    id: UUID
    case_id: UUID
    outcome: Literal["approve", "person", "refuse"]
    decided_by: str
    rule: str | None
    rule_digest: str | None
    decided_on: date
    inputs: bytes
    result: bytes
    at: datetime
    superseded_by: UUID | None = None


class Receipt(Struct, frozen=True, kw_only=True):
    """The signed proof of a decision; its number is the only thing in the QR code."""

    number: str
    case_id: UUID
    decision: UUID
    jws: str
    kid: str
    status: Literal["valid", "superseded", "revoked"]
    issued_at: datetime
    ended_at: datetime | None = None
