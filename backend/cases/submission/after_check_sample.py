"""Which machine approvals an officer looks at afterwards: a random share and signals of risk. Pure."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from backend.cases.submission import store
from backend.kit.messages.render import Messages

_words = Messages.beside(__file__).words

Signal = Literal["sample", "new_account", "number_changed", "files_for_many", "departs"]
SAYS = _words("SAYS")
NEW = timedelta(days=3)  # proposals, all three
AFTER_CHANGE = timedelta(days=90)
MANY = 3  # other people for whom one person files


def in_sample(receipt: str, percent: int) -> bool:
    """Is this receipt in the sample? Decided by a hash of its number, so that it can be verified and not chosen."""
    return int.from_bytes(sha256(receipt.encode()).digest()[:8]) % 100 < percent


def risk_signals(read: store.ForSubmission, receipt: str, percent: int, now: datetime) -> list[Signal]:
    """Reasons for an after-check; empty if there is none."""
    found: list[tuple[Signal, bool]] = [
        ("sample", in_sample(receipt, percent)),
        ("new_account", now - read.known_since < NEW),
        ("number_changed", read.number_changed_at is not None and now - read.number_changed_at < AFTER_CHANGE),
        ("files_for_many", read.files_for >= MANY),
    ]
    return [signal for signal, holds in found if holds]


def columns(read: store.ForSubmission, receipt: str | None, percent: int, now: datetime) -> dict[str, Any]:
    """Columns of the after-check for the submission's statement; empty without an approval."""
    return {"check_why": risk_signals(read, receipt, percent, now) if receipt else []}
