"""Decide one case by dated rules: approve if proven, otherwise hand over to a person; never refuse."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from backend.rules import counterfactual, explain
from backend.rules.answer import answer, observed_values
from backend.rules.conditions import Condition, fact_name, needs_a_person
from backend.rules.decision import Counterfactual, Decision, RequirementResult, RuleInForce
from backend.rules.facts import fact_of, value_on
from backend.rules.grants import grant_result, granted, nothing_paid
from backend.rules.missing_facts import missing_facts
from backend.rules.obligations import obligations_after
from backend.rules.rule import Rule, attributes_of, digest, in_force, names_to_gather
from backend.rules.types import Attribute, Fact, Facts


def decide(rules: Sequence[Rule], facts: Facts, on: date) -> Decision:
    """Decide by the rules of one service for one person on a date; returns the decision with its whole explanation.

    Facts that the rules don't ask about are not looked at. The same rules, facts and date give the same bytes.
    """
    used = settled_facts(rules, facts)
    rule = in_force(rules, on)
    if rule is None:
        return Decision(
            "person", on, explain.decision_summary(None, ()), None, holds_from=counterfactual.first_day(rules, used, on)
        )
    found = grant_result(rule, used, on)
    reasons = tuple(_reason(requirement, used, on) for requirement in rule.require)
    if not found.approves:
        return _handed_over(rules, rule, used, on, reasons)
    grant = None if found.grant is None else granted(rules, found.grant, used, on)
    given = grant or nothing_paid()
    return Decision(
        "approve",
        on,
        explain.decision_summary(given, reasons),
        rule_reference(rule),
        reasons,
        grant=given,
        obligations=obligations_after(rule, on),
    )


def _handed_over(
    rules: Sequence[Rule], rule: Rule, facts: Facts, on: date, reasons: tuple[RequirementResult, ...]
) -> Decision:
    refused = any(reason.answer == "no" for reason in reasons)
    return Decision(
        "person",
        on,
        explain.decision_summary(None, reasons),
        rule_reference(rule),
        reasons,
        missing=missing_facts(rule, facts, on),
        counterfactuals=_counterfactuals(rules, facts, on) if refused else (),
        holds_from=counterfactual.first_day(rules, facts, on) if refused else None,
    )


def rule_reference(rule: Rule) -> RuleInForce:
    """Return the reference of a rule for a decision."""
    return RuleInForce(rule.valid_from, rule.basis, rule.provenance, digest(rule))


def settled_facts(rules: Sequence[Rule], facts: Facts) -> dict[str, Fact]:
    """Return the facts that these rules use, validated again: a value of the wrong shape is unknown, not an error."""
    stored = stored_attributes(rules)
    kept: dict[str, Fact] = {}
    for name in names_to_gather(rules):
        fact = facts.get(name)
        if fact is not None:
            kept[name] = _settled(stored[name], fact)
    return kept


def _settled(attribute: Attribute, fact: Fact) -> Fact:
    if fact.trouble is not None or fact.value is None:
        return fact
    again = fact_of(attribute, msgspec.to_builtins(fact.value), fact.source, fact.as_of, fact.expires)
    return msgspec.structs.replace(fact, value=again.value, trouble=again.trouble)


def stored_attributes(rules: Sequence[Rule]) -> Mapping[str, Attribute]:
    """Return the attributes of the stored facts by name; the base of a derived attribute is a date."""
    found: dict[str, Attribute] = {}
    for attribute in attributes_of(rules):
        found.setdefault(fact_name(attribute), _stored(attribute))
    return found


def _stored(attribute: Attribute) -> Attribute:
    if attribute.derived is None:
        return attribute
    derived = attribute.derived
    return msgspec.structs.replace(attribute, name=derived.of, label=derived.label, kind="date", derived=None)


def _reason(requirement: Condition, facts: Facts, on: date) -> RequirementResult:
    given = answer(requirement, facts, on)
    later = counterfactual.requirement_day(requirement, facts, on) if given.truth == "no" else None
    return RequirementResult(
        explain.requirement_sentence(requirement),
        given.truth,
        observed_values(given),
        explain.explain_requirement(requirement, given, facts, on, later),
        later,
        needs_a_person(requirement),
    )


def _counterfactuals(rules: Sequence[Rule], facts: Facts, on: date) -> tuple[Counterfactual, ...]:
    return tuple(
        _counterfactual(rules, facts, on, day, changes)
        for day, changes in counterfactual.ways_to_approval(rules, facts, on)
    )


def _counterfactual(
    rules: Sequence[Rule], facts: Facts, on: date, day: date, changes: counterfactual.Changes
) -> Counterfactual:
    stored = stored_attributes(rules)
    told = tuple(
        explain.counterfactual_fact(stored[name], value_on(stored[name], facts, on)[0], value, day)
        for name, value in changes.items()
    )
    return Counterfactual(explain.way_text(day, on, told), day, told)
