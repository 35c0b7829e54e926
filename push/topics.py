"""Topics of messages: preference switch, urgency, and whether a copy waits for the morning."""

from datetime import timedelta

from msgspec import Struct

from backend.campaigns.types import CaseTopic
from backend.kit.messages.render import Messages
from push.types import Urgency

TRIAL = "push_trial"
SAFETY = "safety"


class Topic(Struct, frozen=True):
    """Kind of message: its switch and its delivery options."""

    ttl: timedelta = timedelta(days=3)
    urgency: Urgency = "normal"
    waits: bool = True  # for the morning


SWITCHES: dict[CaseTopic, Topic] = {
    "decision": Topic(),
    "correction": Topic(),
    "progress": Topic(urgency="low"),
    "other": Topic(),
}
_words = Messages.beside(__file__).words
SWITCH_NAMES, SWITCH_HINTS = _words("Switch", CaseTopic), _words("SwitchHint", CaseTopic)
MONEY_MOVES = Topic(urgency="high", waits=False)
"""Has no switch and doesn't wait for the morning: whoever redirects money could have switched it off first."""
ON_REQUEST = Topic(ttl=timedelta(minutes=10), urgency="high", waits=False)


def switch_of(topic: str) -> CaseTopic:
    """Return the preference switch of a topic; topics without their own use “other”. Those that don't wait obey none."""
    return next((one for one in SWITCHES if one == topic), "other")


def delivery_options(topic: str) -> Topic:
    """Return the urgency and lifetime of a topic's messages."""
    always = {TRIAL: ON_REQUEST, SAFETY: MONEY_MOVES}
    return always.get(topic) or SWITCHES[switch_of(topic)]
