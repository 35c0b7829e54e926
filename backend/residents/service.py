"""Persons: find or create by phone, identity (sealed), and profile facts."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import msgspec

from backend.kit.crypto import Vault
from backend.kit.identity_number import canonical, writings
from backend.kit.sql import Db
from backend.residents import store
from backend.residents.types import Assurance, Identity, SecondPhone


async def find_or_create_by_phone(db: Db, vault: Vault, phone: str, now: datetime) -> store.PersonRow:
    """Find the person with this number (E.164); an unknown number creates one."""
    known = await store.by_phone(db, phone_hashes=vault.fingerprints("phone", phone))
    if known is not None:
        return known
    return await create_person(db, vault, Identity(phone=phone), Assurance.PHONE, now)


async def create_person(db: Db, vault: Vault, who: Identity, assurance: Assurance, now: datetime) -> store.PersonRow:
    """Create a person with an identity; of two parallel calls with one number, the second finds the first."""
    person = uuid4()
    await store.add_person(db, person=person, assurance=assurance, at=now)
    added = await store.add_identity(db, person=person, **sealed(vault, person, who))
    if not added:
        known = await store.by_phone(db, phone_hashes=vault.fingerprints("phone", who.phone))
        if known is not None:
            return known
    await store.add_profile(db, person=person)
    return store.PersonRow(person, assurance)


async def identity_of(db: Db, vault: Vault, person: UUID) -> Identity:
    """Read and decrypt the identity of a person."""
    return open_identity(vault, person, await store.identity(db, person=person))


def open_identity(vault: Vault, person: UUID, sealed: bytes | None) -> Identity:
    """Decrypt an identity."""
    return (
        Identity()
        if sealed is None
        else with_canonical_number(msgspec.json.decode(vault.open(sealed, f"identity:{person}"), type=Identity))
    )


def with_canonical_number(who: Identity) -> Identity:
    """Normalise the identity number to the form that registers use."""
    return msgspec.structs.replace(who, id_number=canonical(who.id_number)) if who.id_number else who


def with_second_phone(who: Identity, phone: str, kind: Literal["former", "provider"], now: datetime) -> Identity:
    """Add a contact number; keeps the newest former ones and one of the provider."""
    kept = [one for one in who.second_phones if one.phone != phone and (kind == "former" or one.kind != kind)]
    return msgspec.structs.replace(who, second_phones=(SecondPhone(phone, kind, now), *kept)[:4])


async def save_identity(db: Db, vault: Vault, person: UUID, who: Identity) -> None:
    """Replace what identifies this person."""
    await store.save_identity(db, person=person, **sealed(vault, person, who))


def sealed(vault: Vault, person: UUID, who: Identity) -> dict[str, Any]:
    """The columns of the identity row."""
    who = with_canonical_number(who)
    return {
        "sealed": vault.seal(msgspec.json.encode(who), f"identity:{person}"),
        "phone_hash": vault.fingerprint("phone", who.phone) if who.phone else None,
        "id_hash": vault.fingerprint("id_number", who.id_number) if who.id_number else None,
    }


def number_hashes(vault: Vault, number: str) -> list[bytes]:
    """Under what an identity number may be found here; rows from before there was one writing may have the old one."""
    return [one for writing in writings(number) for one in vault.fingerprints("id_number", writing)]


async def by_number(db: Db, vault: Vault, number: str) -> store.PersonRow | None:
    """Whose identity number this is, in whichever writing it was given."""
    return await store.by_id_number(db, id_hashes=number_hashes(vault, number))


async def profile_facts_of(db: Db, person: UUID) -> dict[str, Any]:
    """Stored facts of a person by attribute, with source and dates."""
    return await store.facts(db, person=person) or {}
