"""Meaning of a push service's response for a delivery (RFC 8030 §5, RFC 8292 §4.2); pure."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from msgspec import Struct

from push.types import State

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=4)
AGAIN = frozenset({408, 425, 429})


class DeliveryOutcome(Struct, frozen=True):
    """Outcome of an attempt; a pending one is retried after `wait`, or after our backoff if None."""

    state: State
    reason: str = ""
    wait: timedelta | None = None


def classify_response(status: int, retry_after: str, now: datetime) -> DeliveryOutcome:
    """Classify a response: accepted, gone, retry, or failed."""
    reason = f"http_{status}"
    if 200 <= status < 300:
        return DeliveryOutcome("sent")
    if status in (404, 410):
        return DeliveryOutcome("gone", reason)
    if status in AGAIN or status >= 500:
        return DeliveryOutcome("pending", reason, parse_retry_after(retry_after, now))
    return DeliveryOutcome("failed", reason)  # redirects too: nobody tells us to knock somewhere else


def parse_retry_after(text: str, now: datetime) -> timedelta | None:
    """Parse Retry-After, seconds or date (RFC 9110 §10.2.3); None if invalid."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:12]), 10**9))
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta(0))


def backoff(attempts: int) -> timedelta:
    """Return the wait after a number of attempts: 30 seconds, doubling, at most four hours."""
    return min(FIRST_WAIT * (1 << min(attempts - 1, 20)), LONGEST_WAIT)
