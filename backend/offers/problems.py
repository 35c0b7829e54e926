"""Refusals of offers, each with its sentence for the resident."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class OfferMovedOn(Refusal):
    """The step isn't possible from the offer's present state."""

    status = HTTPStatus.CONFLICT


class OfferChanged(Refusal):
    """The page showed another offer than the one that stands."""

    status = HTTPStatus.CONFLICT
