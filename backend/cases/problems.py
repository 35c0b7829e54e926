"""Refusals of the cases room, each with its sentence for the resident."""

from http import HTTPStatus

from backend.kit.problems import Refusal


class AlreadyMovedOn(Refusal):
    """The transition isn't allowed from the current `state`."""

    status = HTTPStatus.CONFLICT


class VersionClosed(Refusal):
    """The draft was begun on a version of the form that is closed; it moves to the new one when it is opened again."""

    status = HTTPStatus.CONFLICT


class CaseClaimed(Refusal):
    """The principal goes on with the case by herself; her helpers are out of it until she hands it on."""

    status = HTTPStatus.FORBIDDEN


class PrincipalsOwn(Refusal):
    """What the principal filled in or photographed is not a helper's to read, change or remove."""

    status = HTTPStatus.FORBIDDEN


class AlreadyDecided(Refusal):
    """A decided application can't be withdrawn: what was decided would go on or end without anybody saying so."""

    status = HTTPStatus.CONFLICT


class FactsChanged(Refusal):
    """A register has told something else since the page was shown."""

    status = HTTPStatus.CONFLICT


class NotComplete(Refusal):
    """Something the service asks for isn't there yet."""

    status = HTTPStatus.CONFLICT


class ServiceNotOffered(Refusal):
    """There is no such service, or it can't be applied for here."""

    status = HTTPStatus.NOT_FOUND


class NoLongerHeld(Refusal):
    """What was offered can't be used any more: expired, withdrawn, or its register doesn't answer just now."""

    status = HTTPStatus.CONFLICT


class SupervisorNeeded(Refusal):
    """Of the two people who revoke a receipt, one is a supervisor."""

    status = HTTPStatus.FORBIDDEN


class NothingToCheck(Refusal):
    """The after-check was settled already, or the case isn't in the sample."""

    status = HTTPStatus.CONFLICT


class NothingToRevoke(Refusal):
    """The receipt isn't valid any more, or nobody proposed to take it back."""

    status = HTTPStatus.CONFLICT


class GrantRuns(Refusal):
    """A second grant of one kind can't begin (or begin again) while another runs."""

    status = HTTPStatus.CONFLICT
