"""Types of campaigns: what one says and to whom, where it stands, what was done to it."""

import hashlib
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from backend.campaigns.types import Kind, Topic
from backend.catalogue.drafting.merge import MergeConflict

CampaignState = Literal["draft", "in_review", "approved", "scheduled", "running", "paused", "finished", "cancelled"]
CampaignAct = Literal[
    "edited",
    "proposed",
    "taken_back",
    "sent_back",
    "approved",
    "reopened",
    "scheduled",
    "unscheduled",
    "started",
    "paused",
    "stopped_itself",
    "resumed",
    "finished",
    "cancelled",
]
CampaignClass = Literal["information", "benefit", "duty"]
"""What the message is: news (capped, may hold some out) · something to be had (capped) · a duty with a day (not capped)."""
MemberGroup = Literal["", "carers"]
"""Whom the population index doesn't know: those who act for somebody else here."""
CampaignTopic = Literal["news", "benefit", "paper", "deadline"]

Line = Annotated[str, Meta(max_length=60)]
Short = Annotated[str, Meta(max_length=400)]
DivisionCode = Annotated[str, Meta(max_length=15)]


class CampaignContent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that the second person approves; `condition` is a list of conditions of the rule language, `held_out` is in percent.

    `from_hour` and `until_hour`: hours of the day in Shenzhen in which it is sent. `basis`: the law of a duty, or why it is told.
    """

    name: Line = ""
    purpose: Short = ""
    basis: Annotated[str, Meta(max_length=200)] = ""
    condition: Annotated[str, Meta(max_length=4000)] = ""
    group: MemberGroup = ""
    streets: Annotated[tuple[DivisionCode, ...], Meta(max_length=20)] = ()
    within_days: Annotated[int, Meta(ge=0, le=365)] = 0
    without: Annotated[str, Meta(max_length=15)] = ""
    title: Line = ""
    body: Short = ""
    action: Annotated[str, Meta(max_length=20)] = ""
    link: Annotated[str, Meta(max_length=200)] = ""
    kind: CampaignClass = "information"
    topic: CampaignTopic = "news"
    sms: bool = False
    begins_on: date | None = None
    expires_on: date | None = None
    from_hour: Annotated[int, Meta(ge=0, le=23)] = 9
    until_hour: Annotated[int, Meta(ge=1, le=24)] = 20
    held_out: Annotated[int, Meta(ge=0, le=10)] = 0

    def digest(self) -> str:
        """SHA-256 of the content in hexadecimal digits."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()

    @property
    def owed_kind(self) -> Kind:
        """The kind by which the one deciding function judges it."""
        return "duty" if self.kind == "duty" else "campaign"


class Campaign(Struct, frozen=True, kw_only=True):
    """A campaign as it stands."""

    id: UUID
    state: CampaignState
    content: CampaignContent
    digest: str
    version: int
    seed: int
    owner: str
    owner_name: str
    approver: str | None
    members: int | None
    started_at: datetime | None
    expires_at: datetime | None
    created_at: datetime
    changed_at: datetime
    meaning: str


class SavedCampaign(Struct, frozen=True, kw_only=True):
    """Outcome of a save: with conflicts, or where it is no draft any more (`moved_on`), nothing is saved.

    `merged`: `wanted` holds more than this editor wrote.
    """

    wanted: CampaignContent
    conflicts: tuple[MergeConflict, ...] = ()
    merged: bool = False
    moved_on: bool = False


class WrittenContent(Struct, frozen=True):
    """What a draft said after a save."""

    content: CampaignContent


class CampaignEvent(Struct, frozen=True, kw_only=True):
    """Something that was done to a campaign."""

    act: CampaignAct
    state: CampaignState
    digest: str
    says: str
    staff_name: str
    at: datetime


class MemberRow(Struct, frozen=True, kw_only=True):
    """A person of a campaign whose turn it is."""

    id: UUID
    person: UUID
    topic: Topic
    attempts: int
    held_out: bool
    expires_at: datetime


class MemberCount(Struct, frozen=True):
    """How many rows of a campaign ended like this, with a digest of who."""

    state: str
    reason: str
    number: int
    digest: str


class CampaignTrouble(Struct, frozen=True):
    """What makes a campaign pause itself: people handled and failed, told, and switched off since."""

    handled: int
    failed: int
    told: int
    opted_out: int


class ArmCount(Struct, frozen=True):
    """One arm of the comparison: how many people, and how many of them applied since the campaign began."""

    held_out: bool
    people: int
    opened: int
    applied: int
    digest: str
