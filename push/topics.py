"""Topics of messages: preference switch, urgency, quiet hours."""

from datetime import datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from backend.kit.clock import SHANGHAI
from backend.kit.messages.render import Messages
from push.types import Urgency

QUIET_FROM, QUIET_UNTIL = time(22), time(8)  # in Shenzhen; people sleep
TRIAL = "push_trial"
SAFETY = "safety"


class Topic(Struct, frozen=True):
    """Kind of message: its switch and its delivery options."""

    ttl: timedelta = timedelta(days=3)
    urgency: Urgency = "normal"
    waits: bool = True  # for the morning


Switch = Literal["decision", "correction", "progress", "other"]
SWITCHES: dict[str, Topic] = {
    "decision": Topic(),
    "correction": Topic(),
    "progress": Topic(urgency="low"),
    "other": Topic(),
}
_words = Messages.beside(__file__).words
SWITCH_NAMES, SWITCH_HINTS = _words("Switch", Switch), _words("SwitchHint", Switch)
MONEY_MOVES = Topic(urgency="high", waits=False)
"""Has no switch and doesn't wait for the morning: whoever redirects money could have switched it off first."""
ON_REQUEST = Topic(ttl=timedelta(minutes=10), urgency="high", waits=False)


def switch_of(topic: str) -> str:
    """Return the preference switch of a topic; topics without their own use “other”."""
    return topic if topic in SWITCHES or topic in (TRIAL, SAFETY) else "other"


def delivery_options(topic: str) -> Topic:
    """Return the urgency and lifetime of a topic's messages."""
    always = {TRIAL: ON_REQUEST, SAFETY: MONEY_MOVES}
    return always.get(topic) or SWITCHES[switch_of(topic)]


def next_ring_time(now: datetime, *, quiet: bool) -> datetime:
    """Return the first moment at which a device may ring: now, or eight in the morning."""
    here = now.astimezone(SHANGHAI)
    if not quiet or QUIET_UNTIL <= here.time() < QUIET_FROM:
        return now
    morning = here.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return morning if morning > here else morning + timedelta(days=1)
