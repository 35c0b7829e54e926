"""What may go wrong with a mandate, and the sentence that says so."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class NotForHelpers(Refusal):
    """The service allows no helper, or isn't for principals of this kind."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NothingChosen(Refusal):
    """A mandate without a service, or with more than one mandate holds."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TermNotOffered(Refusal):
    """A term that isn't one of the four."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotOneself(Refusal):
    """Principal and helper are one person."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class HelperNotProven(Refusal):
    """A helper must have proven their identity."""

    status = HTTPStatus.FORBIDDEN


class TooManyInvitations(Refusal):
    """More invitations in a day than one family needs."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class InvitationGone(Refusal):
    """The link or code was used, is too old, was cancelled, or never existed: one answer for all."""

    status = HTTPStatus.NOT_FOUND


class FactsDiffer(Refusal):
    """The facts beside a code don't fit; the answer doesn't say which."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class FactsMissing(Refusal):
    """A name, a birth date or the last four signs beside a code are missing or can't be read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class CodeSpent(Refusal):
    """Too many wrong facts beside a code."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoNumberToCall(Refusal):
    """The registers know no number that has been hers alone for long enough, or don't answer."""

    status = HTTPStatus.CONFLICT


class CallTooSoon(Refusal):
    """A person is called only a few times a day."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class CallRunning(Refusal):
    """A call is under way."""

    status = HTTPStatus.CONFLICT


class NotInRegister(Refusal):
    """No register confirms the authority by law, or the register doesn't answer just now."""

    status = HTTPStatus.CONFLICT


class PersonUnknown(Refusal):
    """Name and number don't belong together in the register, or it doesn't answer."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class MandateOver(Refusal):
    """The mandate doesn't hold any more (or not yet), whatever the reason."""

    status = HTTPStatus.FORBIDDEN


class ComplaintNotYours(Refusal):
    """Only the principal complains about a helper."""

    status = HTTPStatus.FORBIDDEN


class SignalOpen(Refusal):
    """An officer has to look at this mandate first."""

    status = HTTPStatus.CONFLICT


class SignsNotSettled(Refusal):
    """An officer settles what was seen before anything else is done."""

    status = HTTPStatus.CONFLICT


class NothingToSettle(Refusal):
    """No sign and no complaint about this mandate waits for an officer."""

    status = HTTPStatus.CONFLICT


class BothMustBeSeen(Refusal):
    """At a counter the officer sees both people and both documents, and reads the words aloud."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class HelperHasNoAccount(Refusal):
    """Somebody who acts online has an account, and it is proven whose it is."""

    status = HTTPStatus.CONFLICT
