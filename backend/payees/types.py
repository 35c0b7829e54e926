"""Types of payee accounts and name checks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

NameCheck = Literal["match", "no_match", "cannot_tell"]
"""What the bank register says of an account and its holder."""
AccountState = Literal["pending", "in_force", "stopped", "replaced"]
Origin = Literal["register", "rule", "officer"]
StoppedBy = Literal["person", "officer", "system"]


class Payee(Struct, frozen=True):
    """An account and its holder, as they are sealed."""

    account: str
    holder: str

    def __repr__(self) -> str:
        """Hide all values from logs and tracebacks."""
        return "Payee()"


class AccountRow(Struct, frozen=True, kw_only=True):
    """One account of a person as a row: proposed once, from a day on, stopped or replaced before it took effect."""

    id: UUID
    person: UUID
    case_id: UUID | None
    origin: Origin
    sealed: bytes
    proposed_at: datetime
    effective_on: date
    stopped_at: datetime | None = None
    stopped_by: StoppedBy | None = None
    stopped_why: str = ""
    replaced_by: UUID | None = None


class PayeeAccount(Struct, frozen=True, kw_only=True):
    """The account to pay to on a day; `id` names it in payment orders without saying it."""

    id: UUID
    account: str
    holder: str
    since: date

    def __repr__(self) -> str:
        """Names the row, never the number."""
        return f"PayeeAccount({self.id})"


class AccountOnFile(Struct, frozen=True, kw_only=True):
    """An account that a submission reads; bytes as hex. Stopped and replaced ones aren't read."""

    id: UUID
    hash: str
    sealed: str
    proposed_at: datetime
    effective_on: date


class StoredNameCheck(Struct, frozen=True, kw_only=True):
    """An answer of the bank register that a submission reads; bytes as hex."""

    id: UUID
    digest: str
    sealed: str
    expires_at: datetime


class CheckAnswer(Struct, frozen=True):
    """The sealed part of an answer: about which account, holder and number it is, and what was said."""

    about: str
    answer: NameCheck

    def __repr__(self) -> str:
        """Says only the answer."""
        return f"CheckAnswer({self.answer!r})"


CONTACTS_JOB = "tell-payee"


class ContactsJob(Struct, frozen=True):
    """Argument of the job that alerts a person's contacts."""

    account: UUID
    what: Literal["proposed", "stopped"] = "proposed"


def counts(row: AccountRow) -> bool:
    """Is the row neither stopped nor replaced?"""
    return row.stopped_at is None and row.replaced_by is None


def latest(rows: Sequence[AccountRow], on: date) -> AccountRow | None:
    """The row in force on a day: the newest that had taken effect by then."""
    effective = [row for row in rows if counts(row) and row.effective_on <= on]
    return max(effective, key=lambda row: (row.effective_on, row.proposed_at), default=None)


def state_of(row: AccountRow, rows: Sequence[AccountRow], on: date) -> AccountState:
    """State of a row on a day, by comparison of dates; no job changes it."""
    if row.stopped_at is not None:
        return "stopped"
    if row.replaced_by is not None:
        return "replaced"
    if row.effective_on > on:
        return "pending"
    newest = latest(rows, on)
    return "in_force" if newest is not None and newest.id == row.id else "replaced"
