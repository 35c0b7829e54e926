"""The sample telephone: rings, speaks its text on a page, takes keys; pure but for what it remembers in memory.

Text is shown up to the part that waits for keys. A call that nobody answers ends after two minutes.
"""

from collections import OrderedDict
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct, field

from backend.registers.telephone import CallOrder, CallState, Gather, Part, Say

RINGS = timedelta(minutes=2)
MOST = 200


class Call(Struct):
    """One call: its script, how far it came, and the keys."""

    id: UUID
    to: str
    script: tuple[Part, ...]
    at: datetime
    state: CallState = "ringing"
    place: int = 0  # the part that waits
    keys: list[str] = field(default_factory=list)
    ending: str = ""

    @property
    def heard(self) -> list[str]:
        """What has been spoken so far."""
        pressed = iter(self.keys)
        spoken = [
            part.text if isinstance(part, Say) else part.choices.get(next(pressed, ""), "")
            for part in self.script[: self.place]
        ]
        return [text for text in (*spoken, self.ending) if text]

    @property
    def waits_for(self) -> Gather | None:
        """The keys that are waited for."""
        part = self.script[self.place] if self.state == "answered" and self.place < len(self.script) else None
        return part if isinstance(part, Gather) else None

    def go_on(self) -> None:
        """Speak until keys are needed or the script is over."""
        while self.place < len(self.script) and isinstance(self.script[self.place], Say):
            self.place += 1
        if self.place == len(self.script):
            self.state = "completed"


class Telephone:
    """All calls of this world, the newest last."""

    def __init__(self) -> None:
        self._calls: OrderedDict[UUID, Call] = OrderedDict()

    def place(self, order: CallOrder, now: datetime) -> Call:
        """Let it ring; a call that is known already is only looked up."""
        if order.call not in self._calls:
            self._calls[order.call] = Call(order.call, order.to, order.script, now)
            while len(self._calls) > MOST:
                self._calls.popitem(last=False)
        return self._calls[order.call]

    def find(self, id: UUID, now: datetime) -> Call | None:
        """One call as it stands now."""
        call = self._calls.get(id)
        if call is not None and call.state == "ringing" and now - call.at > RINGS:
            call.state = "unanswered"
        return call

    def calls(self, to: str, now: datetime) -> list[Call]:
        """The calls to a number, or all; the newest first."""
        found = (self.find(id, now) for id in reversed(self._calls))
        return [one for one in found if one is not None and to in ("", one.to)]

    def pick_up(self, call: Call) -> None:
        """Answer."""
        if call.state == "ringing":
            call.state = "answered"
            call.go_on()

    def hang_up(self, call: Call) -> None:
        """End it."""
        if call.state in ("ringing", "answered"):
            call.state = "refused" if call.state == "answered" else "unanswered"

    def press(self, call: Call, keys: str) -> None:
        """Press keys; other keys than the expected ones end the call with its words for that."""
        part = call.waits_for
        pressed = "".join(key for key in keys if key in "0123456789")
        if part is None or not pressed:
            return
        pressed = pressed[: part.digits]
        call.keys.append(pressed)
        if not part.takes(pressed):
            call.state, call.ending = "refused", part.otherwise
            return
        call.place += 1
        call.go_on()
