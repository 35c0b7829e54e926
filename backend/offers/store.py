"""Queries over offers, their events, and short messages received; SQL in `queries.sql`."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.grants.types import OwnGrant
from backend.kit.sql import Queries
from backend.offers.types import OfferEvent, ServiceOffer, State


class CandidateRow(Struct, frozen=True):
    """A person to whom a service may be offered."""

    id: UUID


class ProvenRow(Struct, frozen=True):
    """A proven person, and since when."""

    id: UUID
    proved_at: datetime


class ReachedRow(Struct, frozen=True):
    """An offer whose day has come."""

    id: UUID
    person: UUID


class ServiceCode(Struct, frozen=True):
    """A service, by code."""

    service: str


class OfferCount(Struct, frozen=True):
    """Number of offers in one state."""

    state: State
    number: int


class WaitingMessage(Struct, frozen=True):
    """A short message received and not read yet; number and words sealed."""

    id: UUID
    sealed: bytes
    sent_at: datetime


sql = Queries.beside(__file__)
candidates = sql.many("candidates", CandidateRow)
without_birth_date = sql.many("without_birth_date", ProvenRow)
propose = sql.value("propose", UUID)
hold = sql.one("hold", ServiceOffer)
of_person = sql.many("of_person", ServiceOffer)
by_id = sql.one("by_id", ServiceOffer)
reached = sql.many("reached", ReachedRow)
move = sql.run("move")
accept = sql.run("accept")
begin_case = sql.run("begin_case")
add_event = sql.run("add_event")
event_exists = sql.value("event_exists", bool)
events = sql.many("events", OfferEvent)
questions = sql.value("questions", int)
handed_over = sql.many("handed_over", ServiceOffer)
for_officer = sql.one("for_officer", ServiceOffer)
settle = sql.run("settle")
counts_by_state = sql.many("counts_by_state", OfferCount)
own = sql.many("own", OwnGrant)
running = sql.many("running", ServiceCode)
receive = sql.value("receive", UUID)
received_since = sql.value("received_since", int)
waiting_message = sql.maybe("waiting_message", WaitingMessage)
message_read = sql.run("message_read")
