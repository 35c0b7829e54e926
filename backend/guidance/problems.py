"""What may go wrong while somebody is guided, and the sentence that says so."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class SessionMovedOn(Refusal):
    """The session isn't in a state in which this may be done."""

    status = HTTPStatus.CONFLICT


class AlreadyGuided(Refusal):
    """One request or session at a time."""

    status = HTTPStatus.CONFLICT


class NotShownToGuides(Refusal):
    """A service of which no guide sees anything."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoSuchHelper(Refusal):
    """The helper has no mandate that reaches this service just now."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class FieldNeverOpens(Refusal):
    """Identity number, account and codes are never opened to a guide."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NothingToPropose(Refusal):
    """A value for this question is hers alone, or isn't one that the question takes."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class ProposalGone(Refusal):
    """The proposal was answered, replaced, or belongs to another step."""

    status = HTTPStatus.CONFLICT


class TextForbidden(Refusal):
    """A guide's text asks for a code or money, or leads away from here; variants name what was found."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DeskBusy(Refusal):
    """An officer guides one person at a time."""

    status = HTTPStatus.CONFLICT


class NobodyWaits(Refusal):
    """The queue of the department is empty."""

    status = HTTPStatus.CONFLICT


class CodeUnknown(Refusal):
    """No request waits under this code in this department: wrong, too old, or used."""

    status = HTTPStatus.NOT_FOUND
