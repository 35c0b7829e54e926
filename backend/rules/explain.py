"""Sentences for answers, decisions and counterfactuals, from `messages.toml`; nothing is decided here."""

from collections.abc import Iterable
from datetime import date

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import comparators as c
from backend.rules import wording
from backend.rules.answer import Answer, ObservedValue, observed_values
from backend.rules.conditions import Atom, Condition, NeedsPerson
from backend.rules.decision import CounterfactualFact, Decision, GrantedBenefit, RequirementResult
from backend.rules.facts import value_on
from backend.rules.grants import grant_summary
from backend.rules.types import Attribute, Facts, Record, Value

_messages = Messages.beside(__file__)
EXPLAINED, DECISION, UNNAMED = (
    _messages.group("explained"),
    _messages.group("decision"),
    _messages.take("requirement.unnamed"),
)
CHANGE, WAY = _messages.texts("change"), _messages.texts("way")
RESIDENT, OFFICER = Audience.RESIDENT, Audience.OFFICER


def explain_requirement(requirement: Condition, answer: Answer, facts: Facts, on: date, holds_from: date | None) -> str:
    """Explain one requirement to its resident: fulfilled, not yet, not, or unknown, with the observed values and sources."""
    says, seen = requirement_sentence(requirement), observed_values(answer)
    if isinstance(requirement, NeedsPerson):
        return EXPLAINED["for_a_person"](requirement=says, reason=requirement.reason).text
    if answer.truth == "no" and (age := _age_sentence(requirement, facts, on, holds_from)):
        return age
    return _explained(says, answer.truth, seen, holds_from, RESIDENT)


def explain_for_officer(result: RequirementResult) -> str:
    """Explain one requirement of a decision to an officer."""
    if result.for_a_person:
        return result.explained
    return _explained(result.says, result.answer, result.seen, result.holds_from, OFFICER)


def requirement_sentence(requirement: Condition) -> str:
    """Return the resident's sentence of a requirement, or the label of its attribute."""
    if requirement.says:
        return requirement.says
    return requirement.attribute.label if isinstance(requirement, Atom) else UNNAMED().text


def _age_sentence(requirement: Condition, facts: Facts, on: date, holds_from: date | None) -> str:
    if not isinstance(requirement, Atom) or requirement.attribute.name != "age" or holds_from is None:
        return ""
    age = value_on(requirement.attribute, facts, on)[0]
    match requirement.compare:
        case c.AtLeast(number):
            return EXPLAINED["too_young"](age=age, years=number, holds_from=holds_from).text
    return ""


def _explained(says: str, truth: str, seen: tuple[ObservedValue, ...], later: date | None, reader: Audience) -> str:
    if truth == "yes":
        return EXPLAINED["met"](requirement=says, seen=_told(seen)).text
    if truth == "no":
        return EXPLAINED["not_met"](requirement=says, seen=_told(seen), holds_from=later).text
    unclear = [one for one in seen if one.as_of is None or one.trouble is not None]
    kind = "contradicted" if any(one.trouble == "contradiction" for one in unclear) else "unclear"
    texts = [wording.VALUE("unclear", label=one.label, text=one.text) for one in unclear]
    return EXPLAINED[kind](reader, requirement=says, unclear=texts).text


def _told(seen: Iterable[ObservedValue]) -> list[str]:
    return [
        wording.VALUE("observed", label=one.label, text=one.text, source=wording.source(one.source), as_of=one.as_of)
        for one in seen
        if one.as_of is not None
    ]


def decision_summary(
    grant: GrantedBenefit | None, reasons: tuple[RequirementResult, ...], reader: Audience = RESIDENT
) -> str:
    """Summarise a rule's decision in one or two sentences: result and next step."""
    open_ones = [reason for reason in reasons if reason.answer != "yes"]
    if not reasons:
        return DECISION["no_rule"](reader).text
    if open_ones:
        return DECISION["open"](reader, count=len(open_ones)).text
    if grant is None:
        return DECISION["no_grant"](reader).text
    return DECISION["approved"](reader, grant=grant_summary(grant)).text


def summary_for_officer(decision: Decision) -> str:
    """Summarise a decision for an officer; an officer's own approval reads the same for everybody."""
    if decision.officer:
        return decision.summary
    return decision_summary(decision.grant, decision.reasons, OFFICER)


def counterfactual_fact(attribute: Attribute, old: Value, new: Value, on: date) -> CounterfactualFact:
    """Return a changed fact with its text."""
    return CounterfactualFact(attribute.name, attribute.label, new, _change_text(attribute, old, new, on))


def _change_text(attribute: Attribute, old: Value, new: Value, on: date) -> str:
    if isinstance(new, tuple) and isinstance(old, tuple):
        return _difference(attribute, old, new)
    if isinstance(old, bool):
        return CHANGE("holds" if new else "ends", label=attribute.label)
    value = wording.value_text(attribute, new, on)
    if attribute.name == f"{attribute.subject}_authority":
        return CHANGE("authority", value=value)
    if old is not None:
        return CHANGE("differs", label=attribute.label, value=value)
    if isinstance(new, bool):
        return _to_find_out(attribute, new)
    if attribute.source == "self":
        return CHANGE("answer", label=attribute.label, value=value)
    return CHANGE("look_up_value", label=attribute.label, value=value)


def _to_find_out(attribute: Attribute, wanted: bool) -> str:
    if not wanted:
        return CHANGE("look_up_not", label=attribute.label)
    if attribute.source == "identity":
        return CHANGE("identity", label=attribute.label)
    return CHANGE("confirm" if attribute.source == "self" else "look_up", label=attribute.label)


def _difference(attribute: Attribute, old: tuple[str | Record, ...], new: tuple[str | Record, ...]) -> str:
    gone = _labels(attribute, [one for one in old if one not in new])
    come = _labels(attribute, [one for one in new if one not in old])
    if not gone:
        return CHANGE("comes", come=come)
    return CHANGE("goes_and_comes", gone=gone, come=come) if come else CHANGE("goes", gone=gone)


def _labels(attribute: Attribute, members: Iterable[str | Record]) -> list[str]:
    return [attribute.label_of(one if isinstance(one, str) else one.kind) for one in members]


def way_text(on: date, today: date, changes: tuple[CounterfactualFact, ...]) -> str:
    """Describe a way to an approval in one or two sentences."""
    texts = [change.text for change in changes]
    if not texts:
        return WAY("unchanged", on=on)
    if on == today:
        return WAY("now", count=len(texts), changes=texts)
    return WAY("later", count=len(texts), changes=texts, on=on)
