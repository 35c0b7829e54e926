"""Why a signature isn't taken."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class SignatureMissing(Refusal):
    """Neither a drawn signature nor a name was sent."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class SignatureUnreadable(Refusal):
    """The strokes aren't what our pad draws."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NameDiffers(Refusal):
    """The typed name isn't the one of the identity document."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TextChanged(Refusal):
    """The text was changed by a publication since the page was shown."""

    status = HTTPStatus.CONFLICT
