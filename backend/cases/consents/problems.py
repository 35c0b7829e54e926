"""What may go wrong when a helper asks for consent, or a principal answers."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class ConsentGone(Refusal):
    """No request waits for this case: answered, withdrawn, void, or never made."""

    status = HTTPStatus.CONFLICT


class ConsentOutdated(Refusal):
    """The content isn't the one that the principal was shown."""

    status = HTTPStatus.CONFLICT


class AskedTooOften(Refusal):
    """More requests in a day than one family needs."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class AskedByAnother(Refusal):
    """Another helper's question to the principal waits for this case."""

    status = HTTPStatus.CONFLICT


class NotOnRecord(Refusal):
    """Something that only she may choose isn't chosen, or goes elsewhere than what is on record."""

    status = HTTPStatus.CONFLICT


class TooLongToHear(Refusal):
    """A call can't read all of it."""

    status = HTTPStatus.CONFLICT


class SheMustBeSeen(Refusal):
    """At a counter the officer sees her and her document, and reads the content aloud."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
