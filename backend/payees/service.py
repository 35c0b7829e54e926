"""Which account a person's money goes to on a day; payment orders ask here and nowhere else."""

from datetime import date
from uuid import UUID

import msgspec

from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.payees import store
from backend.payees.types import AccountRow, Payee, PayeeAccount


async def in_force(db: Db, vault: Vault, person: UUID, on: date) -> PayeeAccount | None:
    """The payee account of a person on a day; None while there is none, and then a payment order waits.

    A pending change isn't in force: until its day the earlier account is paid to.
    """
    row = await store.in_force(db, person=person, on=on)
    if row is None:
        return None
    payee = opened(vault, row)
    return PayeeAccount(id=row.id, account=payee.account, holder=payee.holder, since=row.effective_on)


def opened(vault: Vault, row: AccountRow) -> Payee:
    """The account and holder of a row."""
    return msgspec.json.decode(vault.open(row.sealed, bound(row.id)), type=Payee)


def bound(id: UUID) -> str:
    """What the sealed account is bound to."""
    return f"payee_account:{id}"
