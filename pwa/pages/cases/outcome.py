"""How a case came out, as its page tells it: pure."""

from collections.abc import Sequence
from typing import Any

from backend.cases.clock.deadline import ClockReading
from backend.cases.flow import IN_FORCE
from backend.cases.messages import so_far
from backend.cases.services import CaseServices
from backend.cases.types import SAYS, Case, Event, Receipt, State
from backend.catalogue.types import Service
from backend.kit.clock import SHANGHAI
from backend.rules.answer import ObservedValue
from backend.rules.decision import Decision, DueObligation
from backend.rules.decision import RequirementResult as Why
from backend.rules.wording import YES_NO
from backend.rules.wording import source as source_words
from pwa.templates import day, moment, weekday

NO = YES_NO[False]
UNITS = {"month": "元/月", "year": "元/年", "once": "元", None: "元"}
STATUS = {"valid": "有效", "superseded": "已被新的决定取代", "revoked": "已撤销"}
EVENT_SAYS = {
    "opened": "开始填写", "submitted": "提交", "decided_at_once": "系统按规则核对，当场通过", "handed_over": "转给工作人员核对",
    "accepted": "已受理", "not_accepted": "没有受理", "correction_asked": "请您补充材料", "corrected": "您补充后再次提交",
    "review_started": "开始审核", "approved": "审核通过", "refused": "审核未通过", "review_asked": "您请求再看一次",
    "withdrawn": "您撤回了", "lapsed": "过期结束", 
    "review_withdrawn": "您撤回了复核请求，原决定照旧", "review_lapsed": "过期未补，复核结束，原决定照旧", "completed": "办结",
    "paper_added": "上传了一份材料", "paper_removed": "删去了一份材料", "paper_insisted": "没有重拍，请工作人员看这份材料",
    "answered": "填写了内容", "receipt_revoked": "决定撤销，回执作废", "paper_taken_out": "一份材料没有通过安全检查，已经取出",
    "payment_stopped": "停发", "payment_resumed": "恢复发放",
}  # fmt: skip


def told(
    case: Case,
    service: Service,
    decision: Decision | None,
    events: Sequence[Event],
    clock: ClockReading,
    revoked: bool = False,
) -> dict[str, Any]:
    """The headline, the reasons behind it and what would change it; what was revoked is no good news any more."""
    ended = stopped(events)
    kind = (
        "approved"
        if case.state in (State.APPROVED, State.COMPLETED)
        else "refused"
        if case.state in REFUSED
        else "person"
    )
    if revoked:
        return {**told_of(case, service, None, events, clock, "refused"), "title": f"{service.name}：决定已撤销"}
    found = told_of(case, service, decision, events, clock, kind)
    if ended and kind == "approved":
        return {
            **found,
            "title": f"{service.name}：停发",
            "text": f"{ended}。",
            "amount": "",
            "unit": "",
            "amount_says": "",
            "duties": [],
        }
    return found


def stopped(events: Sequence[Event]) -> str:
    """Why and from when what was granted is not paid any more; nothing while it is."""
    last = next((e for e in reversed(events) if e.kind in ("payment_stopped", "payment_resumed", "approved")), None)
    return str(last.detail.get("reason", "")) if last and last.kind == "payment_stopped" else ""


def told_of(
    case: Case, service: Service, decision: Decision | None, events: Sequence[Event], clock: ClockReading, kind: str
) -> dict[str, Any]:
    """The same for one kind of outcome: approved, refused or with a person."""
    grant = decision.grant if decision and kind == "approved" else None
    return {
        "kind": kind, "title": title(case, service, kind), "text": text(case, decision, events, clock, kind),
        "amount": f"{grant.amount:,}" if grant and grant.amount else "",
        "unit": UNITS.get(grant.period) if grant and grant.amount else "",
        "amount_says": first_month(decision) if grant and not (decision and decision.officer) else "",  # its sentence says it
        "reasons": [reason(r) for r in decision.reasons] if decision else [],
        "reasons_title": "为什么通过" if kind == "approved" else "系统核对到哪里",
        "basis": basis(decision), "change": [c.says for c in decision.counterfactuals] if decision and kind != "approved" else [],
        "duties": duties(decision.obligations) if decision and kind == "approved" else [],
    }  # fmt: skip


REFUSED = (State.REFUSED, State.NOT_ACCEPTED)


def title(case: Case, service: Service, kind: str) -> str:
    """What happened, in one line."""
    if kind == "approved":
        return f"{service.name}，通过了"
    if kind == "refused":
        return f"{service.name}：{SAYS[case.state]}"
    if case.state in (State.WITHDRAWN, State.LAPSED):
        return SAYS[case.state]
    return "已经收到，有工作人员接着看"


