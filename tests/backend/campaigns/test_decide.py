"""The decision about one message: order of reasons, caps, quiet hours on the person's own clock."""

import random
from datetime import UTC, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from backend.campaigns.decide import decide, decide_copy, quiet_until
from backend.campaigns.types import (
    Caps,
    Defer,
    Kind,
    MessageFacts,
    QuietHours,
    Recipient,
    Send,
    SentMessage,
    Suppress,
    Topic,
    Verdict,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # in Shenzhen
PERSON = Recipient(consent=True, device=True, phone=True)
MESSAGE = MessageFacts(kind="watch", topic="benefit", expires_at=NOON + timedelta(days=60), sms=True)
NIGHT = datetime(2026, 11, 23, 15, tzinfo=UTC)  # eleven in Shenzhen, three in the afternoon in London
SENT = SentMessage("benefit", NOON - timedelta(days=3))


def so(person: dict[str, Any], message: dict[str, Any]) -> Verdict:
    return decide(replace(PERSON, **person), replace(MESSAGE, **message), NOON)


@pytest.mark.parametrize(
    ("person", "message", "said"),
    [
        ({}, {"expires_at": NOON}, "expired"),
        ({"account": False}, {}, "unreachable"),
        ({"account": False, "phone": False}, {"commissioned": True}, "unreachable"),
        ({"proven": False}, {"kind": "duty"}, "unproven"),
        ({}, {"done": True}, "done"),
        ({}, {"told": True}, "already_told"),
        ({}, {"met": "no"}, "not_met"),
        ({"consent": False}, {}, "no_consent"),
        ({"consent": False}, {"commissioned": True}, "no_consent"),
        ({"off": frozenset(["benefit"])}, {}, "topic_off"),
        ({"off": frozenset(["benefit"])}, {"kind": "duty"}, "topic_off"),
        ({"off": frozenset(["benefit"])}, {"kind": "case"}, "topic_off"),
        ({"sent": (SENT, SENT)}, {"expires_at": NOON + timedelta(days=5)}, "capped"),
        ({}, {"met": "unknown", "expires_at": NOON + timedelta(hours=3)}, "unknown"),
    ],
)
def test_a_message_is_suppressed_with_its_reason(person: dict[str, Any], message: dict[str, Any], said: str) -> None:
    assert so(person, message) == Suppress(said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "message", "channels"),
    [
        ({}, {}, ("inbox", "web_push")),
        ({"device": False}, {}, ("inbox", "sms")),
        ({"device": False}, {"sms": False}, ("inbox",)),
        ({"device": False, "phone": False}, {}, ("inbox",)),
        ({"consent": False}, {"kind": "asked"}, ("inbox", "web_push")),
        ({"consent": False, "sent": (SENT,) * 9}, {"kind": "duty"}, ("inbox", "web_push")),
        ({"account": False}, {"kind": "offer", "topic": "offer", "commissioned": True}, ("sms",)),
        (
            {"consent": False, "off": frozenset(get_args(Topic))},
            {"kind": "case", "topic": "decision"},
            ("inbox", "web_push"),
        ),
        ({"consent": False, "sent": (SENT,) * 9}, {"kind": "case"}, ("inbox", "web_push")),
        ({"off": frozenset(["news"])}, {}, ("inbox", "web_push")),
    ],
)
def test_channels(person: dict[str, Any], message: dict[str, Any], channels: tuple[str, ...]) -> None:
    assert so(person, message) == Send(channels)  # type: ignore[arg-type]


def test_a_cap_defers_to_the_moment_that_has_room() -> None:
    free = SENT.at + timedelta(days=30)
    assert so({"sent": (SENT, replace(SENT, at=NOON))}, {}) == Defer(free, "capped")
    others = tuple(SentMessage("paper", NOON - timedelta(days=d)) for d in (1, 2, 3, 20))
    assert so({"sent": others}, {}) == Defer(NOON + timedelta(days=10), "capped")
    assert so({"sent": others[:3]}, {}) == Send(("inbox", "web_push"))


def test_a_cap_of_none_is_not_no_cap() -> None:
    assert decide(PERSON, MESSAGE, NOON, Caps(of_topic=0)) == Suppress("capped")
    assert decide(PERSON, MESSAGE, NOON, Caps(of_all=0)) == Suppress("capped")


def test_quiet_hours_are_those_of_the_persons_own_clock() -> None:
    night = datetime(2026, 11, 23, 15, tzinfo=UTC)  # 23:00 in Shenzhen, 15:00 in London
    message = replace(MESSAGE, kind="duty")
    assert decide(PERSON, message, night) == Defer(datetime(2026, 11, 24, 0, tzinfo=UTC), "quiet_hours")
    abroad = replace(PERSON, quiet=QuietHours(zone="Europe/London"))
    assert decide(abroad, message, night) == Send(("inbox", "web_push"))
    assert decide(PERSON, replace(message, expires_at=night + timedelta(hours=2)), night) == Suppress("expired")
    always = replace(PERSON, quiet=QuietHours(time(8), time(8)))
    assert decide(always, message, night) == Send(("inbox", "web_push"))


