"""What the mandate tables can be asked. The SQL is beside this file."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.delegation.types import Basis, Channel, Mandate, Power
from backend.delegation.types import MandateEvent as MandateEvent
from backend.kit.sql import Queries
from backend.residents.types import Assurance

CodeKind = Literal["counter", "letter"]
CallState = Literal["placed", "agreed", "refused", "unanswered", "mistaken"]


class ServiceRow(Struct, frozen=True):
    """One service of one mandate."""

    mandate: UUID
    service: str
    power: Power
    via: str
    revoked_at: datetime | None


class AuthorityRow(Mandate, frozen=True, kw_only=True):
    """A mandate with what the helper may do by it, and how the principal stands."""

    powers: dict[str, Power]
    principal_assurance: Assurance
    principal_kind: Literal["natural", "organisation"]
    principal_closed: bool
    office_over: bool | None  # the office on which it rests no longer counts


class OrganisationBehind(Struct, frozen=True):
    """An organisation for which a person may act, by the hash of its number, and why."""

    number_hash: str
    basis: Basis


class ConsentRow(Struct, frozen=True, kw_only=True):
    """The words to which a principal agreed, sealed, and the digests of words and template."""

    id: UUID
    mandate: UUID
    wording: str
    wording_version: str
    wording_digest: str
    said_digest: str
    said: bytes
    channel: Channel
    witness: str
    at: datetime


class CodeRow(Struct, frozen=True, kw_only=True):
    """A link or printed code."""

    id: UUID
    mandate: UUID
    kind: CodeKind
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    tries: int


class CallRow(Struct, frozen=True, kw_only=True):
    """A call to a principal."""

    id: UUID
    mandate: UUID
    principal: UUID
    state: CallState
    asked_by: str
    sealed: bytes
    said_digest: str
    placed_at: datetime
    settled_at: datetime | None


class Id(Struct, frozen=True):
    """One mandate."""

    id: UUID


class MandateCount(Struct, frozen=True, kw_only=True):
    """How many mandates or signs stand how; `channel` is the kind of a sign."""

    what: Literal["mandates", "signs of abuse"]
    state: str
    channel: str
    number: int
    oldest_seconds: float


sql = Queries.beside(__file__)
add = sql.run("add")
add_services = sql.run("add_services")
get = sql.one("get", Mandate)
lock = sql.one("lock", Mandate)
by_id = sql.one("by_id", Mandate)
of_principal = sql.many("of_principal", Mandate)
of_helper = sql.many("of_helper", Mandate)
resting_on = sql.many("resting_on", Mandate)
by_law = sql.maybe("by_law", Mandate)
services = sql.many("services", ServiceRow)
revoke_service = sql.run("revoke_service")
move = sql.run("move")
checked = sql.run("checked")
used = sql.run("used")
add_event = sql.run("add_event")
events = sql.many("events", MandateEvent)
between = sql.many("between", Id)
counts_by_state = sql.many("counts_by_state", MandateCount)
close_invitations = sql.run("close_invitations")
contact_was_told = sql.value("contact_was_told", bool)
add_told = sql.run("add_told")
authority = sql.maybe("authority", AuthorityRow)
organisations_behind = sql.many("organisations_behind", OrganisationBehind)
hold = sql.value("hold", UUID)
add_consent = sql.run("add_consent")
consents = sql.many("consents", ConsentRow)
all_consents = sql.many("all_consents", ConsentRow)
unproved = sql.many("unproved", Id)
add_code = sql.run("add_code")
code = sql.maybe("code", CodeRow)
use_code = sql.run("use_code")
void_codes = sql.run("void_codes")
try_code = sql.run("try_code")
ending = sql.many("ending", Id)
told_of_end = sql.run("told_of_end")
offices_to_check = sql.many("offices_to_check", Mandate)
suspended_by_register = sql.many("suspended_by_register", Mandate)
letters_waiting = sql.many("letters_waiting", Mandate)
extend_proposal = sql.run("extend_proposal")
open_of_person = sql.many("open_of_person", Mandate)
set_kind = sql.run("set_kind")
kind = sql.value("kind", str)
add_call = sql.run("add_call")
call = sql.maybe("call", CallRow)
newest_call = sql.maybe("newest_call", CallRow)
calls_since = sql.value("calls_since", int)
settle_call = sql.run("settle_call")
case_service = sql.value("case_service", str)
paper_service = sql.value("paper_service", str)
upload_service = sql.value("upload_service", str)