def text(case: Case, decision: Decision | None, events: Sequence[Event], clock: ClockReading, kind: str) -> str:
    """What it means and what comes next."""
    if kind == "refused" or (kind == "approved" and decision is None):
        return decided_because(events) or "由工作人员决定。"
    if kind == "approved":
        return decision.summary if decision and decision.officer else ""
    by = f"最晚{day(clock.due_on)}（{weekday(clock.due_on)}）有结果，" if clock.due_on and clock.runs else ""
    if case.ruling in IN_FORCE:
        return f"正在请另一位工作人员再看一次。{by}看完之前，原来的决定照旧有效。"
    summary = so_far(decision) if decision else ""
    return f"{summary}{by}有消息会告诉您。您不用再跑一趟。" if case.state not in (State.WITHDRAWN, State.LAPSED) else ""


DECIDING = frozenset({"approved", "refused", "not_accepted", "receipt_revoked"})


def decided_because(events: Sequence[Event]) -> str:
    """The reason that belongs to the last decision; what was written at an earlier step says nothing of it."""
    last = next((e for e in reversed(events) if e.kind in DECIDING), None)
    return str(last.detail.get("reason", "")) if last else ""


def first_month(decision: Decision | None) -> str:
    """From which month it is paid, and the next change already known."""
    grant = decision.grant if decision else None
    if grant is None:
        return ""
    start = f"从{grant.first_month.year}年{grant.first_month.month}月起发放。" if grant.first_month else ""
    later = (
        f"{day(grant.then_on)}起每月{grant.then_amount}元，到时自动调整。"
        if grant.then_on and grant.then_amount
        else ""
    )
    return start + later or grant.says


def reason(why: Why) -> dict[str, str]:
    """One requirement and what was seen. What is wrong with a value stands in the note, where there is one, and not twice."""
    note = f"工作人员核实过：{why.overruled}" if why.overruled else why.explained if why.answer != "yes" else ""
    values = [s for s in why.seen if s.text and not (s.trouble and note)]
    return {
        "says": why.says, "answer": "yes" if why.overruled else why.answer,
        "seen": "；".join(seen(s, alone=len(values) == 1) for s in values),
        "source": "、".join(dict.fromkeys(source_words(s.source) for s in values)), "note": note,
    }  # fmt: skip


def seen(value: ObservedValue, *, alone: bool) -> str:
    """A value that was read; with its name among others, and where it is a bare no (没有犯罪记录 isn't followed by 否)."""
    return value.text if alone and value.text != NO else f"{value.label}：{value.text}"


def basis(decision: Decision | None) -> str:
    """The rule that was applied."""
    if decision is None or decision.rule is None:
        return ""
    return f"{decision.rule.basis}，{day(decision.rule.valid_from)}起施行"


def duties(owed: Sequence[DueObligation]) -> list[str]:
    """What is owed from now on, each said once with all its days."""
    spans: dict[str, list[str]] = {}
    for due in owed:
        days = [f"{day(due.opens)}至{day(due.closes)}"] if due.opens and due.closes else []
        spans.setdefault(due.says, []).extend(days)
    return [f"{says}（{'，'.join(days)}）" if days else says for says, days in spans.items()]


def timeline(case: Case, events: Sequence[Event], clock: ClockReading) -> list[dict[str, str]]:
    """What happened, and whose turn it is."""
    shown = [e for e in events if e.kind not in QUIET]
    lines = [
        {"title": EVENT_SAYS[e.kind], "state": "done", "when": moment(e.at.astimezone(SHANGHAI)),
         "says": str(e.detail.get("reason", ""))}
        for e in shown
    ]  # fmt: skip
    if clock.due_on is not None:
        turn = "工作人员核对" if clock.runs else "等您补充"
        lines.append(
            {
                "title": turn,
                "state": "now",
                "when": f"最晚{day(clock.due_on)}（{weekday(clock.due_on)}）",
                "says": clock.why,
            }
        )
    return lines


QUIET = frozenset({"answered", "paper_added", "paper_removed", "paper_insisted", "opened"})


def slip(services: CaseServices, case: Case, receipt: Receipt | None) -> dict[str, Any] | None:
    """The receipt as its page shows it."""
    claims = services.signer.read(receipt.jws) if receipt else None
    if receipt is None or claims is None:
        return None
    rows = [
        ("事项", claims.service_name), ("申请人", claims.holder), ("结果", "通过" if claims.outcome == "approve" else "未通过"),
        ("内容", "；".join(claims.grants)), ("办件编号", claims.case), ("决定方式", DECIDED[claims.decided_by]),
        ("出具时间", f"{receipt.issued_at.astimezone(SHANGHAI).year}年{moment(receipt.issued_at)}"), ("状态", STATUS[receipt.status]),
    ]  # fmt: skip
    return {
        "number": receipt.number, "rows": [{"label": label, "value": value} for label, value in rows if value],
        "qr_href": f"/qr/{receipt.number}", "verify": f"{services.origin}/verify/{receipt.number}",
        "download": f"/cases/{case.id}/receipt.pdf", "jws": f"/cases/{case.id}/receipt.jws",
    }  # fmt: skip


DECIDED = {"rule": "系统按规则当场核对", "officer": "工作人员审核"}
