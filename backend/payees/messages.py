"""What residents, their old contacts and officers are told of a payee account; no names and no numbers. Pure."""

from datetime import date

from msgspec import Struct

from backend.payees.types import AccountState, NameCheck, StoppedBy
from backend.rules.wording import day

TOPIC = "safety"
LINK = "/me/account"
SMS_CHANGE, SMS_STOPPED = "payee_change", "payee_stopped"


class PayeeMessage(Struct, frozen=True):
    """A message for the inbox."""

    title: str
    body: str


def proposed(on: date, today: date, replaces: bool) -> PayeeMessage:
    """A new account was approved; from which day it is paid to, and how to stop it."""
    before = "之前那次还没生效的变更作废。" if replaces else ""
    if on <= today:
        return PayeeMessage("收款账户已登记", f"{before}发给您的钱会打到这个账户。不是您本人办的？请马上拨打12345。")
    return PayeeMessage(
        f"收款账户有变更，{day(on)}起生效",
        f"{before}在那之前，钱仍打到原来的账户。不是您本人改的？打开这条消息，按一下“停止这次变更”就行，也可以拨打12345。",
    )


STOPPED: dict[StoppedBy, PayeeMessage] = {
    "person": PayeeMessage(
        "收款账户的变更已停止",
        "钱仍打到原来的账户，什么都没有少。以后想换，重新申请就行。不是您本人停止的？请拨打12345。",
    ),
    "officer": PayeeMessage(
        "工作人员停止了收款账户的变更", "钱仍打到原来的账户。原因写在“收款账户”页上，有疑问请拨打12345。"
    ),
    "system": PayeeMessage("收款账户的变更已停止", "发放情况有变，没有生效的变更先停止。情况弄清以后，可以重新申请。"),
}
WHY: dict[str, str] = {
    "death": "登记里有去世的记录，没有生效的变更先停止。",
    "suspended": "发放已暂停，没有生效的变更先停止。",
    "revoked": "批准这个账户的决定已经撤销。",
    "": "",
}
"""Reasons of a stop by the system, by key; an officer's reason stands as written."""

BANK: dict[NameCheck, tuple[str, str, str]] = {
    "match": ("good", "银行核对：户名是您本人", ""),
    "no_match": (
        "warn",
        "银行说，这个账号的户名不是您本人",
        "请对照银行卡再看一遍号码。没有写错的话，可以照常提交，由工作人员核对。",
    ),
    "cannot_tell": ("info", "银行暂时没有核对户名", "可以照常提交，由工作人员核对，您不用再跑一趟。"),
}
"""Tone, title and text for the applicant, by what the bank register says."""
NO_ACCOUNT = ("info", "还没有填收款账户", "可以先提交，由工作人员和您联系补上；填了账户，银行核对一致就能当场办好。")
ANOTHERS = ("info", "收款账户不是申请人的", "孩子或单位的账户由工作人员核对。")
FOR_OFFICER: dict[NameCheck, str] = {
    "match": "银行核对一致", "no_match": "银行说户名不一致", "cannot_tell": "银行没有核对，请看银行卡或存折",
}  # fmt: skip
PROPOSAL = "“从第三天起生效”是本系统的建议，不是法律规定的期限。"


STATES: dict[AccountState, str] = {
    "pending": "还没生效",
    "in_force": "正在使用",
    "stopped": "已停止",
    "replaced": "已换掉",
}
REPLACED = "后来又登记了别的账户，这一个不再使用。"


def why(by: StoppedBy | None, reason: str) -> str:
    """Why it was stopped: an officer's words as written, the system's by key."""
    return reason if by == "officer" else WHY.get(reason, "")


def waits(on: date) -> str:
    """A change that isn't in force yet, on the page of the case and on the receipt."""
    return f"新账户从{day(on)}起生效；在那之前，钱仍打到原来的账户，随时可以停止。"


def in_force_since(on: date, registered: bool) -> str:
    """The account in force; of one that a register held before, nobody here knows since when."""
    return "这是登记里的账户，钱打到这里。" if registered else f"从{day(on)}起，钱打到这个账户。"


def on_receipt(on: date) -> str:
    """A change on the receipt, which others may read: the day and no number."""
    return f"收款账户从{day(on)}起换用新账户"
