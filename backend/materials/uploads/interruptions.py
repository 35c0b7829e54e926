"""Errors that end or interrupt an upload."""

from http import HTTPStatus

from backend.kit.problems import Refusal, Unavailable
from backend.materials.uploads.types import Upload


class Gone(Refusal):
    """The upload was ended, replaced or expired."""

    status = HTTPStatus.GONE


class Replaced(Gone):
    """The owner sent another file for the same slot."""


def gone(upload: Upload) -> Gone:
    """Return why an upload can't continue."""
    return Replaced() if upload.state == "ended" else Gone()


class Busy(Refusal):
    """Another writer doesn't step back."""

    status = HTTPStatus.LOCKED


class Interrupted(Refusal):
    """The connection broke or stalled; received bytes are kept."""

    status = HTTPStatus.REQUEST_TIMEOUT


class Yielded(Interrupted):
    """Another device continues the upload."""

    status = HTTPStatus.BAD_REQUEST


class Leaving(Unavailable):
    """This process is shutting down; the next one continues."""
