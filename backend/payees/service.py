"""Payee account of a person on a day; the only source for payment orders."""

from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.payees import store
from backend.payees.propose import AccountProposal
from backend.payees.types import CONTACTS_JOB, AccountOnFile, AccountRow, ContactsJob, Payee, PayeeAccount


async def in_force(db: Db, vault: Vault, person: UUID, on: date) -> PayeeAccount | None:
    """The payee account of a person on a day; None while there is none, and then a payment order waits.

    A pending change isn't in force: until its day the earlier account is paid to.
    """
    row = await store.in_force(db, person=person, on=on)
    if row is None:
        return None
    payee = opened(vault, row)
    return PayeeAccount(id=row.id, account=payee.account, holder=payee.holder, since=row.effective_on)


async def adopt(db: Db, new: AccountProposal, person: UUID, case: UUID, officer: Actor, now: datetime) -> None:
    """Store an account approved by an officer, replace the pending one and queue the alerts to contacts."""
    await store.add(
        db, id=new.id, person=person, case_id=case, origin=new.origin, sealed=new.sealed, account_hash=new.account_hash, at=now,
        effective_on=new.effective_on,
    )  # fmt: skip
    await happened(db, new.id, person, "proposed", officer, now)
    for old in await store.replace_pending(db, newer=new.id, person=person, today=local_date(now)):
        await happened(db, old.id, person, "replaced", officer, now)
    await note(
        db,
        officer,
        "payee.proposed",
        f"person:{person}",
        now,
        origin=new.origin,
        effective_on=new.effective_on.isoformat(),
    )
    if new.origin != "register":
        await enqueue(db, CONTACTS_JOB, ContactsJob(new.id), once=f"{CONTACTS_JOB}:{new.id}")


async def account_holders(db: Db, vault: Vault, account: str, *, but: UUID) -> frozenset[UUID]:
    """Other people who have this account on file, to be counted."""
    rows = await store.holders(db, hashes=vault.fingerprints("payee-account", account), person=but)
    return frozenset(one.id for one in rows)


async def happened(db: Db, account: UUID, person: UUID, kind: store.EventKind, author: Actor, now: datetime) -> None:
    """Append an event of an account."""
    await store.add_event(
        db,
        id=uuid4(),
        account=account,
        person=person,
        kind=kind,
        author=str(author),
        role=author.role,
        at=now,
        detail={},
    )


async def known(db: Db, vault: Vault, person: UUID, registered: str, on: date) -> str:
    """Known account of a person: the one in force here, else the register's (`registered`)."""
    payee = await in_force(db, vault, person, on)
    return payee.account if payee is not None else registered


def opened(vault: Vault, row: AccountRow) -> Payee:
    """Decrypt account and holder of a row."""
    return msgspec.json.decode(vault.open(row.sealed, bound(row.id)), type=Payee)


def opened_known(vault: Vault, known: AccountOnFile) -> Payee:
    """The account and holder of a row as a submission read it."""
    return msgspec.json.decode(vault.open(bytes.fromhex(known.sealed), bound(known.id)), type=Payee)


def bound(id: UUID) -> str:
    """What the sealed account is bound to."""
    return f"payee_account:{id}"
