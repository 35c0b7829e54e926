"""When an SMS code suffices to sign in, the second proof otherwise, and recycled phone numbers."""

import tomllib
from datetime import datetime, timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from auth.identity import store as identities
from auth.known_browsers import store
from auth.session.browser import Browser
from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.identity_number import normal
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.kit.text import letters_and_digits
from backend.notices.service import notify
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.store import PersonRow
from backend.residents.types import Assurance, Identity

NUMBER_GIVEN_AWAY = Messages.beside(__file__).take("number_given_away")

DIGITS = 4
MOST_TRIES, TRIES_SECONDS = 5, 86400  # wrong answers for one account in a day


class SilencePeriod(Struct, frozen=True, forbid_unknown_fields=True):
    """Days without a sign-in after which a number may be recycled, and the provenance of that figure."""

    days: int
    provenance: Literal["verified", "proposal"]


@cache
def silence_period() -> SilencePeriod:
    """The figure in `silence.toml`."""
    return msgspec.convert(tomllib.loads(Path(__file__).with_name("silence.toml").read_text("utf-8")), SilencePeriod)


class IdentityMismatch(Refusal):
    """Name or digits don't fit; which of them isn't said."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


async def needs_second_proof(db: Db, browser: Browser, who: PersonRow, now: datetime) -> bool:
    """Is the number alone too little: a proven identity in a browser we don't know, or an account that was silent for long?

    An account that holds nothing has nothing to protect, and a browser that its person used before isn't bothered.
    """
    marks = browser.vault.fingerprints("known-browser", browser.known_browser) if browser.known_browser else []
    risk = await store.sign_in_risk(db, person=who.id, marks=marks)
    if risk.known or not risk.holds_something:
        return False
    return who.assurance > Assurance.PHONE or now - risk.last_at > timedelta(days=silence_period().days)


async def is_silent(db: Db, person: UUID, now: datetime) -> bool:
    """Has an account with content had no sign-in for so long that its number may be recycled?"""
    risk = await store.sign_in_risk(db, person=person, marks=[])
    return risk.holds_something and now - risk.last_at > timedelta(days=silence_period().days)


async def remember_browser(db: Db, browser: Browser, person: UUID, now: datetime, *, shared: bool = False) -> None:
    """The person signed in here: remember the browser, unless several people use it."""
    await store.signed_in(db, person=person, at=now)
    if not shared:
        mark = browser.vault.fingerprint("known-browser", browser.keep())
        await store.remember(db, person=person, mark=mark, at=now)


def identity_matches(who: Identity, name: str, digits: str) -> bool:
    """Do name and last digits of the identity number fit, however the keyboard wrote them?"""
    if not who.name or not who.id_number:
        return False
    return (
        letters_and_digits(name) == letters_and_digits(who.name) and normal(digits) == normal(who.id_number)[-DIGITS:]
    )


async def release_number(db: Db, vault: Vault, old: UUID, phone: str, now: datetime) -> PersonRow:
    """Create an account for a recycled number; the former owner's account keeps everything except the number.

    The former owner is told where they can still be reached (inbox, their devices), and an officer looks.
    """
    await people.lock_person(db, person=old)
    who = await residents.identity_of(db, vault, old)
    await residents.save_identity(db, vault, old, msgspec.structs.replace(who, phone=""))
    await note(db, Actor.person(old), "account.number_given_up", f"person:{old}", now)
    await identities.ask(db, id=uuid4(), person=old, cause="number_reused", way="counter", day=None, part="", at=now)
    await notify(db, old, "safety", NUMBER_GIVEN_AWAY(), "/me/number", now)
    return await residents.create_person(db, vault, Identity(phone=phone), Assurance.PHONE, now)
