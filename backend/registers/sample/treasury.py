"""Sample treasury: pays on the ordered day; the last digits of the account select a failure."""

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from backend.registers.treasury import FailureReason, PaymentInstruction, PaymentState, RecoveryInstruction, Settled

ENDINGS: dict[str, tuple[PaymentState, FailureReason]] = {
    "0404": ("failed", "account_closed"), "0403": ("failed", "account_frozen"), "0409": ("failed", "name_differs"),
    "0410": ("returned", "account_closed"),
}  # fmt: skip
"""What becomes of an order, by the last four digits of its account; every other one is paid."""
BACK = timedelta(days=3)
"""How long money takes that is asked back."""


class AcceptedOrder(Struct, frozen=True, kw_only=True):
    """Accepted order, without the account itself."""

    key: str
    fen: int
    pay_on: date
    ends: str
    what: str
    recovers: str = ""


class Treasury:
    """Accepted orders; survive a restart."""

    def __init__(self, file: Path) -> None:
        self._file = file
        lines = file.read_bytes().splitlines() if file.exists() else []
        self._taken = {one.key: one for one in (msgspec.json.decode(line, type=AcceptedOrder) for line in lines)}

    def pay(self, order: PaymentInstruction, today: date) -> Settled:
        """Accept an order; repeated: no change, different under the same key: conflict."""
        return self._take(order, AcceptedOrder(
            key=order.key, fen=order.fen, pay_on=order.pay_on, ends=order.account[-4:],
            what=f"{order.purpose} {order.month} {hash_of(order.account + order.holder)}",
        ), today)  # fmt: skip

    def recover(self, order: RecoveryInstruction, today: date) -> Settled:
        """Take back money paid under another key."""
        return self._take(order, AcceptedOrder(
            key=order.key, fen=order.fen, pay_on=today + BACK, ends="", what="recovery", recovers=order.order,
        ), today)  # fmt: skip

    def state(self, key: str, today: date) -> tuple[PaymentState, FailureReason, date | None]:
        """Return the state of an order on a day."""
        one = self._taken.get(key)
        if one is None:
            return "unknown", "", None
        if today < one.pay_on:
            return "accepted", "", None
        if one.recovers:
            return "recovered", "", one.pay_on
        state, reason = ENDINGS.get(one.ends, ("paid", ""))
        return state, reason, one.pay_on

    def newest(self, count: int) -> Iterator[AcceptedOrder]:
        """Return the latest orders, newest first."""
        return iter(list(self._taken.values())[: -count - 1 : -1])

    def _take(self, order: PaymentInstruction | RecoveryInstruction, one: AcceptedOrder, today: date) -> Settled:
        known = self._taken.get(one.key)
        if known is not None and (known.fen, known.what, known.recovers) != (one.fen, one.what, one.recovers):
            return Settled(request_id=order.request_id, key=one.key, state="conflict")
        if known is None:
            self._taken[one.key] = one
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as file:
                file.write(msgspec.json.encode(one) + b"\n")
            self._file.chmod(0o600)
        state, reason, on = self.state(one.key, today)
        return Settled(request_id=order.request_id, key=one.key, state=state, reason=reason, on=on)


def hash_of(text: str) -> str:
    """Return a short digest that tells accounts apart."""
    return sha256(text.encode()).hexdigest()[:16]
