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

MOST = 500  # messages kept; the oldest go first
SAYS = {
    "sign_in_code": "验证码 {code}，{minutes}分钟内有效。工作人员不会向您要这个号码，请不要告诉别人。",
    "number_changing": "有人在窗口申请更换您的手机号，{days}天后生效。不是您本人？请用这个号码登录“智慧福田”停止，或拨打12345。",
    "number_changed": "您的账号已换成新的手机号，这个号码不能再登录了。不是您本人换的？请马上拨打12345。",
    "identity_confirmed": "工作人员当面核对后，您的账号已核实为本人。不是您本人？请登录“智慧福田”点“不是我”，或拨打12345。",
    "payee_change": "您的收款账户有变更，{day}起生效。不是您本人改的？请打开“智慧福田”停止：{link}，或拨打12345。",
    "mandate_invited": "有家人在“智慧福田”找您，请用这个号码登录后看“帮家人办事”。我们不会打电话要验证码。",
    "mandate_held": "有人在“智慧福田”替您办的一件事，先停下来由工作人员核对。您不用做什么。不是您本人的意思？请马上拨打12345。",
    "mandate_begun": "从现在起，有人可以在“智慧福田”替您办事。不是您本人的意思？请登录后停止，或马上拨打12345。",
    "consent_asked": "家人在“智慧福田”替您填好了一件事，请打开“消息”看一看，您同意了才会交上去。我们不会向您要验证码。",
    "payee_stopped": "您的收款账户的变更已经停止，钱仍打到原来的账户。不是您本人停止的？请拨打12345。",
    "notice": "您有一条新消息：{title}。请打开“智慧福田”查看。",
}
"""The wording of the templates that the carrier knows; others are shown as they come."""


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
        try:
            return "【智慧福田】" + SAYS[self.template].format_map(self.parameters)
        except (KeyError, ValueError):
            return f"【智慧福田】{self.template}：" + "，".join(f"{k} {v}" for k, v in self.parameters.items())

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
