"""Notices about a grant: begun elsewhere, changed, paused, resumed, paid or not. The sentences are in `messages.toml`; pure."""

from datetime import date

from backend.cases.grants.own import AlreadyGranted
from backend.cases.grants.types import OwnGrant, PaymentOrder
from backend.cases.messages import NoticeContent
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered

_messages = Messages.beside(__file__)
HELD, ALREADY, STANDING = _messages.group("held"), _messages.take("already"), _messages.group("standing")
ALREADY_APPLIED, BAND_CHANGED = _messages.take("already_applied"), _messages.take("band_changed")
PAUSED, RESUMED = _messages.take("paused"), _messages.take("resumed")
UNNAMED = _messages.take("unnamed")
NOT_PAID, ASKED_BACK = _messages.group("not_paid"), _messages.take("asked_back")
WHY = _messages.words("NotPaid")
"""Why a month isn't paid, in words."""
CALL = {"not_taken", "failed"}
"""Reasons that the holder can do nothing about."""


def holding(own: OwnGrant) -> str:
    """Since when, and how it stands: 从2026年11月起在领."""
    if own.runs == "right":
        return STANDING["valid"](since=own.begins_on).text
    return STANDING["paused" if own.state == "paused" else "paid"](since=own.begins_on).text


def second_application(service: Service, already: AlreadyGranted) -> NoticeContent:
    """Handed in although the grant runs, or while another application is being handled: a person looks."""
    if already.own is None:
        return NoticeContent("progress", ALREADY_APPLIED(service=service.name, name=already.name))
    said = ALREADY(
        service=service.name,
        name=already.name,
        holding=holding(already.own),
        held=HELD["right" if already.own.runs == "right" else "money"]().text,
    )
    return NoticeContent("progress", said)


def band_changed(name: str, since: date, yuan: int, says: str | None) -> NoticeContent:
    """The monthly amount changes by itself; `says`: the sentence that editors prepared for a new amount."""
    return NoticeContent("decision", BAND_CHANGED(name=name, since=since, yuan=yuan, says=says))


def paused(name: str, since: date, closed: date) -> NoticeContent:
    """A recurring check was not done by its last day."""
    return NoticeContent("decision", PAUSED(name=name, since=since, closed=closed))


def resumed(name: str, since: date, arrears_from: date | None) -> NoticeContent:
    """A check was passed after a pause; `arrears_from`: the first month that is paid afterwards."""
    return NoticeContent("decision", RESUMED(name=name, since=since, arrears_from=arrears_from))


def not_paid(name: str, order: PaymentOrder, reason: str) -> NoticeContent:
    """The money of a month isn't there: why, what to do, what is safe."""
    known = reason if reason in WHY else "failed"
    kind = "no_account" if reason == "no_account" else "by_officer" if reason in CALL else "by_account"
    said: Rendered = NOT_PAID[kind](name=name, month=order.month, yuan=order.yuan, why=WHY[known])
    return NoticeContent("decision", said)


def asked_back(name: str, order: PaymentOrder, reason: str, owed: str) -> NoticeContent:
    """Two officers found that a month was paid too long; `owed` is what the rule says of that."""
    said = ASKED_BACK(name=name, month=order.month, yuan=order.yuan, reason=reason, owed=owed or None)
    return NoticeContent("decision", said)
