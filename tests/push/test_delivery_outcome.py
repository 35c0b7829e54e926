"""What push services answer, and what it means."""

from datetime import UTC, datetime, timedelta

from push.delivery_outcome import backoff, classify_response, parse_retry_after
from tests.support.each import each

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@each(
    ("status", "state"),
    [
        (200, "sent"), (201, "sent"), (202, "sent"), (204, "sent"), (404, "gone"), (410, "gone"), (400, "failed"), (401, "failed"),
        (403, "failed"), (413, "failed"), (301, "failed"), (307, "failed"), (408, "pending"), (429, "pending"), (500, "pending"),
        (502, "pending"), (503, "pending"), (599, "pending"),
    ],
)  # fmt: skip
def test_each_answer_has_one_meaning(status: int, state: str) -> None:
    assert classify_response(status, "", NOW).state == state


@each(
    ("text", "wait"),
    [
        ("120", timedelta(seconds=120)), (" 0 ", timedelta(0)), ("Mon, 23 Nov 2026 02:10:00 GMT", timedelta(minutes=10)),
        ("Mon, 23 Nov 2026 01:00:00 GMT", timedelta(0)), ("9" * 500, timedelta(seconds=10**9)), ("", None), ("-5", None),
        ("1.5", None), ("soon", None), ("١٢", None), ("Mon, 99 Nov 2026 02:10:00 GMT", None),
    ],
)  # fmt: skip
def test_how_long_we_are_asked_to_wait(text: str, wait: timedelta | None) -> None:
    assert parse_retry_after(text, NOW) == wait


def test_a_wait_is_kept_only_where_one_waits() -> None:
    assert classify_response(429, "120", NOW).wait == timedelta(seconds=120)
    assert classify_response(413, "120", NOW).wait is None


def test_patience_grows_and_ends() -> None:
    waits = [backoff(attempts) for attempts in range(1, 40)]
    assert waits[0] == timedelta(seconds=30)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=4)
