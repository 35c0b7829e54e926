"""Message authentication between product, registers and gateways: HMAC-SHA256 over timestamp and body."""

import hashlib
import hmac
from collections.abc import Mapping

SCHEME = "HMAC-SHA256 "
WINDOW = 300  # seconds that the clocks of two machines may differ


class NotSigned(Exception):
    """Raised for a message without valid or recent signature."""


def digest(key: str, timestamp: str, body: bytes) -> str:
    """Return the hexadecimal signature of a body at a time."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed(key: str, body: bytes, at: int) -> dict[str, str]:
    """Return the headers to send with a body; `at`: Unix seconds."""
    return {"Authorization": SCHEME + digest(key, str(at), body), "X-Timestamp": str(at)}


def check(key: str, body: bytes, headers: Mapping[str, str], now: int) -> None:
    """Raise NotSigned unless the headers carry a signature by this key, at most five minutes old."""
    stamp = headers.get("x-timestamp", "")
    given = headers.get("authorization", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > WINDOW:
        raise NotSigned
    if not hmac.compare_digest(given.encode(), (SCHEME + digest(key, stamp, body)).encode()):
        raise NotSigned
