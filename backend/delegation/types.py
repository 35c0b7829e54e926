"""A mandate: for whom, by whom, which services with which power, since when and until when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.residents.types import EVERY_SERVICE as EVERY_SERVICE
from backend.residents.types import Authority as Authority
from backend.residents.types import Basis as Basis
from backend.residents.types import Power as Power

Channel = Literal["device", "call_back", "counter", "paper", "law"]
"""How the mandate came about: on the principal's own device, by a call to her, at a counter, by letter, or by law."""
BY_LAW: frozenset[Basis] = frozenset({"parent", "guardian", "legal_representative", "operator"})
OFFICES: frozenset[Basis] = frozenset({"legal_representative", "operator"})
"""Whoever holds one speaks for the organisation, also when mandates are given and ended."""
State = Literal["proposed", "active", "suspended", "ended"]
EventKind = Literal["proposed", "agreed", "narrowed", "suspended", "resumed", "ended", "told"]
"""`told` moves nothing: a contact of the principal was told."""
Role = Literal["principal", "helper", "officer", "system"]
EndReason = Literal[
    "declined", "lapsed", "done", "expired", "by_principal", "by_helper", "unused", "death", "guardianship", "fraud",
    "register", "closed",
]  # fmt: skip
SuspendReason = Literal["pause", "signal", "register"]
Relation = Literal[
    "child", "grandchild", "spouse", "parent", "sibling", "relative", "friend", "neighbour", "community", "employee"
]
"""What the helper says to be to the principal; nothing rests on it."""


class Granted(Struct, frozen=True):
    """One service of a mandate: its code, the power, and the group by which it was chosen ("" if it was named itself)."""

    service: str
    power: Power
    via: str = ""
    revoked_at: datetime | None = None


class Mandate(Struct, frozen=True, kw_only=True):
    """A mandate as stored; `lifecycle.standing` says how it stands at a moment."""

    id: UUID
    principal: UUID
    helper: UUID
    basis: Basis
    channel: Channel
    relation: Relation | None
    state: State
    reason: EndReason | SuspendReason | None  # of a suspension or an end
    proposed_by: Role
    days: int | None  # None: by law, without an end of its own
    proposed_at: datetime
    lapses_at: datetime
    principal_agreed_at: datetime | None = None
    helper_agreed_at: datetime | None = None
    active_at: datetime | None = None
    wakes_at: datetime | None = None
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    ended_at: datetime | None = None
    rests_on: UUID | None = None  # the office in the organisation by whose holder it was given
    checked_at: datetime | None = None  # by law: when the register last confirmed it


class MandateEvent(Struct, frozen=True, kw_only=True):
    """One thing that happened to a mandate; only ever added."""

    id: UUID
    mandate: UUID
    seq: int
    kind: EventKind
    author: str
    role: Role
    at: datetime
    detail: Mapping[str, str | list[str]]


class Standing(Struct, frozen=True):
    """How a mandate stands at a moment; `in_force`: the helper may act now."""

    state: State
    reason: EndReason | SuspendReason | None = None
    in_force: bool = False
    sleeping: bool = False  # active, but not before `wakes_at`
