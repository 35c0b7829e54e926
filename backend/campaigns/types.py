"""Types of personalised messages: what is owed to whom, what is known of the recipient, and what was decided."""

from datetime import datetime, time, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.rules.answer import Truth

Kind = Literal["watch", "asked", "duty", "case", "offer", "campaign"]
"""Why a message is owed: the house noticed it · the person asked to be told · a date that the person must keep · a step of their own case ·
an offer to apply by answering · an editor's information."""
Topic = Literal["benefit", "paper", "deadline", "offer", "news"]
"""What a person can switch off: benefits, permits and papers that lapse, deadlines, offers, general information."""
CaseTopic = Literal["decision", "correction", "progress", "other"]
"""What a person can switch off of the copies of messages about their own cases; the inbox has them all."""
Channel = Literal["inbox", "web_push", "sms", "relative"]
DeferReason = Literal["quiet_hours", "capped", "unknown"]
SuppressReason = Literal[
    "expired",
    "unreachable",
    "unproven",
    "done",
    "not_met",
    "unknown",
    "no_consent",
    "topic_off",
    "capped",
    "already_told",
    "stopped",
]


Zone = Literal[
    "Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Australia/Sydney",
]  # fmt: skip
"""Where quiet hours can be counted: Shenzhen, and where relatives and travellers mostly are."""


PURPOSE = "push_profile"
"""The purpose of the consent to personalised messages (`residents/purposes.toml`)."""


class MessageFacts(Struct, frozen=True, kw_only=True):
    """A message as far as the decision about sending it depends on it; `met`: the answer of its condition on fresh facts."""

    kind: Kind
    topic: Topic | CaseTopic
    expires_at: datetime
    met: Truth = "yes"
    done: bool = False  # the person already has it, or has applied
    told: bool = False  # the same was said before
    sms: bool = False  # the topic allows a short message
    urgent: bool = False  # a copy of it waits for no morning and obeys no switch
    commissioned: bool = (
        False  # the owner of the register commissioned it; the only case for somebody without an account
    )


class SentMessage(Struct, frozen=True):
    """A personalised message that counts towards the caps."""

    topic: Topic
    at: datetime


class QuietHours(Struct, frozen=True):
    """Hours of the night in which nothing is sent, in the person's own time zone (IANA name); equal times: none."""

    begins: time = time(22)
    ends: time = time(8)
    zone: str = "Asia/Shanghai"


class MessageChoice(Struct, frozen=True, kw_only=True):
    """Topics that a person switched off, and their quiet hours."""

    off: list[Topic]
    quiet_from: time
    quiet_until: time
    zone: str
    relative: UUID | None = None  # the mandate whose helper is told too


class Caps(Struct, frozen=True):
    """Most personalised messages of one topic, and of all, within a period. 0 means none at all. All three numbers are proposals."""

    of_topic: int = 2
    of_all: int = 4
    within: timedelta = timedelta(days=30)


class Recipient(Struct, frozen=True, kw_only=True):
    """What is known of a person at the moment of the decision."""

    account: bool = True  # an open account here; a dead person has none
    proven: bool = True  # who they are; nobody else is told what follows from registers
    consent: bool = False  # to personalised messages at all (PIPL art. 24)
    off: frozenset[Topic | CaseTopic] = frozenset()
    quiet: QuietHours = QuietHours()
    sent: tuple[SentMessage, ...] = ()
    device: bool = False  # a device that push messages reach
    phone: bool = False  # a number that a short message can go to
    relative: bool = False  # they chose that a helper is told too


class Send(Struct, frozen=True, tag=True):
    """Send now on these channels."""

    channels: tuple[Channel, ...]


class Defer(Struct, frozen=True, tag=True):
    """Look again at this moment."""

    until: datetime
    reason: DeferReason


class Suppress(Struct, frozen=True, tag=True):
    """Don't send; the reason is kept."""

    reason: SuppressReason


Verdict = Send | Defer | Suppress
