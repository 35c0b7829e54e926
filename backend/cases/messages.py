"""Messages to the resident about a case. Pure."""

from msgspec import Struct

from backend.catalogue.types import Service
from backend.rules.decision import Decision


class InboxMessage(Struct, frozen=True):
    """A message for the inbox; what goes to a lock screen says less."""

    topic: str
    title: str
    body: str


def approved(service: Service, decision: Decision) -> InboxMessage:
    """Approved by rule."""
    grant = f"{decision.grant.says}。" if decision.grant else ""
    return InboxMessage("decision", f"“{service.name}”已经通过", f"{grant}回执已生成，可以随时打开、下载或给别人核对。")


def approved_by_officer(service: Service, decision: Decision) -> InboxMessage:
    """Approved by an officer: the same parts as by rule, and the officer's own note where there is one."""
    note = decision.officer.note if decision.officer else ""
    said = f"工作人员说明：{note}{'' if note.endswith('。') else '。'}" if note else ""
    return InboxMessage(
        "decision", f"“{service.name}”已经通过", f"{decision.summary}{said}回执已生成，可以随时打开、下载或给别人核对。"
    )


REVIEW = "如果您不同意，可以在进度页请另一位工作人员再看一次，也可以依法申请行政复议。"


def payment_stopped(name: str, reason: str) -> InboxMessage:
    """An officer stopped what is paid; the decision stands."""
    return InboxMessage("decision", f"“{name}”暂停发放", f"原因：{reason}。原来的决定还在，查清以后再定。{REVIEW}")


def payment_resumed(name: str, reason: str) -> InboxMessage:
    """What had been stopped goes on."""
    return InboxMessage("decision", f"“{name}”恢复发放", f"工作人员重新核对过：{reason}。照原来的决定发放。")


def so_far(decision: Decision) -> str:
    """Summary of the machine's decision for a case that an officer handles; a yes that took no effect isn't called an approval."""
    return "系统核对各项要求都对得上，还要由工作人员看过才能定。" if decision.outcome == "approve" else decision.summary


def handed_over(service: Service, decision: Decision | None) -> InboxMessage:
    """Handed over to an officer; without a decision where its reasons may not be read yet."""
    return InboxMessage(
        "progress", f"“{service.name}”已提交，由工作人员接着办",
        f"{so_far(decision) if decision else ''}工作人员会核对，您不用再跑一趟，有结果或需要补充时会在这里告诉您。",
    )  # fmt: skip
