"""Decisions in words: reasons, legal basis, first month, obligations; and which of it a person may read. Pure but for the vault."""

from collections.abc import Sequence

import msgspec

from backend.cases.services import CaseServices
from backend.cases.types import StoredDecision
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.residents.disclosure import may_read
from backend.residents.types import Assurance
from backend.rules.answer import ObservedValue
from backend.rules.decision import Decision, DueObligation, GrantedBenefit, RequirementResult, redacted
from backend.rules.explain import explain_for_officer
from backend.rules.wording import source, yes_no
from pwa.views.parts import ReasonLine

_messages = Messages.beside(__file__)
UNITS = _messages.words("PaidUnit")
"""The unit of an amount by how often it is paid; `other` without a period."""
DECISION = _messages.texts("decision")
DUTY = _messages.texts("duty")


def decision_for_resident(services: CaseServices, stored: StoredDecision | None, level: Assurance) -> Decision | None:
    """Open a stored decision for its person; below the level that reads registers, without the values that were seen."""
    decision = decision_for_officer(services, stored)
    return decision if decision is None or may_read(level) else redacted(decision)


def decision_for_officer(services: CaseServices, stored: StoredDecision | None) -> Decision | None:
    """Open a stored approval or handover with its parts; None for a refusal, which has only a reason."""
    if stored is None or stored.outcome == "refuse":
        return None
    result = services.vault.open(stored.result, f"result:{stored.id}")
    if stored.decided_by != "rule" and stored.rule is None and b'"engine"' not in result:
        return None  # an officer's approval from before it had parts
    return msgspec.json.decode(result, type=Decision)


def reason_lines(decision: Decision | None, reader: Audience = Audience.RESIDENT) -> list[ReasonLine]:
    """Put the requirements of a decision into lines; empty without one."""
    return [reason_line(reason, reader) for reason in decision.reasons] if decision else []


def reason_line(reason: RequirementResult, reader: Audience) -> ReasonLine:
    """Put one requirement and what was seen into a line; what is wrong with a value is said in the note, and not twice."""
    note = reason_note(reason, reader)
    values = [s for s in reason.seen if s.text and not (s.trouble and note)]
    return ReasonLine(
        reason.says, "yes" if reason.overruled else reason.answer, formats.clauses(value_words(s, alone=len(values) == 1) for s in values),
        formats.listed(dict.fromkeys(source(s.source) for s in values)), note,
    )  # fmt: skip


def reason_note(reason: RequirementResult, reader: Audience) -> str:
    """Say why a requirement counts as met, or why it doesn't; empty where a rule found it met."""
    if reason.overruled:
        return DECISION("overruled", reason=reason.overruled)
    if reason.answer == "yes":
        return ""
    return explain_for_officer(reason) if reader is Audience.OFFICER else reason.explained


def value_words(value: ObservedValue, *, alone: bool) -> str:
    """Put a value into words; with its label among others, and where it is a bare no (没有犯罪记录 isn't followed by 否)."""
    labelled = not alone or value.text == yes_no(value=False)
    return DECISION("seen", label=value.label, text=value.text) if labelled else value.text


def basis(decision: Decision | None) -> str:
    """Name the rule that was applied and since when it is in force."""
    if decision is None or decision.rule is None:
        return ""
    return DECISION("basis", basis=decision.rule.basis, since=decision.rule.valid_from)


def first_month(decision: Decision | None) -> str:
    """Say from which month a grant is paid, and the next change already known."""
    grant = decision.grant if decision else None
    if grant is None:
        return ""
    later = {"then_on": grant.then_on, "then_amount": grant.then_amount} if grant.then_on and grant.then_amount else {}
    return DECISION("first_month", month=grant.first_month, **later) or grant.says


def amount(grant: GrantedBenefit | None) -> tuple[str, str]:
    """Return an amount and its unit; two empty texts where nothing is paid."""
    return (formats.yuan(grant.amount), UNITS[grant.period or "other"]) if grant and grant.amount else ("", "")


def duties(owed: Sequence[DueObligation]) -> list[str]:
    """List obligations, each once with all its days."""
    spans: dict[str, list[str]] = {}
    for due in owed:
        days = [DUTY("span", opens=due.opens, closes=due.closes)] if due.opens and due.closes else []
        spans.setdefault(due.says, []).extend(days)
    return [DUTY("dated", duty=says, days=days) if days else says for says, days in spans.items()]
