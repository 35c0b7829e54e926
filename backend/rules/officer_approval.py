"""Approval by an officer, in the same structure as a rule's decision: accepted or overruled requirements, grant, obligations; pure.

The same rules, facts, date and words give the same bytes, so that it can be decided again from what was sealed.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from backend.kit.reasons import is_reason
from backend.rules.decide import decide, rule_reference, settled_facts
from backend.rules.decision import Decision, GrantedBenefit, OfficerPart, RequirementResult
from backend.rules.explain import DECISION
from backend.rules.grants import GRANTED, grant_summary, grant_text, granted, nothing_paid
from backend.rules.obligations import obligations_after
from backend.rules.rule import Period, Rule, in_force
from backend.rules.types import Facts
from backend.rules.units import YUAN


class EnteredGrant(Struct, frozen=True):
    """Grant entered by an officer instead of one of the rule's."""

    amount: int
    period: Period


class OfficerWording(Struct, frozen=True, kw_only=True):
    """Inputs of an officer beside the facts.

    `overruled`: the number of a requirement → why it counts as met although the facts don't show it.
    `grant`: the number of one of the rule's grants; None with `entered`, or where nothing is paid.
    """

    overruled: dict[str, str] = {}
    grant: int | None = None
    entered: EnteredGrant | None = None
    first_month: date | None = None
    grant_reason: str = ""
    note: str = ""


class NotDecided(Exception):
    """Raised with the parts that the officer left open: requirement numbers, `grant`, `grant_reason`."""

    def __init__(self, parts: tuple[int | str, ...]) -> None:
        super().__init__(parts)
        self.parts = parts


def approve(rules: Sequence[Rule], facts: Facts, on: date, words: OfficerWording) -> Decision:
    """Return the officer's decision; raises NotDecided."""
    seen, rule = decide(rules, facts, on), in_force(rules, on)
    if missing := undecided(seen, rule, words):
        raise NotDecided(missing)
    reasons = tuple(
        with_officer_reason(reason, words.overruled.get(str(n), "")) for n, reason in enumerate(seen.reasons)
    )
    grant = officer_grant(rules, rule, facts, on, words)
    return Decision(
        "approve", on, DECISION["by_officer"](grant=grant_summary(grant)).text, rule_reference(rule) if rule else None, reasons, grant=grant,
        obligations=obligations_after(rule, on) if rule else (), officer=OfficerPart(words.grant_reason, words.note),
    )  # fmt: skip


def undecided(seen: Decision, rule: Rule | None, words: OfficerWording) -> tuple[int | str, ...]:
    """Return the open parts: requirements that the facts don't prove, and the grant."""
    open_ones: list[int | str] = [
        n
        for n, reason in enumerate(seen.reasons)
        if reason.answer != "yes" and not is_reason(words.overruled.get(str(n), ""))
    ]
    grants = rule.grant if rule else ()
    if words.entered is None and grants and (words.grant is None or not 0 <= words.grant < len(grants)):
        open_ones.append("grant")
    if departs_from_rule(rule, words) and not is_reason(words.grant_reason):
        open_ones.append("grant_reason")
    return tuple(open_ones)


def departs_from_rule(rule: Rule | None, words: OfficerWording) -> bool:
    """Check whether the officer's grant differs from the rule's grants or first month."""
    return words.entered is not None or words.first_month is not None


def with_officer_reason(reason: RequirementResult, word: str) -> RequirementResult:
    """Return a requirement with the officer's reason; one that the facts prove needs none."""
    return msgspec.structs.replace(reason, overruled=word) if word and reason.answer != "yes" else reason


def officer_grant(
    rules: Sequence[Rule], rule: Rule | None, facts: Facts, on: date, words: OfficerWording
) -> GrantedBenefit:
    """Return the grant chosen or entered by the officer, with its first month."""
    if words.entered is not None:
        amount, period = words.entered.amount, words.entered.period
        says = GRANTED("amount", period=period, amount=amount, unit=YUAN)
        grant = GrantedBenefit(says, amount, YUAN, period, None, None)
    elif rule is not None and words.grant is not None:
        grant = granted(rules, rule.grant[words.grant], settled_facts(rules, facts), on)
    else:
        grant = nothing_paid()
    return msgspec.structs.replace(grant, first_month=words.first_month) if words.first_month else grant


def grant_choices(rules: Sequence[Rule], facts: Facts, on: date) -> list[str]:
    """Return the rule's grants as texts, in order."""
    rule = in_force(rules, on)
    return [grant.says or grant_text(grant) for grant in rule.grant] if rule else []
