"""Types of identity proofing: steps, photos, attempts, challenges, requests, and the job's argument."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.residents.types import Means

StepKey = Literal["document", "face"]
Move = Literal["left", "right", "up"]
TryState = Literal["waiting", "passed", "failed", "doubtful"]
RequestState = Literal["waiting", "seen", "confirmed", "present", "declined", "withdrawn"]
Cause = Literal["asked", "doubtful", "held_elsewhere", "disowned", "number_reused", "step_up"]
Way = Literal["counter", "video", "home"]
Part = Literal["", "morning", "afternoon"]


class Photo(Struct, frozen=True, forbid_unknown_fields=True):
    """One picture that a step asks for."""

    key: str
    title: str
    says: str


class ProofingStep(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of proving identity, as it stands in steps.toml."""

    key: StepKey
    title: str
    short: str
    consent: str
    level: Literal["document", "verified"]
    after: str = ""
    photo: tuple[Photo, ...]


class OtherWay(Struct, frozen=True, forbid_unknown_fields=True):
    """A way in that needs no face, or a way to step up without an SMS."""

    key: str
    title: str
    says: str
    href: str
    icon: str


class IdentityDesk(Struct, frozen=True, forbid_unknown_fields=True):
    """Whose officers see to requests."""

    departments: tuple[str, ...]


class ProofingSteps(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of steps.toml."""

    step: tuple[ProofingStep, ...]
    move: tuple[Photo, ...]
    way: tuple[OtherWay, ...]
    factor: tuple[OtherWay, ...]
    desk: IdentityDesk


class ProofingAttempt(Struct, frozen=True, kw_only=True):
    """One try at a step."""

    id: UUID
    person: UUID
    step: StepKey
    state: TryState
    reasons: list[str]
    digests: list[bytes]
    at: datetime


class ConsentFace(Struct, frozen=True, kw_only=True):
    """One face check of a principal on her helper's phone; `digest`: of the submission to which it says yes, `void`: that changed meanwhile."""

    id: UUID
    request: UUID
    case_id: UUID
    principal: UUID
    helper: UUID
    state: TryState | Literal["void"]
    reasons: list[str]
    digest: str
    purpose_version: str
    at: datetime


class ProofRow(Struct, frozen=True, kw_only=True):
    """By which means a level was reached."""

    level: int
    means: Means
    at: datetime


class IdentityRequest(Struct, frozen=True, kw_only=True):
    """A request for a person to look."""

    id: UUID
    person: UUID
    cause: Cause
    way: Way
    day: date | None
    part: Part
    state: RequestState
    asked_at: datetime
    officer_name: str | None
    reason: str
    done_at: datetime | None
    seen_by: str | None
    seen_name: str | None
    seen_at: datetime | None
    seen_reason: str
    said: bytes | None

    @property
    def open(self) -> bool:
        """Does it still wait for an officer?"""
        return self.state in ("waiting", "seen")


class LivenessChallenge(Struct, frozen=True, kw_only=True):
    """Random head moves for the camera; valid once and for minutes."""

    nonce: str
    moves: tuple[Move, ...]


class Pictures(Struct, frozen=True):
    """Captured pictures in the order that their step asks for; sealed, and gone within minutes."""

    pictures: tuple[bytes, ...]
    moves: tuple[Move, ...] = ()
    name: str = ""  # typed, where a rare character is misread


class Handoff(Struct, frozen=True, kw_only=True):
    """Permission of another phone: the pictures of one step for one person."""

    person: UUID
    step: StepKey
    ends: datetime


class ToProve(Struct, frozen=True):
    """The argument of the proofing job."""

    attempt: UUID
