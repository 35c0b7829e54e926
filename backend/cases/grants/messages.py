"""Messages to the holder of a grant. Pure."""

from datetime import date

from backend.cases.grants.own import AlreadyGranted
from backend.cases.grants.types import OwnGrant, PaymentOrder
from backend.cases.messages import InboxMessage
from backend.catalogue.types import Service
from backend.rules.wording import day, month


def holding(own: OwnGrant) -> str:
    """Since when, and how it stands: 从2026年11月起在领."""
    if own.runs == "right":
        return f"从{day(own.begins_on)}起有效"
    since = f"从{month(own.begins_on)}起"
    return f"{since}发放，现在暂停" if own.state == "paused" else f"{since}在领"


def already_held(service: Service, already: AlreadyGranted) -> InboxMessage:
    """Handed in although the grant runs, or while another application is being handled: a person looks."""
    if already.own is None:
        return InboxMessage(
            "progress", f"“{service.name}”已提交，由工作人员接着办",
            f"您另有一件“{already.name}”的申请正在办，两件会一起核对，不会发两份。您不用再跑一趟，有结果会在这里告诉您。",
        )  # fmt: skip
    verb = "持有" if already.own.runs == "right" else "在领"
    return InboxMessage(
        "progress", f"“{service.name}”已提交：您已{verb}{already.name}",
        f"我们这里记着您的{already.name}{holding(already.own)}，同一种不能有两份，所以这一次由工作人员核对。原来的一份照常，不受影响。",
    )  # fmt: skip


WHY: dict[str, str] = {
    "no_account": "还没有可以收款的账户",
    "account_closed": "收款账户已经注销",
    "account_frozen": "收款账户被冻结",
    "name_differs": "收款账户的户名和您的姓名对不上",
    "not_taken": "国库没有收下这一笔",
    "in_question": "登记有变动，工作人员正在核对",
    "second_look": "金额由工作人员另定，另一位工作人员正在核对",
    "returned": "银行把钱退回来了",
    "failed": "银行没有办成",
}
"""Why a month isn't paid, in words."""
CALL = {"not_taken", "failed"}
"""Reasons that the holder can do nothing about."""


def band_changed(name: str, since: date, yuan: int) -> InboxMessage:
    """The monthly amount changes by itself."""
    return InboxMessage(
        "decision", f"“{name}”从{month(since)}起每月{yuan}元",
        f"按规定，{name}从{month(since)}起每月{yuan}元，系统已经自动调整，不用申请。收款账户不变。",
    )  # fmt: skip


def paused(name: str, since: date, closed: date) -> InboxMessage:
    """A recurring check was not done by its last day."""
    return InboxMessage(
        "decision", f"“{name}”从{month(since)}起暂停发放",
        f"到{day(closed)}为止还没有做领取资格认证，按规定从{month(since)}起暂停。补做认证后，从通过的那个月起恢复。"
        "可以在手机上刷脸，也可以到社区，或者请工作人员上门。以前发的不受影响。",
    )  # fmt: skip


def resumed(name: str, since: date) -> InboxMessage:
    """A check was passed after a pause."""
    return InboxMessage(
        "decision",
        f"“{name}”从{month(since)}起恢复发放",
        f"认证已经通过，{name}从{month(since)}起恢复发放，收款账户不变。",
    )


def not_paid(name: str, order: PaymentOrder, reason: str) -> InboxMessage:
    """The money of a month isn't there: why, what to do, what is safe."""
    why = WHY.get(reason, WHY["failed"])
    held = "没有发出" if reason == "no_account" else "没有到账"
    todo = (
        "工作人员会接着处理，您不用做什么。"
        if reason in CALL
        else "请补上或更换收款账户，新账户生效后这一笔会自动补发。"
    )
    return InboxMessage(
        "decision", f"“{name}”{month(order.month)}的{order.yuan}元{held}", f"原因：{why}。{todo}这笔钱还在，不会丢。"
    )


def asked_back(name: str, order: PaymentOrder, reason: str, owed: str) -> InboxMessage:
    """Two officers found that a month was paid too long; `owed` is what the rule says of that."""
    return InboxMessage(
        "decision", f"“{name}”{month(order.month)}的{order.yuan}元要退回",
        f"原因：{reason}。国库会从收款账户退回这一笔。{owed}"
        "如果您不同意，可以在进度页请另一位工作人员再看一次，也可以依法申请行政复议。",
    )  # fmt: skip
