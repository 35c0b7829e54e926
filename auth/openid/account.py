"""Which resident an account at the identity provider belongs to, and how sure we are from then on."""

from datetime import datetime

import msgspec
from msgspec import Struct

from auth.openid import store
from auth.openid.types import Claims, NotProven, Provider
from auth.phone import NoPhoneNumber, e164
from backend.kit.crypto import Vault
from backend.kit.identity_number import is_identity_number, normal
from backend.kit.sql import Db
from backend.residents import service
from backend.residents import store as people
from backend.residents.store import PersonHeld
from backend.residents.types import Assurance, Identity


class Said(Struct):
    """The claims that we use of a resident (OpenID Connect Core §5.1; id_number as the provider adds it)."""

    sub: str
    acr: str = ""
    amr: list[str] = []
    name: str = ""
    id_number: str = ""
    phone_number: str = ""
    phone_number_verified: bool = False


async def resident_of(db: Db, vault: Vault, provider: Provider, claims: Claims, now: datetime) -> PersonHeld:
    """The resident behind these claims; the first sign-in finds or makes one and links the account to them."""
    said = read(claims)
    level = level_of(provider, said)
    subject, known = await account_of(db, vault, provider.issuer, said.sub)
    if known is None:
        known = await first_time(db, vault, said, proven_number(provider, said, level), now)
        await store.link(db, issuer=provider.issuer, subject_hash=subject, person=known.id, at=now)
    await keep_contact(db, vault, known, said, now)
    return await raised(db, known, level)


async def keep_contact(db: Db, vault: Vault, known: PersonHeld, said: Said, now: datetime) -> None:
    """Keep the provider's number where it differs from ours: it is told when money or a contact moves."""
    phone = verified_phone(said)
    who = await service.identity_of(db, vault, known.id)
    if phone and phone not in {who.phone, *(one.phone for one in who.second_phones)}:
        await service.save_identity(db, vault, known.id, service.with_second_phone(who, phone, "provider", now))


async def account_of(db: Db, vault: Vault, issuer: str, sub: str) -> tuple[bytes, PersonHeld | None]:
    """The hash of this account, held for this transaction, and whose it is; one that an older key hashed is hashed anew."""
    subject, *former = vault.fingerprints("outside-account", f"{issuer} {sub}")
    await store.hold(db, issuer=issuer, subject_hash=subject)
    if former:
        await store.hash_anew(db, issuer=issuer, subject_hash=subject, former=former)
    return subject, await store.account(db, issuer=issuer, subject_hash=subject)


def read(claims: Claims) -> Said:
    """The claims as we use them."""
    try:
        return msgspec.convert(claims, Said)
    except msgspec.ValidationError as error:
        raise NotProven("claims of a resident") from error


BOUND = frozenset({"hwk", "swk", "pop", "fpt", "face"})
"""Ways to sign in that hold a key or the person's own trait (RFC 8176); a password or a text message isn't one."""


def level_of(provider: Provider, said: Said) -> Assurance:
    """How sure the provider is; the highest level only where the sign-in was bound to a key, if we ask for that."""
    level = provider.levels.get(said.acr, Assurance.PHONE)
    if level == Assurance.VERIFIED and provider.passkey and BOUND.isdisjoint(said.amr):
        return Assurance.DOCUMENT
    return level


async def first_time(db: Db, vault: Vault, said: Said, number: str, now: datetime) -> PersonHeld:
    """By proven identity number; else by verified phone, unless its holder is already known to be somebody; else new."""
    if number:
        known = await service.by_number(db, vault, number)
        if known is not None:
            return known
    who = Identity(phone=verified_phone(said), name=said.name if number else "", id_number=number)
    held = await people.by_phone(db, phone_hashes=vault.fingerprints("phone", who.phone)) if who.phone else None
    if held is None:
        return await service.enrol(db, vault, who, Assurance.PHONE, now)
    if held.assurance > Assurance.PHONE:  # numbers get new owners: this one's holder has shown another identity
        return await service.enrol(db, vault, msgspec.structs.replace(who, phone=""), Assurance.PHONE, now)
    if number:
        await service.save_identity(db, vault, held.id, who)
    return held


def proven_number(provider: Provider, said: Said, level: Assurance) -> str:
    """The identity number, where the provider has seen the document."""
    number = normal(said.id_number)
    right = level >= Assurance.DOCUMENT and is_identity_number(number, samples=provider.samples)
    return number if right else ""


def verified_phone(said: Said) -> str:
    """The phone number, where the provider has verified it."""
    if not said.phone_number_verified:
        return ""
    try:
        return e164(said.phone_number)
    except NoPhoneNumber:
        return ""


async def raised(db: Db, known: PersonHeld, level: Assurance) -> PersonHeld:
    """The resident as sure as the provider is; never less sure than before."""
    if level <= known.assurance:
        return known
    await people.raise_assurance(db, person=known.id, assurance=level)
    return PersonHeld(known.id, level)
