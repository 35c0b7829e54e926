"""Refusals about campaigns."""

from http import HTTPStatus

from backend.kit.problems import Conflict, Refusal


class CampaignChanged(Conflict):
    """The stored campaign differs from the version that the page showed."""


class AudienceTooSmall(Refusal):
    """Fewer people than may be written to at once, so that nobody is meant alone."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AudienceTooClose(Refusal):
    """The audience differs from another campaign's by so few people that the difference would point at them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CampaignNotReady(Refusal):
    """The text or the plan has faults that have to be mended first."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoAccountForTrial(Refusal):
    """The member of staff has no resident's account here that a trial could go to."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class AudienceMeansOther(Conflict):
    """An attribute of the audience means something else than when it was approved."""


class CampaignObstructed(Conflict):
    """The condition can't be read any more, or the service that the message leads to is over."""


class HoldOutTooSmall(Refusal):
    """The hold-out would be so few people that it compares nothing and may point at somebody."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
