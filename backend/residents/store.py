"""Queries over persons, identities, profiles, consents and the access log; SQL in `queries.sql`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.kit.sql import Queries
from backend.residents.types import Assurance


class PersonRow(Struct, frozen=True):
    """A person, and how sure we are."""

    id: UUID
    assurance: Assurance


class PurposeConsent(Struct, frozen=True):
    """One consent and its dates."""

    id: UUID
    purpose: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


class AccessEntry(Struct, frozen=True):
    """One entry of the access log."""

    reader_name: str
    role: str
    case_id: UUID | None
    reason: str
    at: datetime


sql = Queries.beside(__file__)
by_phone = sql.maybe("by_phone", PersonRow)
by_id_number = sql.maybe("by_id_number", PersonRow)
holder = sql.maybe("holder", PersonRow)
person = sql.one("person", PersonRow)
add_person = sql.run("add_person")
add_identity = sql.run("add_identity")
add_profile = sql.run("add_profile")
identity = sql.value("identity", bytes)
save_identity = sql.run("save_identity")
lock_person = sql.run("hold")
raise_assurance = sql.run("raise_assurance")
add_proof = sql.run("add_proof")
has_disowned = sql.value("disowned", bool)
facts = sql.value("facts", dict[str, Any])
merge_facts = sql.run("merge_facts")
give_consent = sql.run("give_consent")
consents = sql.many("consents", PurposeConsent)
consent_running = sql.value("consent_running", bool)
withdraw_consent = sql.run("withdraw_consent")
end_consents = sql.run("end_consents")
add_access = sql.run("add_access")
access_entries = sql.many("readings", AccessEntry)
add_staff_act = sql.run("add_staff_act")
has_acted = sql.value("did", bool)
