"""Topics of messages: preference switch, urgency, quiet hours."""

from datetime import datetime, time, timedelta

from msgspec import Struct

from backend.kit.clock import SHANGHAI
from push.types import Urgency

QUIET_FROM, QUIET_UNTIL = time(22), time(8)  # in Shenzhen; people sleep
TRIAL = "push_trial"
SAFETY = "safety"


class Topic(Struct, frozen=True):
    """Kind of message: its switch and its delivery options."""

    name: str
    says: str = ""
    ttl: timedelta = timedelta(days=3)
    urgency: Urgency = "normal"
    waits: bool = True  # for the morning


SWITCHES = {
    "decision": Topic("有了结果", "办成了、没办成，或要您确认"),
    "correction": Topic("要您补一下", "照片要重拍、材料要补、有地方要改"),
    "progress": Topic("办到哪一步了", "受理、核对、转交", urgency="low"),
    "other": Topic("其他提醒", "快到期的事、家人请您帮忙的事"),
}
MONEY_MOVES = Topic("账户安全", "收款账户有变更", urgency="high", waits=False)
"""Has no switch and doesn't wait for the morning: whoever redirects money could have switched it off first."""
ON_REQUEST = Topic("试一下", ttl=timedelta(minutes=10), urgency="high", waits=False)


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
