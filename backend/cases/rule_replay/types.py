"""Types of the trial of a changed rule on what was applied for."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.population.rule_change import Way

REPLAY_RULE = "replay-rule"
ReplayState = Literal["waiting", "running", "done", "replaced"]
ReplayGroup = Literal["running", "drafts", "past"]
"""Cases that are being handled, forms that nobody has submitted, decisions that have been made."""
ReplayKind = Literal[Way, "same", "unclear"]


class RuleToReplay(Struct, frozen=True, forbid_unknown_fields=True):
    """Argument of the job that tries a changed rule."""

    replay: UUID


class ReplayCount(Struct, frozen=True, kw_only=True):
    """How many of a group come to something else, as it may be shown (None: withheld); without a kind, the whole group."""

    group: ReplayGroup
    kind: ReplayKind | None
    count: int | None


class RuleReplay(Struct, frozen=True, kw_only=True):
    """A trial of the rules of a draft: how far it is, and its counts once it is done."""

    id: UUID
    code: str
    rules: list[dict[str, Any]]
    state: ReplayState
    done: int
    total: int
    counts: tuple[ReplayCount, ...]
    asked_at: datetime
    changed_at: datetime

    @property
    def percent(self) -> int:
        """How much is done, without saying of how many."""
        return 100 if self.state == "done" else min(99, self.done * 100 // max(self.total, 1))


class SubmittedCase(Struct, frozen=True, kw_only=True):
    """A submitted case with the newest decision that the rule took on it."""

    case_id: UUID
    principal: UUID
    running: bool
    decision: UUID
    decided_on: date
    inputs: bytes


class OpenDraft(Struct, frozen=True, kw_only=True):
    """A form that nobody has submitted, with what registers have told of its person."""

    id: UUID
    principal: UUID
    answers: bytes | None
    facts: dict[str, Any]


class ReplaysInState(Struct, frozen=True):
    """Number of trials in one state, and the seconds since the oldest unfinished one moved."""

    state: ReplayState
    number: int
    oldest_seconds: float
