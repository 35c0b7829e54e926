"""Fault injection for sample registers and gateway."""

import asyncio
from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.rules.types import Register

Mode = Literal["ok", "silent", "slow", "down", "contradict"]
Place = Register | Literal["bank", "sms", "treasury", "telephone"]


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """Fault of one register; `seconds`: delay of a slow one. The gateway (`sms`) can't contradict."""

    register: Place
    mode: Mode
    seconds: Annotated[float, Meta(ge=0, le=60)] = 8.0

    def __post_init__(self) -> None:
        """Refuse impossible faults."""
        if self.register in ("sms", "treasury", "telephone") and self.mode == "contradict":
            raise ValueError("a gateway or treasury has nothing to contradict")


class ActiveFaults:
    """Active faults; forgotten when the process ends."""

    def __init__(self) -> None:
        self._on: dict[str, Fault] = {}

    def put(self, trouble: Fault) -> None:
        """Turn a fault on, or off with `ok`."""
        self._on.pop(trouble.register, None)
        if trouble.mode != "ok":
            self._on[trouble.register] = trouble

    def clear(self) -> None:
        """Turn all faults off."""
        self._on.clear()

    def mode(self, place: str) -> Mode:
        """Return the fault of a register."""
        trouble = self._on.get(place)
        return "ok" if trouble is None else trouble.mode

    def running(self) -> tuple[Fault, ...]:
        """Return all active faults, oldest first."""
        return tuple(self._on.values())

    async def wait(self, *places: str) -> None:
        """Sleep as long as the slowest of these registers takes."""
        slow = [on.seconds for place in places if (on := self._on.get(place)) is not None and on.mode == "slow"]
        await asyncio.sleep(max(slow, default=0))
