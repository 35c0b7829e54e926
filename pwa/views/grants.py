"""Grants and payments in words: the card of a grant, its months, and the notice on a service already held; pure."""

from msgspec import Struct

from backend.cases.grants.messages import WHY
from backend.cases.grants.overview import ExistingGrant, GrantView, PaymentRow
from backend.cases.grants.types import GrantEvent
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from pwa.views.decisions import UNITS
from pwa.views.parts import TimelineStep

_messages = Messages.beside(__file__)
_words = _messages.words

STATES, RIGHTS, ORDERS = _words("GrantState"), _words("RightState"), _words("OrderState")
TONES = {"running": "good", "paused": "warn", "ended": "neutral"}
ORDER_TONES = {"held": "warn", "paid": "good", "failed": "bad", "returned": "bad"}
SETTLED = frozenset({"paid", "failed", "returned", "recovered"})
CAUSES = _words("CAUSES")
SINCE, COMING, HELD_ALREADY = _messages.texts("since"), _messages.take("coming"), _messages.group("held_already")
NEXT_BAND, EVENT_FROM, YUAN = _messages.take("next_band"), _messages.take("event_from"), _messages.take("yuan")
MONTH_AND_YUAN = _messages.take("month_and_yuan")


class PaymentLine(Struct, frozen=True):
    """One month in the history of a grant."""

    month: str
    yuan: str
    text: str
    tone: str
    says: str


class GrantCard(Struct, frozen=True):
    """A grant as `ui.grant_card` shows it; a text that doesn't apply is ""."""

    view: GrantView
    state: str
    tone: str
    amount: str
    unit: str
    since: str
    why: str
    coming: str
    band: str
    payments: list[PaymentLine]
    account: str


def grant_card(view: GrantView) -> GrantCard:
    """Put a grant into words."""
    return GrantCard(
        view, state_of_grant(view.runs, view.state), TONES[view.state],
        amount=formats.yuan(view.yuan) if view.yuan and view.runs != "right" else "",
        unit=UNITS["month" if view.runs == "month" else "other"], since=since(view), why=CAUSES.get(view.why, ""), coming=coming(view),
        band=NEXT_BAND(since=view.next_band[0], yuan=view.next_band[1]).text if view.next_band else "",
        payments=[payment_line(one) for one in view.payments], account=masking.account(view.account_tail),
    )  # fmt: skip


def state_of_grant(runs: str, state: str) -> str:
    """Say how a benefit or a right stands."""
    return (RIGHTS if runs == "right" else STATES)[state]


def since(view: GrantView) -> str:
    """From when, and until when."""
    begins = SINCE("begins", **{"month" if view.runs == "month" else "day": view.begins_on})
    if view.state == "ended" and view.ends_on:
        by_day = view.ends_on.day > 1 or view.runs != "month"
        return SINCE("stopped", begins=begins, **{"on" if by_day else "month": view.ends_on})
    if view.state == "paused" and view.paused_from:
        return SINCE("paused", begins=begins, month=view.paused_from)
    return begins


def coming(view: GrantView) -> str:
    """The next payment in one sentence."""
    one = view.next_payment
    return COMING(on=one.on, yuan=one.yuan, months=[formats.short_month(m) for m in one.months]).text if one else ""


def payment_line(one: PaymentRow) -> PaymentLine:
    """Put one month of the history into words."""
    parts = [formats.day(one.settled_on) if one.settled_on and one.state in SETTLED else "",
             masking.account(one.account_tail), WHY.get(one.reason, "")]  # fmt: skip
    return PaymentLine(
        formats.month(one.month), YUAN(yuan=one.yuan).text, ORDERS[one.state], ORDER_TONES.get(one.state, "neutral"),
        formats.phrases(p for p in parts if p),
    )  # fmt: skip


class ExistingGrantNotice(Struct, frozen=True):
    """What `ui.existing_grant` says instead of “apply”; `change`: code of the service that changes the grant, or ""."""

    title: str
    text: str
    see: str
    see_text: str
    change: str


def existing_grant_notice(found: ExistingGrant | None) -> ExistingGrantNotice | None:
    """Say that a grant of this service runs already or is being applied for; None if neither."""
    if found is None:
        return None
    view = found.grant
    if view is None:
        said = HELD_ALREADY["applied"](name=found.name)
        return ExistingGrantNotice(said.title, said.body, "/cases", said.action, "")
    amount = view.yuan if view.yuan and view.runs != "right" else None
    facts = {"name": found.name, "since": since(view), "monthly" if view.runs == "month" else "once": amount}
    said = HELD_ALREADY["right" if view.runs == "right" else "bands" if view.next_band else "money"](
        **({"name": found.name, "since": since(view)} if view.runs == "right" else facts)
    )
    return ExistingGrantNotice(said.title, said.body, "/me/grants", said.action, view.change_with)


def grant_event_step(one: GrantEvent) -> TimelineStep:
    """Put one event of a grant into a timeline."""
    title = EVENT_FROM(event=one.kind, on=one.counts_from).text
    return TimelineStep(title, formats.day(local_date(one.at)), CAUSES.get(one.cause, ""))
