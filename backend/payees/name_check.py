"""The bank register's name check: asked outside transactions, kept as a fact about one account number, holder and identity number."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.payees import store
from backend.payees.terms import days
from backend.payees.types import CheckAnswer, NameCheck, StoredNameCheck
from backend.registers.accounts import check_holder
from backend.registers.gateway import SignedTransport
from backend.registers.types import Subject

DAY = timedelta(days=1)
ASKS_A_DAY = 12
"""Questions about one person a day, so that nobody finds out by trying whose account it is; beyond it nothing can be told."""


class Holder(Struct, frozen=True):
    """Expected holder of an account; empty where the person isn't identified yet."""

    person: UUID
    name: str
    id_number: str

    def __repr__(self) -> str:
        """Hide all values from logs and tracebacks."""
        return "Holder()"


def about(account: str, holder: Holder) -> str:
    """Text that an answer is bound to: account, number and name."""
    return f"{account} {holder.id_number} {holder.name}"


def answer_for(
    vault: Vault, checks: Sequence[StoredNameCheck], account: str, holder: Holder, now: datetime
) -> NameCheck:
    """Newest fresh answer about this account and holder; else `cannot_tell`."""
    subject = about(account, holder)
    digests = {digest.hex() for digest in vault.fingerprints("payee-check", subject)}
    for one in checks:
        if one.digest in digests and one.expires_at > now:
            stored = msgspec.json.decode(vault.open(bytes.fromhex(one.sealed), bound(one.id)), type=CheckAnswer)
            return stored.answer if stored.about == subject else "cannot_tell"
    return "cannot_tell"


async def ask(
    moment: Transaction,
    vault: Vault,
    registers: SignedTransport,
    purpose: str,
    account: str,
    holder: Holder,
    now: datetime,
) -> NameCheck:
    """Name check of an account, from a fresh stored answer or asked now. No database connection is held meanwhile."""
    if not (account and holder.name and holder.id_number):
        return "cannot_tell"
    async with moment() as db:
        checks = await store.fresh_checks(db, person=holder.person, at=now)
        often = (await store.asked_since(db, person=holder.person, since=now - DAY) or 0) >= ASKS_A_DAY
    known = answer_for(vault, checks, account, holder, now)
    if known == "match" or often:
        return known
    told = await check_holder(registers, purpose, account, Subject(holder.id_number, holder.name))
    async with moment() as db:
        await keep(db, vault, about(account, holder), holder.person, told, now)
    return told


async def keep(db: Db, vault: Vault, subject: str, person: UUID, told: NameCheck, now: datetime) -> None:
    """Store an answer, sealed and bound to the question."""
    id = uuid4()
    await store.add_check(
        db, id=id, person=person, digest=vault.fingerprint("payee-check", subject), at=now,
        sealed=vault.seal(msgspec.json.encode(CheckAnswer(subject, told)), bound(id)), expires_at=now + timedelta(days=days("check")),
    )  # fmt: skip


def bound(id: UUID) -> str:
    """What the sealed answer is bound to."""
    return f"payee_check:{id}"
