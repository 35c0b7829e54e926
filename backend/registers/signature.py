"""Proves who sends a message to a register or gateway: HMAC-SHA256 over the time and the body."""

import hashlib
import hmac
from collections.abc import Mapping

SCHEME = "HMAC-SHA256 "
WINDOW = 300  # seconds that the clocks of two machines may differ


class NotSigned(Exception):
    """The message was not signed with this key, or not lately."""


def digest(key: str, timestamp: str, body: bytes) -> str:
    """The hexadecimal signature of a body sent at a time."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed(key: str, body: bytes, at: int) -> dict[str, str]:
    """The headers to send with a body; `at` in seconds since 1970."""
    return {"Authorization": SCHEME + digest(key, str(at), body), "X-Timestamp": str(at)}


def check(key: str, body: bytes, headers: Mapping[str, str], now: int) -> None:
    """Raise NotSigned unless the headers prove that the holder of the key sent this body within five minutes."""
    stamp = headers.get("x-timestamp", "")
    given = headers.get("authorization", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12) or abs(now - int(stamp)) > WINDOW:
        raise NotSigned
    if not hmac.compare_digest(given.encode(), (SCHEME + digest(key, stamp, body)).encode()):
        raise NotSigned
