"""Account rows that a decision writes: in force at once, after the waiting period, or none. Pure."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.kit.crypto import Vault
from backend.payees.terms import effective_on
from backend.payees.types import AccountOnFile, Origin, Payee


class AccountProposal(Struct, frozen=True, kw_only=True):
    """An account row to write."""

    id: UUID
    origin: Origin
    sealed: bytes
    account_hash: bytes
    effective_on: date


class AccountSituation(Struct, frozen=True, kw_only=True):
    """Known accounts and payments of a person on a day."""

    rows: Sequence[AccountOnFile]
    registered: str  # the account that a register holds, "" if none
    paid_already: bool  # something is running, so that a new account is a change even where no old one is known
    today: date

    def in_force(self) -> AccountOnFile | None:
        """The row in force today."""
        effective = [row for row in self.rows if row.effective_on <= self.today]
        return max(effective, key=lambda row: (row.effective_on, row.proposed_at), default=None)

    def pending(self) -> AccountOnFile | None:
        """The change that hasn't taken effect, if there is one."""
        return next((row for row in self.rows if row.effective_on > self.today), None)


def proposals(vault: Vault, payee: Payee, now: AccountSituation, origin: Origin) -> list[AccountProposal]:
    """Rows to write, the requested account last; none if it is in force or pending already.

    Where only a register knew the old account, that one becomes the row which stays in force meanwhile.
    """
    if is_newest(vault, payee.account, now):
        return []
    if payee.account == now.registered and now.in_force() is None:
        return [sealed_proposal(vault, payee, "register", now.today)]
    if not now.rows and not now.registered and not now.paid_already:
        return [sealed_proposal(vault, payee, origin, now.today)]
    old = Payee(now.registered, payee.holder)
    before = [sealed_proposal(vault, old, "register", now.today)] if now.registered and now.in_force() is None else []
    return [*before, sealed_proposal(vault, payee, origin, effective_on(now.today))]


def is_newest(vault: Vault, account: str, now: AccountSituation) -> bool:
    """Is this account the newest that was asked for: pending, or in force with nothing pending?"""
    newest = now.pending() or now.in_force()
    return newest is not None and newest.hash in {h.hex() for h in vault.fingerprints("payee-account", account)}


def sealed_proposal(vault: Vault, payee: Payee, origin: Origin, on: date) -> AccountProposal:
    """Build one row with the sealed account."""
    id = uuid4()
    return AccountProposal(
        id=id, origin=origin, sealed=vault.seal(msgspec.json.encode(payee), f"payee_account:{id}"),
        account_hash=vault.fingerprint("payee-account", payee.account), effective_on=on,
    )  # fmt: skip
