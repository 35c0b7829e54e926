"""Messages about a change, for the holder and the desk; a death is announced only after an officer confirmed it. Pure."""

from datetime import date

from backend.cases.changes.types import GrantChange
from backend.cases.messages import InboxMessage
from backend.rules.wording import day, month

HAPPENED = {
    "death": "户籍登记显示老人已经离世", "moved_out_of_city": "户籍登记显示户口迁出了深圳",
    "moved_within_city": "户籍登记显示户口迁到了深圳的另一个区", "moved_back": "户籍登记显示户口迁回了深圳",
}  # fmt: skip
WRONG = "如果登记不对，请到“我的资料”里告诉我们。"
REVIEW = "如果您不同意，可以在进度页请另一位工作人员再看一次，也可以依法申请行政复议。"


def outcome(one: GrantChange) -> str:
    """Sentence of the consequence by the rule, with its date."""
    if one.effect_from is None:
        return "要重新申请"
    if one.effect == "starts_next_month":
        return f"发到{month(one.happened_on)}，从{month(one.effect_from)}起由迁入的区发放"
    return f"从{day(one.effect_from)}起停发" if one.effect_from.day > 1 else f"从{month(one.effect_from)}起停发"


def proposed(name: str, one: GrantChange) -> InboxMessage | None:
    """Message when a register reports a change, before an officer has confirmed it; None for a death."""
    if one.cause == "death":
        return None
    return InboxMessage(
        "progress", f"“{name}”：户口登记有变动",
        f"{HAPPENED[one.cause]}（{day(one.happened_on)}）。规定是：{one.says}工作人员会先核对，核对完再告诉您，现在不用做什么。{WRONG}",
    )  # fmt: skip


def confirmed(name: str, one: GrantChange, owed: str) -> InboxMessage:
    """Message when an officer confirmed the change; `owed` is the rule's sentence on overpaid money, empty if none can be overpaid."""
    if one.cause == "death":
        return InboxMessage(
            "decision", f"关于“{name}”",
            f"我们从户籍登记得知老人已经离世，谨向家人致以哀悼。{name}{outcome(one)}。{one.says}{owed}"
            "如果登记有误，请告诉任何一个办事窗口，我们马上更正。",
        )  # fmt: skip
    if one.cause == "moved_back":
        return InboxMessage(
            "progress",
            f"“{name}”可以重新申请了",
            f"工作人员核对过，户口已经迁回深圳。规定是：{one.says}从这里就能重新申请。",
        )
    return InboxMessage(
        "decision", f"“{name}”{outcome(one)}", f"工作人员核对过：{HAPPENED[one.cause]}。{one.says}{owed}{REVIEW}"
    )


def set_aside(name: str, one: GrantChange, reason: str) -> InboxMessage | None:
    """Message when an officer set the change aside; None for a death, of which the holder had no message before."""
    if one.cause == "death":
        return None
    return InboxMessage("progress", f"“{name}”没有变动", f"工作人员核对过户口登记：{reason}。原来的决定照旧。")


def lifted(name: str, reason: str) -> InboxMessage:
    """Message when payments resume."""
    return InboxMessage(
        "decision", f"“{name}”恢复发放", f"工作人员重新核对过：{reason}。停发已经取消，照原来的决定发放。"
    )


def told_at_desk(one: GrantChange) -> str:
    """Date and kind of the change, for an officer."""
    return f"{day(one.happened_on)}，{HAPPENED[one.cause]}"


def in_history(one: GrantChange) -> str:
    """Line of the case's history."""
    return f"{HAPPENED[one.cause]}，{outcome(one)}"


def may_be_overpaid(one: GrantChange, today: date) -> bool:
    """Could payments have been made after the effective date?"""
    return one.effect_from is not None and one.effect_from <= today
