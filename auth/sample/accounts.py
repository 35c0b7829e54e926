"""Accounts of the sample providers: invented staff, and the residents of the cast."""

import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from backend.catalogue.load import read_departments
from backend.kit.crypto import Vault
from backend.kit.messages.formats import listed
from backend.kit.messages.render import Messages
from backend.registers.sample.cast import Member, cast
from backend.residents.types import Assurance
from backend.settings import Settings

_messages = Messages.beside(__file__)
_words = _messages.words
SAYS = _messages.texts("sample")

STAFF = Path(__file__).with_name("staff.toml")
DUTIES = _words("DUTIES")


class NotATrial(Exception):
    """The sample provider serves trial installations only."""


class SignInMethod(Struct, frozen=True):
    """One way to sign in: the button's words, and what the ID token says of how it was done (acr, amr: RFC 8176)."""

    key: str
    says: str
    claims: dict[str, Any] = {}


class SampleAccount(Struct, frozen=True):
    """An invented person: page text and claims."""

    sub: str
    name: str
    says: str
    below: str
    claims: dict[str, Any]


class SampleProvider(Struct, frozen=True, kw_only=True):
    """One sample provider: for whom it speaks, to which client, and how one signs in there."""

    title: str
    introduction: str
    issuer: str
    client: str
    secret: str
    redirect_uri: str
    people: dict[str, SampleAccount]
    entries: tuple[SignInMethod, ...]
    logout_uri: str = ""  # where the client hears that somebody's sessions end


def for_staff(settings: Settings) -> SampleProvider:
    """The district's provider."""
    demand(settings, settings.oidc_issuer, "FUTIAN_OIDC_*")
    listed = tomllib.loads(STAFF.read_text("utf-8"))["staff"]
    return SampleProvider(
        title=SAYS("staff_title"), introduction=SAYS("staff_introduction"), issuer=settings.oidc_issuer,
        client=settings.oidc_client, secret=settings.oidc_secret,
        redirect_uri=settings.origin.rstrip("/") + "/staff/sign-in/callback",
        people={one["sub"]: member_of_staff(one, Vault(settings.sealing_keys, settings.hash_key)) for one in listed}, entries=(SignInMethod("in", SAYS("sign_in")),),
        logout_uri=settings.origin.rstrip("/") + "/staff/sign-in/back-channel-logout",
    )  # fmt: skip


def member_of_staff(one: dict[str, Any], vault: Vault) -> SampleAccount:
    """One invented member of staff."""
    duties = listed(DUTIES[role] for role in one["roles"]) or SAYS("no_duty")
    below = f"{duties} · {read_departments()[one['department']].name}"
    told = {name: one[name] for name in ("name", "roles", "department")}
    if "number" in one:
        told["number_hash"] = vault.fingerprint("id_number", one["number"]).hex()
    if "household" in one:
        told["household_hash"] = vault.fingerprint("household", one["household"]).hex()
    return SampleAccount(one["sub"], one["name"], one["says"], below, told)


def for_residents(settings: Settings) -> SampleProvider:
    """The province's provider."""
    demand(settings, settings.resident_oidc_issuer, "FUTIAN_RESIDENT_OIDC_*")
    return SampleProvider(
        title=SAYS("resident_title"), introduction=SAYS("resident_introduction"),
        issuer=settings.resident_oidc_issuer, client=settings.resident_oidc_client, secret=settings.resident_oidc_secret,
        redirect_uri=settings.origin.rstrip("/") + "/sign-in/provider/callback",
        people={f"sample-{key}": resident(member) for key, member in cast().items()}, entries=LEVELS,
    )  # fmt: skip


VERIFIED, SEEN = "urn:futian:sample:verified", "urn:futian:sample:document"
LEVELS = (
    SignInMethod("verified", SAYS("by_passkey"), {"acr": VERIFIED, "amr": ["hwk", "user"]}),
    SignInMethod("document", SAYS("by_password"), {"acr": SEEN, "amr": ["pwd"]}),
)
MEANS = tuple(
    f"{word}={level.name.lower()}" for word, level in ((VERIFIED, Assurance.VERIFIED), (SEEN, Assurance.DOCUMENT))
)


def resident(member: Member) -> SampleAccount:
    """One of the cast, as the province knows them."""
    told = {
        "name": member.name, "id_number": member.id_number, "phone_number": member.international_phone,
        "phone_number_verified": True,
    }  # fmt: skip
    return SampleAccount(f"sample-{member.key}", member.name, member.story, member.phone, told)


def demand(settings: Settings, issuer: str, names: str) -> None:
    """Only where everything is a sample."""
    if not settings.sample or not issuer:
        raise NotATrial(SAYS("not_a_trial", names=names))
