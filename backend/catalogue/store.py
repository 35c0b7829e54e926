"""Queries over service versions, switches and brakes; SQL in `queries.sql`."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class StoredVersion(Struct, frozen=True, kw_only=True):
    """Stored version of a service."""

    id: UUID
    code: str
    digest: str
    content: dict[str, Any]
    valid_from: date
    valid_to: date | None
    author: str
    approver: str | None
    published_at: datetime | None


class InForce(Struct, frozen=True):
    """Id of the version in force of a service."""

    id: UUID
    code: str


class VersionClosing(Struct, frozen=True):
    """Newest version of a service that closed the earlier ones for drafts."""

    code: str
    id: UUID
    valid_from: date


class StoredDraft(Struct, frozen=True, kw_only=True):
    """Draft to be published, with all its authors."""

    id: UUID
    digest: str
    content: dict[str, Any]
    valid_from: date
    writers: tuple[str, ...]
    reason: str


class VersionHistoryEntry(Struct, frozen=True, kw_only=True):
    """Entry of a service's history: author, approver, dates, reason."""

    id: UUID
    code: str
    state: Literal["draft", "published", "retired"]
    digest: str
    valid_from: date
    valid_to: date | None
    author: str
    writers: tuple[str, ...]
    approver: str | None
    reason: str
    created_at: datetime
    published_at: datetime | None
    ended_by: str | None
    ended_with: str | None
    ended_reason: str
    ended_at: datetime | None


class Publication(Struct, frozen=True, kw_only=True):
    """Publication in the feed."""

    id: UUID
    code: str
    digest: str
    service_name: str
    reason: str
    valid_from: date
    published_at: datetime


class StoredSwitch(Struct, frozen=True):
    """State of the machine approval switch of a service, with operator, time and reason."""

    code: str
    instant: bool
    changed_by: str
    changed_at: datetime
    reason: str


class ActiveBrake(Struct, frozen=True, kw_only=True):
    """Active brake; an empty service means all services."""

    id: UUID
    service: str
    reason: str
    pulled_by: str
    pulled_at: datetime


class ReleasedBrake(ActiveBrake, frozen=True, kw_only=True):
    """Released brake."""

    released_by: str
    release_reason: str
    released_at: datetime


sql = Queries.beside(__file__)
in_force = sql.many("in_force", StoredVersion)
ids_in_force = sql.many("ids_in_force", InForce)
versions = sql.many("versions", StoredVersion)
version = sql.one("version", StoredVersion)
closings = sql.many("closings", VersionClosing)
switches = sql.many("switches", StoredSwitch)
turn = sql.run("turn")
draft = sql.maybe("draft", StoredVersion)
draft_for_change = sql.maybe("draft_for_change", StoredDraft)
begin_draft = sql.value("begin_draft", UUID)
change_draft = sql.value("change_draft", UUID)
discard_draft = sql.run("discard_draft")
publish_draft = sql.one("publish_draft", StoredVersion)
publish = sql.run("publish")
close_earlier = sql.run("close_earlier")
next_start = sql.value("next_start", date)
retire = sql.run("retire")
withdraw = sql.maybe("withdraw", StoredVersion)
reopen = sql.run("reopen")
history = sql.many("history", VersionHistoryEntry)
changes = sql.many("changes", Publication)
announce = sql.value("announce", str)
brakes = sql.many("brakes", ActiveBrake)
brakes_before = sql.many("brakes_before", ReleasedBrake)
pull_brake = sql.run("pull_brake")
release_brake = sql.value("release_brake", str)
