"""Queries over personalised messages; SQL in `queries.sql`."""

from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from backend.campaigns.types import CaseTopic, Kind, MessageChoice, Topic
from backend.cases.grants.types import OwnGrant, PersonGrant
from backend.kit.sql import Queries


class PersonToAsk(Struct, frozen=True):
    """A person about whom registers are to be asked."""

    person: UUID


class PersonDue(Struct, frozen=True):
    """A person about whom registers are to be asked anew, and the services of which something is due."""

    person: UUID
    services: list[str]


class DraftWithDates(Struct, frozen=True):
    """A draft with its sealed answers."""

    id: UUID
    principal: UUID
    service: str
    service_version: UUID
    answers: bytes | None


class DueRow(Struct, frozen=True, kw_only=True):
    """A row of the ledger that is to be decided."""

    id: UUID
    person: UUID
    kind: Kind
    topic: Topic
    service: str
    watch: str
    case_id: UUID | None
    until: date
    sms_allowed: bool
    attempts: int
    expires_at: datetime


class RecipientRow(Struct, frozen=True, kw_only=True):
    """What is known of one person when a message is decided."""

    person: UUID
    open: bool
    assurance: int
    facts: dict[str, Any]
    consent: bool
    off: list[Topic]
    quiet_from: time
    quiet_until: time
    zone: str
    relative: UUID | None
    device: bool
    phone: bool
    sent: list[tuple[Topic, datetime]]
    told: list[str]
    running: list[str]
    offered: list[str]
    drafts: list[UUID]
    approved: list[str]


class CopyRow(Struct, frozen=True, kw_only=True):
    """A message of the inbox with what its person wishes; `about`: kind, topic and end of each thing that a personalised one tells."""

    person: UUID
    topic: str
    created_at: datetime
    open: bool
    consent: bool
    off: list[Topic | CaseTopic]
    quiet_from: time
    quiet_until: time
    zone: str
    device: bool
    phone: bool
    about: list[tuple[Kind, Topic, datetime]]


class GrantOfPerson(OwnGrant, frozen=True, kw_only=True):
    """A grant with whose it is."""

    person: UUID


class PendingRequest(Struct, frozen=True):
    """What a person asked to be told, with their profile."""

    person: UUID
    service: str
    facts: dict[str, Any]


class WatchRequest(Struct, frozen=True):
    """What a person asked to be told."""

    service: str
    asked_at: datetime


class SealedRow(Struct, frozen=True, kw_only=True):
    """A delivered row with its sealed reasons."""

    id: UUID
    person: UUID
    kind: Kind
    topic: Topic
    service: str
    watch: str
    case_id: UUID | None
    day: date | None
    sealed: bytes
    settled_at: datetime
    campaign: UUID | None


class OwedSms(Struct, frozen=True):
    """A row whose short message is to be handed over."""

    id: UUID
    campaign_state: str


class BalanceRow(Struct, frozen=True):
    """One line of the ledger: how many rows of a service ended like this."""

    service: str
    kind: Kind
    state: str
    reason: str
    number: int
    digest: str


class MessageCount(Struct, frozen=True):
    """Number of rows in one state; how long the oldest of them is overdue."""

    state: str
    number: int
    oldest_seconds: float


class FunnelRow(Struct, frozen=True):
    """How far those came who were told of a service in a street and a band of ages; `band`: the age from which it begins, -1 unknown."""

    service: str
    street: str
    band: int
    told: int
    opened: int
    started: int
    submitted: int
    granted: int
    digest: str


PurposeState = Literal["asked", "approved", "declined", "ended"]


class PurposeRow(Struct, frozen=True, kw_only=True):
    """A purpose for which a sensitive attribute may choose an audience."""

    id: UUID
    attribute: str
    says: str
    state: PurposeState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    ends_on: date | None


sql = Queries.beside(__file__)
add_found = sql.run("add_found")
reopen_changed = sql.run("reopen_changed")
reopen_consented = sql.run("reopen_consented")
add_one = sql.run("add_one")
to_ask = sql.many("to_ask", PersonToAsk)
asked = sql.run("asked")
drafts_with_dates = sql.many("drafts_with_dates", DraftWithDates)
due = sql.many("due", DueRow)
recipients = sql.many("recipients", RecipientRow)
due_to_ask = sql.many("due_to_ask", PersonDue)
asked_anew = sql.run("asked_anew")
copy_of = sql.maybe("copy_of", CopyRow)
running_grants = sql.many("running_grants", PersonGrant)
grant_of_person = sql.many("grant_of_person", PersonGrant)
own_grants = sql.many("own_grants", GrantOfPerson)
put_off = sql.run("put_off")
settle = sql.run("settle")
deliver = sql.run("deliver")
end_requests = sql.run("end_requests")
open_requests = sql.many("open_requests", PendingRequest)
ask = sql.run("ask")
ask_no_more = sql.run("ask_no_more")
requests = sql.many("requests", WatchRequest)
of_notice = sql.many("of_notice", SealedRow)
sealed_row = sql.many("sealed_row", SealedRow)
started = sql.run("started")
choice = sql.maybe("choice", MessageChoice)
choose = sql.run("choose")
reopen_chosen = sql.run("reopen_chosen")
owed_sms = sql.maybe("owed_sms", OwedSms)
move_sms = sql.run("move_sms")
owe_text = sql.value("owe_text", UUID)
owed_text = sql.value("owed_text", str)
move_text = sql.run("move_text")
balance = sql.many("balance", BalanceRow)
funnel = sql.many("funnel", FunnelRow)
counts_by_state = sql.many("counts_by_state", MessageCount)
places_concerned = sql.value("places_concerned", list[int])
ask_purpose = sql.run("ask_purpose")
decide_purpose = sql.value("decide_purpose", UUID)
end_purpose = sql.value("end_purpose", UUID)
purposes = sql.many("purposes", PurposeRow)
allowed_attributes = sql.value("allowed_attributes", list[str])
