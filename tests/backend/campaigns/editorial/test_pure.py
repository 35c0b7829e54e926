"""What campaigns compute without a database: where one may go, when it stops itself, how sure a difference is."""

from math import isclose

import pytest

from backend.campaigns.editorial.editor_actions import holds_out_enough
from backend.campaigns.editorial.flow import ENDED, TABLE, CampaignMovedOn, after
from backend.campaigns.editorial.interval import lift
from backend.campaigns.editorial.limits import limit_passed
from backend.campaigns.editorial.types import CampaignContent, CampaignTrouble


def test_every_state_but_the_last_ones_can_be_stopped_and_nothing_leaves_those() -> None:
    states = {state for state, _ in TABLE} | set(TABLE.values())
    for state in states:
        assert (state, "cancelled") in TABLE or state in ENDED
    assert not any(state in ENDED for state, _ in TABLE)
    with pytest.raises(CampaignMovedOn):
        after("draft", "started")
    with pytest.raises(CampaignMovedOn):
        after("approved", "edited")


@pytest.mark.parametrize(
    ("seen", "passed"),
    [
        (CampaignTrouble(19, 19, 0, 0), None),
        (CampaignTrouble(20, 1, 19, 0), None),
        (CampaignTrouble(20, 2, 18, 0), "failures"),
        (CampaignTrouble(99, 0, 99, 9), None),
        (CampaignTrouble(100, 0, 100, 2), None),
        (CampaignTrouble(100, 0, 100, 3), "opt_outs"),
    ],
)
def test_when_a_campaign_stops_itself(seen: CampaignTrouble, passed: str | None) -> None:
    assert limit_passed(seen) == passed


def test_the_interval_is_newcombes() -> None:
    """Table II of Newcombe (1998), contrast (a), method 10: 56/70 − 48/80 = 0.2000, 0.0524 to 0.3339."""
    found = lift(56, 70, 48, 80)
    assert (found.points, found.low, found.high) == (20.0, 5.2, 33.4)
    assert isclose(lift(48, 80, 56, 70).points, -20.0)


def test_a_digest_is_over_everything() -> None:
    digests = {CampaignContent().digest(), CampaignContent(title="x").digest(), CampaignContent(held_out=1).digest()}
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("share", "size", "enough"), [(0, 20, True), (5, 399, False), (5, 400, True), (10, 199, False)]
)
def test_a_hold_out_is_nobody_or_enough(share: int, size: int, enough: bool) -> None:
    assert holds_out_enough(CampaignContent(held_out=share), size) is enough
