"""The answer of the eligibility check, from a profile or from typed answers."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.facts.gather import gather_facts
from backend.cases.grants import store as grants
from backend.cases.grants.own import with_own
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.rules.decide import decide
from backend.rules.decision import Decision, RequirementResult
from backend.rules.rule import Rule
from backend.rules.wording import day
from pwa.pages.services.questions import checked_later, facts, unasked
from pwa.views.decisions import UNITS
from pwa.views.parts import ReasonLine


class Eligibility(Struct, frozen=True):
    """The answer of a check; outcome: yes, no or unknown; `missing`: what would make it clear."""

    outcome: str
    title: str
    text: str
    reasons: list[ReasonLine]
    missing: list[str]
    amount: str
    unit: str


def eligibility(decision: Decision, unasked: frozenset[str], from_profile: bool) -> Eligibility:
    """Put a decision into an answer: yes, not now and why and from when, or what is still missing."""
    shown = [r for r in decision.reasons if r.answer != "yes" or not {s.attribute for s in r.seen} <= unasked]
    outcome = "yes" if decision.outcome == "approve" else "no" if any(r.answer == "no" for r in shown) else "unknown"
    title, text = {"yes": YES, "no": later(decision), "unknown": OPEN}[outcome]
    grant = decision.grant if outcome == "yes" else None
    return Eligibility(
        outcome, title, text, [reason_line(r, from_profile) for r in shown],
        missing=[] if outcome == "yes" else [m.question for m in decision.missing if m.attribute not in unasked],
        amount=f"{grant.amount:,}" if grant and grant.amount else "", unit=UNITS[grant.period] if grant else "",
    )  # fmt: skip


YES = ("看起来可以办", "您说的每一条都对得上。正式办理时，会用登记信息再核对一遍。")
OPEN = ("还差一点才知道", "标着“还不清楚”的，补上再看一次；也可以直接办，系统会替您去查。")


def later(decision: Decision) -> tuple[str, str]:
    """Not now: from when, or what would have to be different."""
    if decision.holds_from is not None:
        return f"{day(decision.holds_from)}起就可以办", "现在还差一条，到那天就符合了。"
    return "现在还不符合", "下面标着“没对上”的，就是原因。情况变了，随时再来看。"


def reason_line(one: RequirementResult, from_profile: bool) -> ReasonLine:
    """Put one condition and how it stands into a line; what the person just typed is not repeated."""
    seen = "；".join(s.text for s in one.seen if s.as_of is not None) if from_profile else ""
    note = f"{day(one.holds_from)}起符合。" if one.holds_from else "这一条由工作人员看。" if one.for_a_person else ""
    return ReasonLine(one.says, one.answer, seen, note=note)


async def from_profile(db: Db, rule: Rule, person: UUID, now: datetime) -> Eligibility:
    """Decide on what registers told of this person and what this house granted them."""
    today, later = local_date(now), dict.fromkeys(checked_later(rule), True)
    known = gather_facts((rule,), await residents.profile_facts_of(db, person), {}, now, later)
    own = with_own(known, await grants.own_of(db, person=person), today)
    return eligibility(decide((rule,), own, today), frozenset({"identity_verified", *later}), from_profile=True)


def from_answers(rule: Rule, answers: Answers, today: date) -> Eligibility:
    """Decide on typed answers; what was left open stays unknown."""
    return eligibility(decide((rule,), facts(rule, answers, today), today), unasked(rule), from_profile=False)
