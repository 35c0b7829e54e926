"""When a device may ring, and which switch a message obeys."""

from datetime import datetime
from typing import get_args

from backend.kit.clock import SHANGHAI
from push.routes import Switch
from push.topics import SWITCHES, TRIAL, delivery_options, next_ring_time, switch_of
from tests.support.each import each


@each(
    ("at", "rings"),
    [
        ((23, 21, 59), (23, 21, 59)), ((23, 22, 0), (24, 8, 0)), ((23, 23, 59), (24, 8, 0)), ((24, 0, 0), (24, 8, 0)),
        ((24, 7, 59), (24, 8, 0)), ((24, 8, 0), (24, 8, 0)), ((24, 12, 0), (24, 12, 0)),
    ],
)  # fmt: skip
def test_nights_are_quiet(at: tuple[int, int, int], rings: tuple[int, int, int]) -> None:
    now = datetime(2026, 11, *at, tzinfo=SHANGHAI)
    assert next_ring_time(now, quiet=True) == datetime(2026, 11, *rings, tzinfo=SHANGHAI)
    assert next_ring_time(now, quiet=False) == now


def test_a_topic_without_a_switch_of_its_own_can_be_switched_off_too() -> None:
    assert switch_of("progress") == "progress"
    assert switch_of("yearly_check") == "other"
    assert delivery_options("yearly_check") == SWITCHES["other"]


def test_a_trial_rings_at_night_and_obeys_no_switch() -> None:
    assert not delivery_options(TRIAL).waits
    assert switch_of(TRIAL) not in SWITCHES


def test_the_form_knows_every_switch() -> None:
    assert set(get_args(Switch)) == set(SWITCHES)
