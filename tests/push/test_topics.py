"""Which switch a message obeys, and which waits for no morning."""

from typing import get_args

from backend.campaigns.types import CaseTopic
from push.topics import SWITCHES, TRIAL, delivery_options, switch_of


def test_a_topic_without_a_switch_of_its_own_can_be_switched_off_too() -> None:
    assert switch_of("progress") == "progress"
    assert switch_of("yearly_check") == "other"
    assert delivery_options("yearly_check") == SWITCHES["other"]


def test_a_trial_rings_at_night() -> None:
    assert not delivery_options(TRIAL).waits


def test_the_form_knows_every_switch() -> None:
    assert set(get_args(CaseTopic)) == set(SWITCHES)
