"""A guided session: who guides whom, at which step she is, and what happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Way = Literal["queue", "code", "helper"]
"""How she found her guide: the next free desk, a code read out to an official, or a helper with a mandate."""
SessionState = Literal["waiting", "offered", "active", "ended"]
EndReason = Literal["by_person", "by_guide", "declined", "lapsed", "limit", "silent", "unsafe", "mandate", "closed"]
Role = Literal["person", "officer", "helper", "system"]
EventKind = Literal[
    "asked", "taken", "let_in", "declined", "shown", "opened", "closed", "pointed", "hinted", "proposed", "stopped", "accepted",
    "rejected", "noted", "handed_over", "ended", "rated",
]  # fmt: skip
GuidedPage = Literal["none", "service", "start", "tasks", "questions", "paper", "check", "status"]
"""The pages that a guide sees something of; `none` is every other page, of which nothing is shown."""
Rating = Literal[1, 2, 3]
GENERAL = "gov_service"
"""The department that answers where no service is named."""


class GuidedStep(Struct, frozen=True, kw_only=True):
    """The step at which she is. `faults`: by key of the question, the code of what is wrong with the answer."""

    page: GuidedPage = "none"
    service: str = ""
    case: UUID | None = None
    number: int = 0
    slot: str = ""
    faults: Mapping[str, str] = {}


NOWHERE = GuidedStep()


class GuidedSession(Struct, frozen=True, kw_only=True):
    """A session as stored; `lifecycle.standing` says how it stands at a moment.

    `guide`: account of an officer or id of a helper. `filled`: the questions that hold something on her screen, where her
    browser says so. `opened`: questions of this step that the guide may read. `hint`, `proposal`: events that show now.
    """

    id: UUID
    person: UUID
    department: str
    way: Way
    mandate: UUID | None
    guide: str | None
    guide_name: str
    state: SessionState
    reason: EndReason | None
    asked_at: datetime
    queued_at: datetime
    taken_at: datetime | None
    let_in_at: datetime | None
    last_act_at: datetime
    ended_at: datetime | None
    page: GuidedPage
    service: str
    case_id: UUID | None
    number: int
    slot: str
    faults: dict[str, str]
    filled: tuple[str, ...] | None
    pointed: str
    opened: tuple[str, ...]
    hint: UUID | None
    proposal: UUID | None
    stopped: int
    rating: Rating | None

    @property
    def step(self) -> GuidedStep:
        """Where she is."""
        return GuidedStep(
            page=self.page, service=self.service, case=self.case_id, number=self.number, slot=self.slot, faults=self.faults
        )  # fmt: skip


class GuidedEvent(Struct, frozen=True, kw_only=True):
    """One thing that happened in a session; only ever added. `said`: the words, sealed."""

    id: UUID
    seq: int
    kind: EventKind
    role: Role
    at: datetime
    detail: dict[str, str]
    said: bytes | None
