"""Decide about one message to one person: send, defer or suppress, with a reason. Pure.

Consent and switches come first, then caps, then the hour. A duty and a step of one's own case are never capped; a duty, a step and what the
person asked for need no consent to personalised messages. A step of one's own case stands in the inbox at once; its copies obey switches and
the hour, as every copy does (`decide_copy`).
"""

from datetime import datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from backend.campaigns.types import (
    Caps,
    Channel,
    Defer,
    DeferReason,
    Kind,
    MessageFacts,
    QuietHours,
    Recipient,
    Send,
    Suppress,
    SuppressReason,
    Topic,
    Verdict,
)

CAPS = Caps()
AGAIN = timedelta(days=1)
SHARED: frozenset[Kind] = frozenset(("watch", "asked", "duty"))
"""What a relative with a mandate is told too, where the person chose so."""
PERSONAL = frozenset(get_args(Topic))
"""Topics that a switch turns off in the inbox too; a step of one's own case has none of them, what is foretold of a grant has."""
UNCAPPED: frozenset[Kind] = frozenset(("duty", "case"))
WITHOUT_CONSENT: frozenset[Kind] = frozenset(("duty", "case", "asked"))


def decide(person: Recipient, message: MessageFacts, now: datetime, caps: Caps = CAPS) -> Verdict:
    """Decide whether, when and on which channels a message is sent."""
    against = _never(person, message, now)
    if against is not None:
        return Suppress(against)
    if message.kind == "case":
        return Send(_channels(person, message))
    if message.met == "unknown":
        return _later(person, message, now + AGAIN, "unknown")
    free_at = _free_at(person, message, now, caps)
    if free_at is None:
        return Suppress("capped")
    if free_at > now:
        return _later(person, message, free_at, "capped")
    rings = quiet_until(person.quiet, now)
    return Send(_channels(person, message)) if rings <= now else _later(person, message, rings, "quiet_hours")


def decide_copy(person: Recipient, message: MessageFacts, now: datetime) -> Verdict:
    """Decide about a copy (device, short message) of what stands in the inbox, at the moment when it is about to go: wishes, then the hour.

    What is urgent (money that moves elsewhere, a trial that the person asked for) rings at any hour and can't be switched off.
    """
    if message.expires_at <= now:
        return Suppress("expired")
    if not person.account:
        return Suppress("unreachable")
    if message.urgent:
        return Send(_channels(person, message))
    against = _unwanted(person, message)
    if against is not None:
        return Suppress(against)
    rings = quiet_until(person.quiet, now)
    return Send(_channels(person, message)) if rings <= now else _later(person, message, rings, "quiet_hours")


def _never(person: Recipient, message: MessageFacts, now: datetime) -> SuppressReason | None:
    if message.expires_at <= now:
        return "expired"
    if not person.account and not (message.commissioned and person.phone):
        return "unreachable"
    if message.kind != "case" and person.account and not person.proven:
        return "unproven"
    if message.done:
        return "done"
    if message.told:
        return "already_told"
    if message.met == "no":
        return "not_met"
    own_step = message.kind == "case" and message.topic not in PERSONAL
    return None if own_step else _unwanted(person, message)


def _unwanted(person: Recipient, message: MessageFacts) -> SuppressReason | None:
    if message.topic in person.off:
        return "topic_off"
    if person.consent or message.kind in WITHOUT_CONSENT or (message.commissioned and not person.account):
        return None
    return "no_consent"


def _later(person: Recipient, message: MessageFacts, at: datetime, reason: DeferReason) -> Verdict:
    until = quiet_until(person.quiet, at)
    if until < message.expires_at:
        return Defer(until, reason)
    return Suppress("expired" if reason == "quiet_hours" else reason)


def _free_at(person: Recipient, message: MessageFacts, now: datetime, caps: Caps) -> datetime | None:
    """Return the first moment at which the caps leave room; None if they never do."""
    if message.kind in UNCAPPED:
        return now
    counted = sorted(one.at for one in person.sent if one.at > now - caps.within)
    of_topic = sorted(one.at for one in person.sent if one.at > now - caps.within and one.topic == message.topic)
    moments = [now]
    for sent, most in ((counted, caps.of_all), (of_topic, caps.of_topic)):
        if most <= 0:
            return None
        if len(sent) >= most:
            moments.append(sent[len(sent) - most] + caps.within)
    return max(moments)


def _channels(person: Recipient, message: MessageFacts) -> tuple[Channel, ...]:
    """Inbox always; devices where there are any; a short message only where there are none and the topic allows it."""
    if not person.account:
        return ("sms",)
    shared: tuple[Channel, ...] = ("relative",) if person.relative and message.kind in SHARED else ()
    if person.device:
        return ("inbox", "web_push", *shared)
    return ("inbox", "sms", *shared) if message.sms and person.phone else ("inbox", *shared)


def quiet_until(quiet: QuietHours, at: datetime) -> datetime:
    """Return the first moment from `at` on that is outside the quiet hours, on the clock of the person's own zone."""
    here = at.astimezone(ZoneInfo(quiet.zone))
    clock = here.time()
    night = quiet.begins > quiet.ends
    inside = clock >= quiet.begins or clock < quiet.ends if night else quiet.begins <= clock < quiet.ends
    if not inside:
        return at
    day = here.date() + timedelta(days=1) if night and clock >= quiet.begins else here.date()
    ends = datetime.combine(day, quiet.ends, here.tzinfo).replace(
        fold=here.fold
    )  # the hour that a clock change repeats
    return max(at, ends.astimezone(at.tzinfo))
