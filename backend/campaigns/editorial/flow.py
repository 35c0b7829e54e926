"""Where a campaign may go: one table of state and act. Pure."""

from http import HTTPStatus

from backend.campaigns.editorial.types import CampaignAct, CampaignState
from backend.kit.problems import Conflict

TABLE: dict[tuple[CampaignState, CampaignAct], CampaignState] = {
    ("draft", "edited"): "draft",
    ("draft", "proposed"): "in_review",
    ("in_review", "taken_back"): "draft",
    ("in_review", "sent_back"): "draft",
    ("in_review", "approved"): "approved",
    ("approved", "reopened"): "draft",
    ("approved", "scheduled"): "scheduled",
    ("scheduled", "unscheduled"): "approved",
    ("scheduled", "started"): "running",
    ("running", "paused"): "paused",
    ("running", "stopped_itself"): "paused",
    ("paused", "resumed"): "running",
    ("running", "finished"): "finished",
    ("paused", "finished"): "finished",
    **{
        (state, "cancelled"): "cancelled"
        for state in ("draft", "in_review", "approved", "scheduled", "running", "paused")
    },
}
ENDED: frozenset[CampaignState] = frozenset(("finished", "cancelled"))


class CampaignMovedOn(Conflict):
    """The campaign doesn't stand where this act is possible, or was changed since the page was shown."""

    status = HTTPStatus.CONFLICT


def after(state: CampaignState, act: CampaignAct) -> CampaignState:
    """The state after an act; raises CampaignMovedOn where it isn't possible."""
    if (state, act) not in TABLE:
        raise CampaignMovedOn
    return TABLE[state, act]


def may(state: CampaignState, act: CampaignAct) -> bool:
    """Is the act possible in this state?"""
    return (state, act) in TABLE


def may_take_back(state: CampaignState) -> bool:
    """Can it be written in again?"""
    return may(state, "taken_back") or may(state, "reopened")
