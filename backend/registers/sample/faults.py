"""Troubles that a trial or a test can give to a sample register or to the sample gateway."""

import asyncio
from typing import Annotated, Literal

from msgspec import Meta, Struct

from backend.rules.types import Register

Mode = Literal["ok", "silent", "slow", "down", "contradict"]
Place = Register | Literal["bank", "sms", "treasury", "telephone"]


class Trouble(Struct, frozen=True, forbid_unknown_fields=True):
    """What is wrong with a register; `seconds` is how long a slow one takes. The gateway (`sms`) can't contradict."""

    register: Place
    mode: Mode
    seconds: Annotated[float, Meta(ge=0, le=60)] = 8.0

    def __post_init__(self) -> None:
        """Refuse what can't be."""
        if self.register in ("sms", "treasury", "telephone") and self.mode == "contradict":
            raise ValueError("a gateway or treasury has nothing to contradict")


class Troubles:
    """The troubles that are on; forgotten when the process ends."""

    def __init__(self) -> None:
        self._on: dict[str, Trouble] = {}

    def put(self, trouble: Trouble) -> None:
        """Turn a trouble on, or off with `ok`."""
        self._on.pop(trouble.register, None)
        if trouble.mode != "ok":
            self._on[trouble.register] = trouble

    def clear(self) -> None:
        """Everything works again."""
        self._on.clear()

    def mode(self, place: str) -> Mode:
        """What is wrong there."""
        trouble = self._on.get(place)
        return "ok" if trouble is None else trouble.mode

    def running(self) -> tuple[Trouble, ...]:
        """All that are on, the oldest first."""
        return tuple(self._on.values())

    async def wait(self, *places: str) -> None:
        """Take as long as the slowest of these places does."""
        slow = [on.seconds for place in places if (on := self._on.get(place)) is not None and on.mode == "slow"]
        await asyncio.sleep(max(slow, default=0))
