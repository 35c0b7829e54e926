"""Types of the inventory, retention classes, closures and objections."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct


class RetentionClass(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long one class of data stays, and why; no days where it ends otherwise."""

    key: str
    says: str
    until: str
    why: str
    days: int = 0
    proposal: bool = False  # no law names this period; the operator decides


class InventoryTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table: what it holds, whose rows they are, and of what kind each column is."""

    name: str
    holds: str
    kept: str  # the key of its class
    person: str = ""
    via: str = ""
    closing: Literal["erase", "keep", ""] = ""
    ends: str = ""
    through: str = ""
    ids: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()
    hashed_from: Mapping[str, str] = {}  # hashed column = kind of value, sealed column it stands in, field there
    personal: tuple[str, ...] = ()
    because: str = ""
    sealed: Mapping[str, str] = {}
    registered: tuple[str, ...] = ()  # columns with what registers told: not shown before the person is proven

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column, by kind."""
        return (*self.ids, *self.plain, *self.hashed, *self.personal, *self.sealed)

    @property
    def is_somebodys(self) -> bool:
        """Do its rows belong to a person?"""
        return bool(self.person or self.via)


class AccountClosure(Struct, frozen=True):
    """A requested account closure; it can be cancelled until `due_at`."""

    person: UUID
    asked_at: datetime
    due_at: datetime


class OpenCase(Struct, frozen=True):
    """A case that has to end before the account can close."""

    id: UUID
    number: str
    service_version: UUID
    state: str


class CaseFile(Struct, frozen=True):
    """Storage name and page count of a paper."""

    stored_as: str
    pages: int


class CaseId(Struct, frozen=True):
    """One case or person."""

    id: UUID


class Objection(Struct, frozen=True):
    """A value of a register that its person says is wrong, and what came of it."""

    id: UUID
    person: UUID
    attribute: str
    source: str
    department: str
    said: bytes
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
