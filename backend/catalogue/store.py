"""Queries over service versions, switches and brakes; SQL in `queries.sql`."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries


class VersionHeld(Struct, frozen=True, kw_only=True):
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


class DraftHeld(Struct, frozen=True, kw_only=True):
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


class ChangeHeld(Struct, frozen=True, kw_only=True):
    """Publication in the feed."""

    id: UUID
    code: str
    digest: str
    service_name: str
    reason: str
    valid_from: date
    published_at: datetime


class SwitchHeld(Struct, frozen=True):
    """State of the machine approval switch of a service, with operator, time and reason."""

    code: str
    instant: bool
    changed_by: str
    changed_at: datetime
    reason: str


class BrakeHeld(Struct, frozen=True, kw_only=True):
    """Active brake; an empty service means all services."""

    id: UUID
    service: str
    reason: str
    pulled_by: str
    pulled_at: datetime


class BrakeReleased(BrakeHeld, frozen=True, kw_only=True):
    """Released brake."""

    released_by: str
    release_reason: str
    released_at: datetime


sql = Queries.beside(__file__)
in_force = sql.many("in_force", VersionHeld)
ids_in_force = sql.many("ids_in_force", InForce)
versions = sql.many("versions", VersionHeld)
version = sql.one("version", VersionHeld)
switches = sql.many("switches", SwitchHeld)
turn = sql.run("turn")
draft = sql.maybe("draft", VersionHeld)
draft_for_change = sql.maybe("draft_for_change", DraftHeld)
begin_draft = sql.value("begin_draft", UUID)
change_draft = sql.value("change_draft", UUID)
discard_draft = sql.run("discard_draft")
publish_draft = sql.one("publish_draft", VersionHeld)
publish = sql.run("publish")
close_earlier = sql.run("close_earlier")
next_start = sql.value("next_start", date)
retire = sql.run("retire")
withdraw = sql.maybe("withdraw", VersionHeld)
reopen = sql.run("reopen")
history = sql.many("history", VersionHistoryEntry)
changes = sql.many("changes", ChangeHeld)
announce = sql.value("announce", str)
brakes = sql.many("brakes", BrakeHeld)
brakes_before = sql.many("brakes_before", BrakeReleased)
pull_brake = sql.run("pull_brake")
release_brake = sql.value("release_brake", str)
