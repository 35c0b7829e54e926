"""Sample phone: stores the SMS sent by the product, for people and tests to read.

One file under VAR, bounded, so that a restart keeps them. Only invented people's codes ever get here.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from backend.kit.messages.render import Messages
from backend.registers.sms_wordings import SMS

MOST = 500  # messages kept; the oldest go first
UNKNOWN = Messages.beside(__file__).take("unknown_sms")
"""A template that the carrier doesn't know is shown as it comes."""


class GatewayMessage(Struct, frozen=True, forbid_unknown_fields=True):
    """SMS as the gateway's protocol defines it."""

    to: Annotated[str, Meta(pattern=r"^\+?[0-9]{6,15}$")]
    template: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,60}$")]
    parameters: Annotated[
        dict[Annotated[str, Meta(max_length=40)], Annotated[str, Meta(max_length=500)]], Meta(max_length=20)
    ]
    id: UUID


class ReceivedMessage(Struct, frozen=True):
    """Received SMS."""

    id: UUID
    to: str
    template: str
    parameters: dict[str, str]
    at: datetime

    @property
    def text(self) -> str:
        """Displayed text."""
        known = SMS.get(self.template)
        if known is None or not known.entry.facts.keys() <= {name for name, value in self.parameters.items() if value}:
            parameters = ", ".join(f"{name} {value}" for name, value in self.parameters.items())
            return UNKNOWN(template=self.template, parameters=parameters).sms
        return known(**{name: self.parameters[name] for name in known.entry.facts}).sms

    @property
    def code(self) -> str:
        """One-time code in the text, if any."""
        return self.parameters.get("code", "")


class SamplePhone:
    """Received messages, newest first."""

    def __init__(self, file: Path, most: int = MOST) -> None:
        self._file, self._lines = file, 0
        self._arrived: deque[ReceivedMessage] = deque(maxlen=most)
        self._known: set[UUID] = set()
        for message in _read(file):
            self._keep(message)
        self._rewrite()

    def take(self, message: GatewayMessage, at: datetime) -> None:
        """Store a message; a repeated id is stored once."""
        if message.id in self._known:
            return
        arrived = ReceivedMessage(message.id, plain(message.to), message.template, message.parameters, at)
        self._keep(arrived)
        if self._lines >= 2 * (self._arrived.maxlen or MOST):
            self._rewrite()
        else:
            self._append((arrived,), "ab")

    def messages(self, to: str = "") -> tuple[ReceivedMessage, ...]:
        """Return the messages to one number or all, newest first."""
        wanted = plain(to)
        return tuple(one for one in reversed(self._arrived) if wanted in ("", one.to))

    def numbers(self) -> tuple[str, ...]:
        """Return the numbers with messages, newest first."""
        return tuple(dict.fromkeys(one.to for one in self.messages()))

    def _keep(self, arrived: ReceivedMessage) -> None:
        if len(self._arrived) == self._arrived.maxlen:
            self._known.discard(self._arrived[0].id)
        self._arrived.append(arrived)
        self._known.add(arrived.id)

    def _rewrite(self) -> None:
        self._lines = 0
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._append(self._arrived, "wb")

    def _append(self, messages: Iterable[ReceivedMessage], mode: str) -> None:
        lines = [msgspec.json.encode(one) + b"\n" for one in messages]
        with self._file.open(mode) as file:
            file.writelines(lines)
        self._file.chmod(0o600)
        self._lines += len(lines)


def plain(number: str) -> str:
    """Normalise a mainland phone number: no +86, blanks or hyphens."""
    digits = "".join(letter for letter in number if letter.isdigit() or letter == "+")
    return digits.removeprefix("+86").removeprefix("+")


def _read(file: Path) -> list[ReceivedMessage]:
    if not file.exists():
        return []
    kept = []
    for line in file.read_bytes().splitlines():
        try:
            kept.append(msgspec.json.decode(line, type=ReceivedMessage))
        except msgspec.DecodeError:  # the process was killed while it wrote this line
            continue
    return kept
