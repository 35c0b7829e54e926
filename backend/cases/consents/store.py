"""Queries over requests for consent and their answers; SQL in `queries.sql`."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.consents.types import ConsentCallRow, ConsentRequest, SubmissionConsent
from backend.kit.sql import Queries


class OpenRequest(Struct, frozen=True):
    """A case for which a request waits."""

    id: UUID
    case_id: UUID
    principal: UUID


class SubmittedUnder(Struct, frozen=True):
    """What was submitted under a consent; `papers` by id, those that are still kept."""

    digest: str
    id: UUID
    answers: bytes | None
    service_version: UUID
    reopened: bool
    papers: dict[UUID, str]


class SubmissionEvent(Struct, frozen=True):
    """One submission by its event."""

    id: UUID


class RequestUnder(Struct, frozen=True):
    """A request that waits under a mandate, and the service that it is about."""

    id: UUID
    service: str
    asked_at: datetime


sql = Queries.beside(__file__)
ask = sql.run("ask")
waiting = sql.maybe("waiting", ConsentRequest)
newest = sql.maybe("newest", ConsentRequest)
asked_since = sql.value("asked_since", int)
keep_hers = sql.run("keep_hers")
settle = sql.run("settle")
add_consent = sql.run("add_consent")
open_requests = sql.many("open_requests", OpenRequest)
principal_of = sql.value("principal_of", UUID)
all_consents = sql.many("all_consents", SubmissionConsent)
submitted_under = sql.many("submitted_under", SubmittedUnder)
unconsented = sql.many("unconsented", SubmissionEvent)
waiting_of = sql.many("waiting_of", ConsentRequest)
request = sql.one("request", ConsentRequest)
waiting_under = sql.many("waiting_under", RequestUnder)
use_code = sql.run("use_code")
add_call = sql.run("add_call")
call = sql.maybe("call", ConsentCallRow)
newest_call = sql.maybe("newest_call", ConsentCallRow)
settle_call = sql.run("settle_call")
