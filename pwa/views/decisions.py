"""Decisions in words: reasons, legal basis, first month, obligations; and which of it a person may read. Pure but for the vault."""

from collections.abc import Sequence

import msgspec

from backend.cases.services import CaseServices
from backend.cases.types import StoredDecision
from backend.residents.disclosure import may_read
from backend.residents.types import Assurance
from backend.rules.answer import ObservedValue
from backend.rules.decision import Decision, DueObligation, RequirementResult, redacted
from backend.rules.wording import YES_NO, source
from pwa.templates import day
from pwa.views.parts import ReasonLine

UNITS = {"month": "元/月", "year": "元/年", "once": "元", None: "元"}
NO = YES_NO[False]


def decision_for_resident(services: CaseServices, held: StoredDecision | None, level: Assurance) -> Decision | None:
    """Open a stored decision for its person; below the level that reads registers, without the values that were seen."""
    decision = decision_for_officer(services, held)
    return decision if decision is None or may_read(level) else redacted(decision)


def decision_for_officer(services: CaseServices, held: StoredDecision | None) -> Decision | None:
    """Open a stored approval or handover with its parts; None for a refusal, which has only a reason."""
    if held is None or held.outcome == "refuse":
        return None
    result = services.vault.open(held.result, f"result:{held.id}")
    if held.decided_by != "rule" and held.rule is None and b'"engine"' not in result:
        return None  # an officer's approval from before it had parts
    return msgspec.json.decode(result, type=Decision)


def reason_lines(decision: Decision | None) -> list[ReasonLine]:
    """Put the requirements of a decision into lines; empty without one."""
    return [reason_line(reason) for reason in decision.reasons] if decision else []


def reason_line(reason: RequirementResult) -> ReasonLine:
    """Put one requirement and what was seen into a line; what is wrong with a value is said in the note, and not twice."""
    note = (
        f"工作人员核实过：{reason.overruled}"
        if reason.overruled
        else reason.explained
        if reason.answer != "yes"
        else ""
    )
    values = [s for s in reason.seen if s.text and not (s.trouble and note)]
    return ReasonLine(
        reason.says, "yes" if reason.overruled else reason.answer, "；".join(seen(s, alone=len(values) == 1) for s in values),
        "、".join(dict.fromkeys(source(s.source) for s in values)), note,
    )  # fmt: skip


def seen(value: ObservedValue, *, alone: bool) -> str:
    """Put a value into words; with its label among others, and where it is a bare no (没有犯罪记录 isn't followed by 否)."""
    return value.text if alone and value.text != NO else f"{value.label}：{value.text}"


def basis(decision: Decision | None) -> str:
    """Name the rule that was applied and since when it is in force."""
    if decision is None or decision.rule is None:
        return ""
    return f"{decision.rule.basis}，{day(decision.rule.valid_from)}起施行"


def first_month(decision: Decision | None) -> str:
    """Say from which month a grant is paid, and the next change already known."""
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


def duties(owed: Sequence[DueObligation]) -> list[str]:
    """List obligations, each once with all its days."""
    spans: dict[str, list[str]] = {}
    for due in owed:
        days = [f"{day(due.opens)}至{day(due.closes)}"] if due.opens and due.closes else []
        spans.setdefault(due.says, []).extend(days)
    return [f"{says}（{'，'.join(days)}）" if days else says for says, days in spans.items()]
