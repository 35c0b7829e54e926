"""The telephone gateway: calls a number, speaks a text, takes key presses, and says how the call went. Every message is signed.

A call is a script of parts in order. A part that expects one certain key ends the call with its own words on any other key;
all keys that were pressed come back, and what they mean is decided here, not there.
"""

from typing import Annotated, Literal
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from backend.registers.gateway import SignedTransport
from backend.registers.phone_numbers import E164
from backend.registers.signed_question import ask

SECONDS = 5.0
CallState = Literal["ringing", "answered", "completed", "refused", "unanswered", "unknown"]
"""`refused`: hung up, or another key than the expected one; `unknown`: the gateway has no such call."""
OVER: frozenset[CallState] = frozenset({"completed", "refused", "unanswered", "unknown"})
Keys = Annotated[str, Meta(pattern=r"^[0-9]{0,12}$")]
Text = Annotated[str, Meta(max_length=1000)]


class Say(Struct, frozen=True, forbid_unknown_fields=True, tag="say"):
    """Speak this text."""

    text: Text


class Gather(Struct, frozen=True, forbid_unknown_fields=True, tag="gather"):
    """Wait for so many keys; `expect`: any other keys end the call with `otherwise`.

    `choices`: the keys of which one is pressed, each with what is spoken then; any others end the call too.
    """

    digits: Annotated[int, Meta(ge=1, le=12)]
    expect: Keys = ""
    otherwise: Text = ""
    choices: Annotated[dict[Keys, Text], Meta(max_length=9)] = {}

    def takes(self, keys: str) -> bool:
        """Does the call go on after these keys?"""
        return keys in self.choices if self.choices else self.expect in ("", keys)


Part = Say | Gather


class CallOrder(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Call this number once; the same `call` sent twice is one call."""

    request_id: UUID
    call: UUID
    to: E164
    script: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=12)]

    def __repr__(self) -> str:
        """Names the call, never the number."""
        return f"CallOrder({self.call})"


class CallQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How did this call go?"""

    request_id: UUID
    call: UUID


class CallReport(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a call stands, with the keys of each gathering in order; its body is signed."""

    request_id: UUID
    call: UUID
    state: CallState
    keys: Annotated[tuple[Keys, ...], Meta(max_length=12)] = ()

    def __repr__(self) -> str:
        """Names the state, never the keys."""
        return f"CallReport({self.state!r})"


async def place(gateway: SignedTransport, call: UUID, to: str, script: tuple[Part, ...]) -> CallReport | None:
    """Have a number called; None when the gateway doesn't answer provably: it is asked again with the same call."""
    order = CallOrder(request_id=uuid4(), call=call, to=to, script=script)
    return _about(call, await ask(gateway, "/telephone/calls", order, CallReport, SECONDS, "telephone"))


async def report(gateway: SignedTransport, call: UUID) -> CallReport | None:
    """How a call stands; None when the gateway doesn't answer provably."""
    query = CallQuery(request_id=uuid4(), call=call)
    return _about(call, await ask(gateway, "/telephone/states", query, CallReport, SECONDS, "telephone"))


def _about(call: UUID, told: CallReport | None) -> CallReport | None:
    return told if told is not None and told.call == call else None
