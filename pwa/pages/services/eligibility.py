"""The answer of the eligibility check, from a profile or from typed answers."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.facts.gather import gather_facts
from backend.cases.grants import store as grants
from backend.cases.grants.own import with_own
from backend.kit.clock import local_date
from backend.kit.messages.formats import clauses
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.rules.decide import decide
from backend.rules.decision import Decision, RequirementResult
from backend.rules.rule import Rule, without_things
from pwa.pages.services.questions import checked_later, facts, unasked
from pwa.views.decisions import amount
from pwa.views.parts import ReasonLine

_messages = Messages.beside(__file__)
RESULT, LATER = _messages.group("eligible"), _messages.take("eligible_later")
HOLDS_FROM, FOR_A_PERSON = _messages.take("holds_from"), _messages.take("for_a_person")


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
    said = later(decision) if outcome == "no" else RESULT[outcome]()
    paid, unit = amount(decision.grant if outcome == "yes" else None)
    return Eligibility(
        outcome, said.title, said.body, [reason_line(r, from_profile) for r in shown],
        missing=[] if outcome == "yes" else [m.question for m in decision.missing if m.attribute not in unasked],
        amount=paid, unit=unit,
    )  # fmt: skip


def later(decision: Decision) -> Rendered:
    """Not now: from when, or what would have to be different."""
    return LATER(since=decision.holds_from) if decision.holds_from else RESULT["no"]()


def reason_line(one: RequirementResult, from_profile: bool) -> ReasonLine:
    """Put one condition and how it stands into a line; what the person just typed is not repeated."""
    seen = clauses(s.text for s in one.seen if s.as_of is not None) if from_profile else ""
    note = HOLDS_FROM(since=one.holds_from).text if one.holds_from else FOR_A_PERSON().text if one.for_a_person else ""
    return ReasonLine(one.says, one.answer, seen, note=note)


async def from_profile(db: Db, rule: Rule, person: UUID, now: datetime) -> Eligibility:
    """Decide on what registers told of this person and what this house granted them."""
    rule, today = without_things(rule), local_date(now)
    later = dict.fromkeys(checked_later(rule), True)
    known = gather_facts((rule,), await residents.profile_facts_of(db, person), {}, now, later)
    own = with_own(known, await grants.own_of(db, person=person), today)
    return eligibility(decide((rule,), own, today), frozenset({"identity_verified", *later}), from_profile=True)


def from_answers(rule: Rule, answers: Answers, today: date) -> Eligibility:
    """Decide on typed answers; what was left open stays unknown."""
    rule = without_things(rule)
    return eligibility(decide((rule,), facts(rule, answers, today), today), unasked(rule), from_profile=False)
