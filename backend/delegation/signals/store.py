"""Queries over signs of abuse and complaints; SQL in `queries.sql`."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.delegation.signals.detect import Cleared, SignalKind, Size
from backend.delegation.store import Id
from backend.delegation.types import Mandate
from backend.kit.sql import Queries


class Signs(Struct, frozen=True, kw_only=True):
    """What is counted of a helper for signs of abuse; `helped`: principals by relation, "" where none was said."""

    helped: dict[str, int]
    many_at_once: int
    one_device: int
    refused: int
    wrong: int
    by_night: int


class OpenSignal(Struct, frozen=True, kw_only=True):
    """A sign or complaint that waits for an officer; `case_id`: in which it was seen."""

    kind: SignalKind | Literal["complaint"]
    at: datetime
    case_id: UUID | None
    size: Size


class OfficersWord(Struct, frozen=True):
    """What an officer wrote when they had looked at a mandate."""

    at: datetime
    why: str


sql = Queries.beside(__file__)
add_signal = sql.run("add_signal")
signs = sql.one("signs", Signs)
cleared = sql.many("cleared", Cleared)
signalled = sql.many("signalled", Mandate)
open_signals = sql.many("open_signals", OpenSignal)
open_of_case = sql.many("open_of_case", Id)
involved = sql.many("involved", Mandate)
acted_in = sql.value("acted_in", bool)
looked_at = sql.many("looked_at", OfficersWord)
settle_signals = sql.run("settle_signals")
