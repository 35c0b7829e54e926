"""Consents: purposes in plain words, given and withdrawn, with every version and date (PIPL art. 14-16)."""

import tomllib
from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.problems import Conflict, NotThere, Refusal
from backend.kit.sql import Db
from backend.residents import store
from backend.residents.store import PurposeConsent

PURPOSES = Path(__file__).with_name("purposes.toml")


class ConsentNeeded(Refusal):
    """This step needs a consent that the person hasn't given, or has withdrawn."""

    status = HTTPStatus.FORBIDDEN


class Purpose(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing we ask consent for, in the words that the person reads."""

    key: str
    version: str
    title: str
    what_for: str
    keeps: tuple[str, ...]
    how_long: str
    without: str  # how the same is done by somebody who doesn't agree
    after: str  # what withdrawing changes, and what it doesn't
    sensitive: bool  # on a page of its own (PIPL art. 29)
    law: str


class ConsentState(Struct, frozen=True, kw_only=True):
    """State of one purpose for one person; `history` lists every consent, newest first."""

    purpose: Purpose
    since: datetime | None
    outdated: bool  # agreed to an earlier wording only
    history: tuple[PurposeConsent, ...]


@cache
def purposes() -> dict[str, Purpose]:
    """Every purpose by its key, in the order of the file."""
    tables = tomllib.loads(PURPOSES.read_text("utf-8"))
    return {key: msgspec.convert({**table, "key": key}, Purpose) for key, table in tables.items()}


def purpose_of(key: str) -> Purpose:
    """The purpose of this key; NotThere for any other word."""
    found = purposes().get(key)
    if found is None:
        raise NotThere
    return found


async def give_consent(db: Db, person: UUID, key: str, now: datetime, *, seen: str = "") -> None:
    """Store a consent to the current wording; raises Conflict if the wording seen has changed. Repeating it changes nothing."""
    wanted = purpose_of(key)
    if seen and seen != wanted.version:
        raise Conflict
    if await has_consent(db, person, key):
        return
    # an earlier wording ends where this one begins
    await store.withdraw_consent(db, person=person, purpose=key, at=now)
    await store.give_consent(db, person=person, purpose=key, version=wanted.version, at=now)
    await _note(db, person, "consent.given", wanted, now)


async def withdraw_consent(db: Db, person: UUID, key: str, now: datetime) -> None:
    """Withdraw a consent; repeating it changes nothing."""
    if await store.withdraw_consent(db, person=person, purpose=purpose_of(key).key, at=now):
        await _note(db, person, "consent.withdrawn", purpose_of(key), now)


async def has_consent(db: Db, person: UUID, key: str) -> bool:
    """Does a current consent to this purpose exist?"""
    return bool(await store.consent_running(db, person=person, purpose=key, version=purpose_of(key).version))


async def require_consent(db: Db, person: UUID, key: str) -> None:
    """Raise ConsentNeeded without a current consent."""
    if not await has_consent(db, person, key):
        raise ConsentNeeded(title=purpose_of(key).title)


async def state_of(db: Db, person: UUID, key: str) -> ConsentState:
    """Find how one purpose stands with this person; raises NotThere."""
    wanted = purpose_of(key)
    return consent_state(wanted, [one for one in await store.consents(db, person=person) if one.purpose == key])


async def list_consents(db: Db, person: UUID) -> list[ConsentState]:
    """Every purpose with its state for this person."""
    all_held = await store.consents(db, person=person)
    return [
        consent_state(wanted, [one for one in all_held if one.purpose == wanted.key]) for wanted in purposes().values()
    ]


def consent_state(wanted: Purpose, history: list[PurposeConsent]) -> ConsentState:
    """Derive the state of a purpose from its consents."""
    running = next((one for one in history if one.withdrawn_at is None), None)
    return ConsentState(
        purpose=wanted, since=running.given_at if running else None,
        outdated=running is not None and running.version != wanted.version, history=tuple(history),
    )  # fmt: skip


async def _note(db: Db, person: UUID, act: str, what: Purpose, now: datetime) -> None:
    await note(db, Actor.person(person), act, f"person:{person}", now, purpose=what.key, version=what.version)
