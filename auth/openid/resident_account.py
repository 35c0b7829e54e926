"""Link an account at the provincial identity provider to a resident, and derive the level from its claims."""

from datetime import datetime

import msgspec
from msgspec import Struct

from auth.identity.results import apply_proof
from auth.known_browsers.service import is_silent
from auth.openid import store
from auth.openid.reclaimed_account import reclaim
from auth.openid.types import Claims, IdentityProvider, NotProven
from backend.kit.crypto import Vault
from backend.kit.identity_number import identity_number, is_identity_number, normal, same
from backend.kit.phone_number import NoPhoneNumber, mobile
from backend.kit.sql import Db
from backend.residents import service
from backend.residents import store as people
from backend.residents.store import PersonRow
from backend.residents.types import Assurance, Identity, ProofMeans


class ResidentClaims(Struct):
    """The claims that we use of a resident (OpenID Connect Core §5.1; id_number as the provider adds it)."""

    sub: str
    acr: str = ""
    amr: list[str] = []
    name: str = ""
    id_number: str = ""
    phone_number: str = ""
    phone_number_verified: bool = False


class LinkedAccount(Struct, frozen=True):
    """Resident of a provider account; `cleared`: another person had opened the account, and its sessions must end."""

    person: PersonRow
    cleared: bool = False


async def find_or_link_resident(
    db: Db, vault: Vault, provider: IdentityProvider, claims: Claims, now: datetime
) -> LinkedAccount:
    """Find the resident of these claims; the first sign-in finds or creates one and links it.

    Raises NotProven where the account is proven to be somebody else's: then nothing is raised and nobody comes in.
    """
    said = parse_claims(claims)
    level = level_of(provider, said)
    number = proven_number(provider, said, level)
    subject, known = await account_of(db, vault, provider.issuer, said.sub)
    found = LinkedAccount(known) if known is not None else await link_first_time(db, vault, said, number, now)
    if number:
        found = await apply_provider_proof(db, vault, provider, found, said, number, level, now)
    await keep_contact(db, vault, found.person, said, now)
    if known is None or number:  # settling takes away what was linked while nobody knew whose account it is
        await store.link(db, issuer=provider.issuer, subject_hash=subject, person=found.person.id, at=now)
    return found


async def apply_provider_proof(
    db: Db, vault: Vault, provider: IdentityProvider, found: LinkedAccount, said: ResidentClaims, number: str, level: Assurance, now: datetime
) -> LinkedAccount:  # fmt: skip
    """The resident as sure as the provider is, and never less sure than before: what it says is about one identity number."""
    who = await service.identity_of(db, vault, found.person.id)
    if who.id_number and not same(who.id_number, number):
        raise NotProven("another person's identity number")
    if level <= found.person.assurance:
        return found
    proven = (said.name.strip(), identity_number(number, samples=provider.samples))
    if await apply_proof(db, vault, found.person.id, proven, "provider", level, now) != "done":
        return found
    return LinkedAccount(PersonRow(found.person.id, level), found.cleared)


async def keep_contact(db: Db, vault: Vault, known: PersonRow, said: ResidentClaims, now: datetime) -> None:
    """Store the provider's phone number as second contact where it differs from ours."""
    phone = verified_phone(said)
    who = await service.identity_of(db, vault, known.id)
    if phone and phone not in {who.phone, *(one.phone for one in who.second_phones)}:
        await service.save_identity(db, vault, known.id, service.with_second_phone(who, phone, "provider", now))


async def account_of(db: Db, vault: Vault, issuer: str, sub: str) -> tuple[bytes, PersonRow | None]:
    """Lock and find the provider account by hash; a hash under an old key is renewed."""
    subject, *former = vault.fingerprints("outside-account", f"{issuer} {sub}")
    await store.hold(db, issuer=issuer, subject_hash=subject)
    if former:
        await store.hash_anew(db, issuer=issuer, subject_hash=subject, former=former)
    return subject, await store.account(db, issuer=issuer, subject_hash=subject)


def parse_claims(claims: Claims) -> ResidentClaims:
    """The claims as we use them."""
    try:
        return msgspec.convert(claims, ResidentClaims)
    except msgspec.ValidationError as error:
        raise NotProven("claims of a resident") from error


BOUND = frozenset({"hwk", "swk", "pop", "fpt", "face"})
"""Ways to sign in that hold a key or the person's own trait (RFC 8176); a password or a text message isn't one."""


def level_of(provider: IdentityProvider, said: ResidentClaims) -> Assurance:
    """How sure the provider is; the highest level only where the sign-in was bound to a key, if we ask for that."""
    level = provider.levels.get(said.acr, Assurance.PHONE)
    if level == Assurance.VERIFIED and provider.passkey and BOUND.isdisjoint(said.amr):
        return Assurance.DOCUMENT
    return level


BY_NUMBER = frozenset({"sms", "tel"})
"""Ways to sign in at the provider that whoever holds the SIM card has as well (RFC 8176)."""


def means_of(provider: IdentityProvider, claims: Claims) -> ProofMeans:
    """Map the provider's authentication method to ours; an SMS there is worth an SMS here."""
    said = parse_claims(claims)
    by_number = bool(said.amr) and BY_NUMBER.issuperset(said.amr)
    return "sms" if by_number or level_of(provider, said) < Assurance.DOCUMENT else "provider"


async def link_first_time(db: Db, vault: Vault, said: ResidentClaims, number: str, now: datetime) -> LinkedAccount:
    """Find by proven identity number, else by verified phone unless its holder has another identity, else create."""
    phone = verified_phone(said)
    if number:
        known = await service.by_number(db, vault, number)
        if known is not None:
            return LinkedAccount(known, await reclaim(db, vault, known, phone, now))
    person = await people.by_phone(db, phone_hashes=vault.fingerprints("phone", phone)) if phone else None
    if person is None:
        return LinkedAccount(await service.create_person(db, vault, Identity(phone=phone), Assurance.PHONE, now))
    if await belongs_to_another(db, vault, person, number, now):
        return LinkedAccount(await service.create_person(db, vault, Identity(), Assurance.PHONE, now))
    return LinkedAccount(person)


async def belongs_to_another(db: Db, vault: Vault, person: PersonRow, number: str, now: datetime) -> bool:
    """Numbers get new owners: has this one's holder shown another identity, or been silent for long with something to protect?"""
    who = await service.identity_of(db, vault, person.id)
    another = bool(who.id_number) and not (number and same(who.id_number, number))
    return person.assurance > Assurance.PHONE or another or await is_silent(db, person.id, now)


def proven_number(provider: IdentityProvider, said: ResidentClaims, level: Assurance) -> str:
    """The identity number, where the provider has seen the document."""
    number = normal(said.id_number)
    right = level >= Assurance.DOCUMENT and is_identity_number(number, samples=provider.samples)
    return number if right else ""


def verified_phone(said: ResidentClaims) -> str:
    """The phone number, where the provider has verified it."""
    if not said.phone_number_verified:
        return ""
    try:
        return mobile(said.phone_number)
    except NoPhoneNumber:
        return ""
