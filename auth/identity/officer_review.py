"""Officer actions on an identity request: first and second confirmation, refusal, and the code for a step-up."""

from datetime import datetime

import msgspec
from msgspec import Struct

from auth.identity import store
from auth.identity.results import apply_proof
from auth.identity.types import IdentityRequest
from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.identity_number import IdentityNumber, InvalidIdentityNumber, identity_number
from backend.kit.messages.render import Messages
from backend.kit.problems import Conflict, Refusal
from backend.kit.reasons import LEAST, is_reason
from backend.kit.sql import Db
from backend.kit.text import plain_name
from backend.notices.service import notify
from backend.registers.gateway import RegisterGateway
from backend.registers.verify_person import known_and_alive
from backend.residents import separation
from backend.residents import service as residents
from backend.residents.proofing import is_held_elsewhere
from backend.residents.types import Assurance, Identity, Staff

PURPOSE = "identity-desk"


_messages = Messages.beside(__file__)
FORM = _messages.mistakes("form")
DECLINED, CODE_GIVEN = _messages.take("review.declined"), _messages.take("review.code_given")


class OfficerFormError(Refusal):
    """Something on the officer's form needs another look; `field` is which."""

    status = 422

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text=text)
        self.field = field


class OnDocument(Struct, frozen=True):
    """Name and number on the document, as the first officer read them."""

    name: str
    number: str


def sealed_context(found: IdentityRequest) -> str:
    """Encryption context of a request's sealed document data."""
    return f"identity_request:{found.id}"


def need_reason(reason: str) -> str:
    """The reason without blanks around it; the resident reads it as it stands."""
    reason = reason.strip()
    if not is_reason(reason):
        raise OfficerFormError("reason", FORM("reason", least=LEAST))
    return reason


async def record_first_sight(
    db: Db, vault: Vault, member: Staff, found: IdentityRequest, read: OnDocument, reason: str, now: datetime, *, known: bool
) -> None:  # fmt: skip
    """Record the first confirmation of person and document; nothing changes until a second officer confirms."""
    reason = need_reason(reason)
    if not known:
        raise OfficerFormError("number", FORM("not_in_register"))
    if await is_held_elsewhere(db, vault, found.person, read.number):
        raise OfficerFormError("number", FORM("held_elsewhere"))
    if separation.is_own(vault, member, Identity(id_number=read.number)):
        raise separation.OwnAffair
    await authorize(db, vault, member, "seen", found, now)
    said = vault.seal(msgspec.json.encode(read), sealed_context(found))
    done = await store.see_request(
        db, id=found.id, officer=member.subject, officer_name=member.name, reason=reason, said=said, at=now
    )
    if not done:
        raise Conflict
    await write_audit(db, member, found, "identity.seen", now)


async def register_confirms(registers: RegisterGateway, read: OnDocument, *, samples: bool) -> bool:
    """Does the population register know this name and number? Called outside any transaction."""
    return await known_and_alive(registers, PURPOSE, read.number, read.name, samples=samples)


async def document_identity(
    db: Db, vault: Vault, found: IdentityRequest, typed: OnDocument, *, samples: bool
) -> OnDocument:
    """Return the stored identity, else the one typed from the document."""
    known = await residents.identity_of(db, vault, found.person)
    if known.id_number:
        return OnDocument(known.name, known.id_number)
    number = plain_number(typed.number, samples=samples)
    if not typed.name.strip():
        raise OfficerFormError("name", FORM("no_name"))
    return OnDocument(plain_name(typed.name), number.value)


def plain_number(typed: str, *, samples: bool) -> IdentityNumber:
    """The number as typed, or what is wrong with it."""
    try:
        return identity_number(typed, samples=samples)
    except InvalidIdentityNumber as error:
        raise OfficerFormError("number", error.sentence) from error


def first_reading_of(vault: Vault, found: IdentityRequest) -> OnDocument | None:
    """Decrypt the document data that the first officer recorded."""
    if found.said is None:
        return None
    return msgspec.json.decode(vault.open(found.said, sealed_context(found)), type=OnDocument)


async def confirm(
    db: Db,
    vault: Vault,
    member: Staff,
    found: IdentityRequest,
    reason: str,
    now: datetime,
    *,
    seen: bool,
    samples: bool,
) -> None:
    """Record the second confirmation: the account becomes VERIFIED, and the person is notified on every channel."""
    await authorize(db, vault, member, "confirmed", found, now)
    reason, read = need_reason(reason), first_reading_of(vault, found)
    if not seen:
        raise OfficerFormError("seen", FORM("seen_too"))
    if read is None:
        raise Conflict
    who = (read.name, plain_number(read.number, samples=samples))
    if await apply_proof(db, vault, found.person, who, "officer", Assurance.VERIFIED, now) != "done":
        raise OfficerFormError("seen", FORM("held_elsewhere"))
    done = await store.confirm_request(
        db, id=found.id, officer=member.subject, officer_name=member.name, reason=reason, at=now
    )
    if not done:
        raise Conflict
    await write_audit(db, member, found, "identity.confirmed", now)


async def authorize(db: Db, vault: Vault, member: Staff, word: str, found: IdentityRequest, now: datetime) -> None:
    """Admit an officer's act on a request; raises AnotherPersonNeeded or OwnAffair."""
    await separation.authorize(
        db, member, f"identity.{word}", f"identity:{found.id}", now, vault=vault, about=(found.person,)
    )


async def decline(db: Db, vault: Vault, member: Staff, found: IdentityRequest, reason: str, now: datetime) -> None:
    """Refuse the request with a reason that the person reads."""
    reason = need_reason(reason)
    await authorize(db, vault, member, "declined", found, now)
    await close(db, member, found, "declined", reason, now)
    await notify(db, found.person, "other", DECLINED(reason=reason), "/me/identity", now)


async def confirm_presence(
    db: Db, vault: Vault, member: Staff, found: IdentityRequest, reason: str, now: datetime
) -> None:
    """Confirm that the holder of a verified account is present, and notify them of the code for a step-up."""
    reason = need_reason(reason)
    await authorize(db, vault, member, "present", found, now)
    await close(db, member, found, "present", reason, now)
    await notify(db, found.person, "safety", CODE_GIVEN(), "/me/access", now)


async def close(db: Db, member: Staff, found: IdentityRequest, state: str, reason: str, now: datetime) -> None:
    """Close the request; raises Conflict if another officer closed it first."""
    done = await store.close_request(
        db, id=found.id, state=state, officer=member.subject, officer_name=member.name, reason=reason, at=now
    )
    if not done:
        raise Conflict
    await write_audit(db, member, found, f"identity.{state}", now)


async def write_audit(db: Db, member: Staff, found: IdentityRequest, action: str, now: datetime) -> None:
    """One line of the audit log."""
    await note(db, member.actor, action, f"person:{found.person}", now, request=str(found.id))
