"""Grants and payments in words: the card of a grant, its months, and the notice on a service already held; pure."""

from msgspec import Struct

from backend.cases.grants.messages import WHY
from backend.cases.grants.overview import GrantView, HeldGrant, PaymentRow
from backend.cases.grants.types import GrantEvent
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.rules.wording import day, month
from pwa.views.parts import TimelineStep

_words = Messages.beside(__file__).words

STATES: dict[str, tuple[str, str]] = {
    "running": ("正在发放", "good"), "paused": ("已暂停", "warn"), "ended": ("已停止", "neutral"),
}  # fmt: skip
RIGHTS: dict[str, tuple[str, str]] = {
    "running": ("有效", "good"),
    "paused": ("已暂停", "warn"),
    "ended": ("已失效", "neutral"),
}
ORDERS: dict[str, tuple[str, str]] = {
    "listed": ("已列入发放名单", "neutral"), "held": ("先留着，没有发出", "warn"), "leaving": ("正在发往国库", "neutral"),
    "ordered": ("国库正在办", "neutral"), "paid": ("已到账", "good"), "failed": ("没有到账", "bad"),
    "returned": ("被银行退回", "bad"), "recovered": ("已退回", "neutral"), "cancelled": ("没有发", "neutral"),
}  # fmt: skip
CAUSES = _words("CAUSES")


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
    state, tone = (RIGHTS if view.runs == "right" else STATES)[view.state]
    return GrantCard(
        view, state, tone, amount=f"{view.yuan:,}" if view.yuan and view.runs != "right" else "",
        unit="元/月" if view.runs == "month" else "元", since=since(view), why=CAUSES.get(view.why, ""), coming=coming(view),
        band=f"从{month(view.next_band[0])}起每月{view.next_band[1]}元，自动调整，不用申请。" if view.next_band else "",
        payments=[payment_line(one) for one in view.payments], account=masking.account(view.account_tail),
    )  # fmt: skip


def since(view: GrantView) -> str:
    """From when, and until when."""
    begins = month(view.begins_on) if view.runs == "month" else day(view.begins_on)
    if view.state == "ended" and view.ends_on:
        return (
            f"从{begins}起，{day(view.ends_on)}停止"
            if view.ends_on.day > 1 or view.runs != "month"
            else f"从{begins}起，{month(view.ends_on)}停止"
        )
    if view.state == "paused" and view.paused_from:
        return f"从{begins}起，{month(view.paused_from)}起暂停"
    return f"从{begins}起"


def coming(view: GrantView) -> str:
    """The next payment in one sentence."""
    one = view.next_payment
    if one is None:
        return ""
    which = "、".join(f"{m.month}月" for m in one.months)
    return f"{day(one.on)}前后，{one.yuan:,}元" + (f"（{which}）" if which else "")


def payment_line(one: PaymentRow) -> PaymentLine:
    """Put one month of the history into words."""
    text, tone = ORDERS[one.state]
    parts = [day(one.settled_on) if one.settled_on and one.state in ("paid", "failed", "returned", "recovered") else "",
             masking.account(one.account_tail), WHY.get(one.reason, "")]  # fmt: skip
    return PaymentLine(month(one.month), f"{one.yuan:,}元", text, tone, "，".join(p for p in parts if p))


class HeldNotice(Struct, frozen=True):
    """What `ui.already_held` says instead of “apply”; `change`: code of the service that changes the grant, or ""."""

    title: str
    text: str
    see: str
    see_text: str
    change: str


def held_notice(found: HeldGrant | None) -> HeldNotice | None:
    """Say that a grant of this service runs already or is being applied for; None if neither."""
    if found is None:
        return None
    view = found.grant
    if view is None:
        text = "不用再交一份。有结果会告诉您。"
        return HeldNotice(f"您的“{found.name}”申请正在办", text, "/cases", "看看办到哪一步", "")
    verb = "持有" if view.runs == "right" else "在领"
    amount = f"，{'每月' if view.runs == 'month' else ''}{view.yuan:,}元" if view.yuan and view.runs != "right" else ""
    rest = "到了新的年龄档会自动调整，不用再申请。" if view.next_band else "不用再申请。"
    see_text = "看看发放情况" if view.runs != "right" else "看一看"
    text = f"{since(view)}{amount}。{rest}"
    return HeldNotice(f"您已{verb}{found.name}", text, "/me/grants", see_text, view.change_with)


EVENTS = _words("EVENTS")


def grant_event_step(one: GrantEvent) -> TimelineStep:
    """Put one event of a grant into a timeline."""
    title = f"{EVENTS[one.kind]}，从{day(one.counts_from)}起"
    return TimelineStep(title, day(local_date(one.at)), CAUSES.get(one.cause, ""))