def test_no_moment_of_a_year_is_inside_after_waiting_and_clock_changes_hold() -> None:
    draw = random.Random(7)
    zones = ("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
    for _ in range(2000):
        quiet = QuietHours(time(draw.randrange(24), draw.choice((0, 30))), time(draw.randrange(24)), draw.choice(zones))
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=draw.randrange(366 * 24 * 60))
        until = quiet_until(quiet, at)
        assert timedelta(0) <= until - at < timedelta(hours=26)
        clock = until.astimezone(ZoneInfo(quiet.zone)).time()
        night = quiet.begins > quiet.ends
        inside = clock >= quiet.begins or clock < quiet.ends if night else quiet.begins <= clock < quiet.ends
        assert not inside, (quiet, at, until)


@pytest.mark.nightly("properties")
def test_a_year_of_messages_never_breaks_a_cap_or_a_night() -> None:
    year_of_messages(10**5)


def test_some_days_of_messages_never_break_a_cap_or_a_night() -> None:
    year_of_messages(1500)


def year_of_messages(events: int) -> None:
    """Random messages to one person who changes zone: what was sent keeps caps and nights; every message gets one verdict."""
    draw, caps = random.Random(11), Caps()
    now, sent, waiting = NOON, list[SentMessage](), list[MessageFacts]()
    for _ in range(events):
        now += timedelta(minutes=draw.randrange(1, 600))
        topic, kind = draw.choice(get_args(Topic)), draw.choice(get_args(Kind))
        waiting.append(
            MessageFacts(
                kind=kind,
                topic=topic,
                expires_at=now + timedelta(hours=draw.randrange(900)),
                met=draw.choice(("yes", "yes", "no", "unknown")),
            )
        )
        zone = draw.choice(("Asia/Shanghai", "Europe/London"))
        recent = tuple(one for one in sent if one.at > now - caps.within)
        person = replace(PERSON, quiet=QuietHours(zone=zone), sent=recent, consent=draw.random() < 0.9)
        for message in list(waiting[-20:]):
            verdict = decide(person, message, now, caps)
            if isinstance(verdict, Defer):
                assert now < verdict.until < message.expires_at
                assert quiet_until(person.quiet, verdict.until) == verdict.until
                continue
            waiting.remove(message)
            if isinstance(verdict, Send) and message.kind != "case":
                assert quiet_until(person.quiet, now) == now
                if message.kind != "duty":
                    assert len(recent) < caps.of_all
                    assert sum(one.topic == message.topic for one in recent) < caps.of_topic
                    sent.append(SentMessage(message.topic, now))
                    break


@pytest.mark.parametrize(
    ("person", "message", "at", "said"),
    [
        ({}, {}, NOON, Send(("inbox", "web_push"))),
        ({"device": False}, {"kind": "case", "topic": "decision"}, NOON, Send(("inbox", "sms"))),
        ({"device": False, "phone": False}, {}, NOON, Send(("inbox",))),
        ({"consent": False}, {}, NOON, Suppress("no_consent")),
        ({"consent": False}, {"kind": "case", "topic": "decision"}, NOON, Send(("inbox", "web_push"))),
        ({"off": frozenset(["decision"])}, {"kind": "case", "topic": "decision"}, NOON, Suppress("topic_off")),
        ({"off": frozenset(["other"])}, {"topic": "other", "urgent": True}, NIGHT, Send(("inbox", "web_push"))),
        ({"account": False}, {"urgent": True}, NOON, Suppress("unreachable")),
        ({}, {"kind": "case", "topic": "decision"}, NIGHT, Defer(NIGHT + timedelta(hours=9), "quiet_hours")),
        ({}, {}, NIGHT, Defer(NIGHT + timedelta(hours=9), "quiet_hours")),
        ({"quiet": QuietHours(zone="Europe/London")}, {}, NIGHT, Send(("inbox", "web_push"))),
        ({}, {"expires_at": NIGHT + timedelta(hours=8)}, NIGHT, Suppress("expired")),
        ({"sent": (SENT,) * 9}, {}, NOON, Send(("inbox", "web_push"))),
    ],
)
def test_a_copy_is_decided_when_it_is_about_to_go(
    person: dict[str, Any], message: dict[str, Any], at: datetime, said: Verdict
) -> None:
    assert decide_copy(replace(PERSON, **person), replace(MESSAGE, **message), at) == said
