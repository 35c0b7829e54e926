"""Separation of duties: who may not be who. The table is separation.toml; `act` is the one place that enforces it.

Every consequential act of staff goes through `act` before it takes effect, and is written into the ledger `staff_act`.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.audit.actor import UNPROVEN
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.residents import store
from backend.residents.service import identity_of
from backend.residents.types import Identity, Staff

UNPROVEN_NAME = Messages.beside(__file__).take("unproven_name")
FILE = Path(__file__).with_name("separation.toml")


class ActRule(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the table."""

    says: str
    personal: bool = False
    apart_from: tuple[str, ...] = ()
    refusal: str = ""


class AnotherPersonNeeded(Refusal):
    """A member of staff who did an earlier step of this affair can't do this one."""

    status = HTTPStatus.FORBIDDEN


class OwnAffair(Refusal):
    """A member of staff can't handle their own affair or their household's."""

    status = HTTPStatus.FORBIDDEN


@cache
def act_rules() -> Mapping[str, ActRule]:
    """The table, with its groups resolved."""
    file = tomllib.loads(FILE.read_text("utf-8"))
    rows = msgspec.convert(file["acts"], dict[str, ActRule])
    for name, row in rows.items():
        named = [one for word in row.apart_from for one in (file["groups"][word[1:]] if word[0] == "@" else [word])]
        rows[name] = msgspec.structs.replace(row, apart_from=tuple(named))
    return rows


async def authorize(
    db: Db, staff: Staff, name: str, subject: str, now: datetime, *, vault: Vault | None = None, about: tuple[UUID, ...] = (),
    beside: str = "",
) -> None:  # fmt: skip
    """Check an act of staff against the table and store it in the ledger; raises AnotherPersonNeeded or OwnAffair.

    `subject`: the affair, as `case:<id>`; `beside`: another affair whose earlier acts count as well.
    `about`: the residents it is about, demanded for acts that the table calls personal.
    """
    row = act_rules()[name]
    if row.personal:
        if vault is None or not about:
            raise ValueError(f"{name} is about a resident: say whom")
        await not_their_own(db, vault, staff, about)
    if row.apart_from:
        await check_apart(db, staff, row, [subject, beside])
    await store.add_staff_act(db, act=name, subject=subject, staff=staff.subject, proven=staff.proven, at=now)


async def check_apart(db: Db, staff: Staff, row: ActRule, subjects: list[str]) -> None:
    """Raise AnotherPersonNeeded if this person did one of the acts that this one is kept apart from."""
    if await store.has_acted(db, staff=staff.subject, acts=list(row.apart_from), subjects=subjects):
        raise AnotherPersonNeeded(row.refusal)


async def is_permitted(db: Db, staff: Staff, name: str, subject: str, beside: str = "") -> bool:
    """Would the table permit this act? For pages that hide refused buttons."""
    row = act_rules()[name]
    return not row.apart_from or not await store.has_acted(
        db, staff=staff.subject, acts=list(row.apart_from), subjects=[subject, beside]
    )


async def not_their_own(db: Db, vault: Vault, staff: Staff, about: tuple[UUID, ...]) -> None:
    """Raise OwnAffair if one of these residents is this member of staff, or lives in their household."""
    if not staff.number_hash and not staff.household_hash:
        return  # the directory tells neither
    for person in dict.fromkeys(about):
        if is_own(vault, staff, await identity_of(db, vault, person)):
            raise OwnAffair


def is_own(vault: Vault, staff: Staff, who: Identity) -> bool:
    """Do the staff directory's keyed fingerprints match this person or their household?"""
    return matches(vault, "id_number", who.id_number, staff.number_hash) or matches(
        vault, "household", who.household_number, staff.household_hash
    )


def matches(vault: Vault, kind: str, value: str, fingerprint: str) -> bool:
    """Is this the fingerprint of the value, under any key that we hold?"""
    return bool(value and fingerprint) and fingerprint in {one.hex() for one in vault.fingerprints(kind, value)}


def by_name(name: str) -> Staff:
    """A member of staff named at a terminal, without proof; stored and shown as unproven."""
    return Staff(name.strip().removeprefix(UNPROVEN), name.strip(), frozenset(), proven=not name.startswith(UNPROVEN))


def at_terminal(name: str) -> str:
    """Stored form of a name typed at a terminal."""
    return UNPROVEN + name.strip() if name.strip() else ""


def display_name(signature: str) -> str:
    """Readable form of a stored name."""
    return (
        UNPROVEN_NAME(Audience.OFFICER, name=signature.removeprefix(UNPROVEN)).text
        if signature.startswith(UNPROVEN)
        else signature
    )
