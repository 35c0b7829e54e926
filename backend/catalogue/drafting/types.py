"""Types of drafts: the draft, its history, the result of a save."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.catalogue.drafting.merge import MergeConflict

JsonTable = dict[str, Any]
"""A service, or one row of it, as JSON."""
EventKind = Literal[
    "begun", "saved", "undone", "rebased", "discarded", "proposed", "taken_back", "sent_back", "published"
]


class WorkingDraft(Struct, frozen=True, kw_only=True):
    """Working draft of a service; `content` is a `published.Content` as JSON, always of the right shape."""

    id: UUID
    code: str
    base: UUID | None
    content: JsonTable
    version: int
    owner: str
    owner_name: str
    writers: tuple[str, ...]
    note: str
    wanted_from: date | None
    closes_earlier: bool
    created_at: datetime
    changed_at: datetime


class DraftListed(Struct, frozen=True, kw_only=True):
    """Draft in a list, without its content."""

    id: UUID
    code: str
    name: str
    department: str
    version: int
    owner: str
    owner_name: str
    changed_at: datetime


class DraftEvent(Struct, frozen=True, kw_only=True):
    """Entry of the history of a draft; `changes` holds [before, after] by field of the service."""

    draft: UUID
    code: str
    version: int
    kind: EventKind
    part: str
    changes: dict[str, tuple[Any, Any]]
    undoes: int | None
    says: str
    staff: str
    staff_name: str
    at: datetime


class DraftComment(Struct, frozen=True, kw_only=True):
    """What somebody said about one field of a draft; `place` is a path as in a comparison of versions."""

    id: UUID
    place: str
    says: str
    staff: str
    staff_name: str
    at: datetime


class ArticleReview(Struct, frozen=True, kw_only=True):
    """Mark that somebody has held a row of a rule against the articles it cites, as the row and the laws stood then."""

    id: UUID
    row_digest: str
    laws_digest: str
    says: str
    cited: str
    against: str
    staff: str
    staff_name: str
    at: datetime


class StudioCount(Struct, frozen=True):
    """How much of one kind stands open in the studio, and how long the oldest has (seconds)."""

    state: str
    number: int
    oldest_seconds: float


class SavedFilter(Struct, frozen=True, kw_only=True):
    """A filter of the list of services under a name: the parameters of its address."""

    id: UUID
    name: str
    wanted: dict[str, str]


class WaitingVersion(Struct, frozen=True, kw_only=True):
    """Draft version that waits for a second person."""

    id: UUID
    code: str
    digest: str
    content: JsonTable
    valid_from: date
    author: str
    writers: tuple[str, ...]
    reason: str
    created_at: datetime
    closes_earlier: bool


class FixToReview(Struct, frozen=True, kw_only=True):
    """Small fix that went live with one signer, and what was live before it."""

    id: UUID
    code: str
    content: JsonTable
    before: JsonTable
    author: str
    reason: str
    published_at: datetime


class Saved(Struct, frozen=True, kw_only=True):
    """Result of a save: the version now, the fields that changed, what both changed."""

    version: int
    at: datetime
    fields: tuple[str, ...] = ()
    conflicts: tuple[MergeConflict, ...] = ()
    wanted: JsonTable = {}  # the conflicting fields as this editor would have them, merged with everything else
