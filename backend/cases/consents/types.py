"""Requests for a principal's consent to one submission, and her answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.types import ConsentWay
from backend.delegation.store import CallState

RequestState = Literal["waiting", "agreed", "refused", "withdrawn", "void", "lapsed"]
VoidReason = Literal["answers", "papers", "account", "version", "words", "mandate", "moved_on"]
"""What changed, or that the mandate doesn't hold any more, or that the case was submitted or withdrawn otherwise."""
Answer = Literal["agreed", "refused"]
ConsentCallState = CallState | Literal["void"]
"""How a call about a request went; `void`: she agreed, and by then the content was no longer the one that was read to her."""


class ConsentRequest(Struct, frozen=True, kw_only=True):
    """A request as stored; `request_status.look` says how it stands at a moment.

    `bound` is what was asked, sealed; `hers` what only the principal may choose, sealed, until she answers.
    """

    id: UUID
    case_id: UUID
    principal: UUID
    helper: UUID
    mandate: UUID
    digest: str
    bound: bytes
    hers: bytes | None
    code: bytes | None
    code_used_at: datetime | None
    state: RequestState
    reason: VoidReason | None
    note: bytes | None
    asked_at: datetime
    expires_at: datetime
    settled_at: datetime | None


class SubmissionConsent(Struct, frozen=True, kw_only=True):
    """Her answer as evidence: the exact content (sealed), its digest, and how she gave it."""

    id: UUID
    request: UUID
    case_id: UUID
    principal: UUID
    helper: UUID
    mandate: UUID
    answer: Answer
    how: ConsentWay
    witness: str
    wording: str
    wording_version: str
    wording_digest: str
    digest: str
    bound: bytes
    at: datetime


class ConsentCallRow(Struct, frozen=True, kw_only=True):
    """A call to a principal about one request; `digest`: of the submission with the words that are read to her."""

    id: UUID
    request: UUID
    case_id: UUID
    principal: UUID
    state: ConsentCallState
    asked_by: str
    sealed: bytes
    digest: str
    placed_at: datetime
    settled_at: datetime | None
