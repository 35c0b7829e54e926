"""An officer's approval in the same parts as a rule's: each requirement accepted or overruled with a reason, a grant, duties; pure.

The same rules, facts, date and words give the same bytes, so that it can be decided again from what was sealed.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from backend.kit.reasons import is_reason
from backend.rules.decide import decide, rule_reference, settled_facts
from backend.rules.decision import Decision, GrantedBenefit, OfficerPart, RequirementResult
from backend.rules.grants import PERIODS, grant_summary, grant_text, granted
from backend.rules.obligations import obligations_after
from backend.rules.rule import Period, Rule, in_force
from backend.rules.types import Facts


class Entered(Struct, frozen=True):
    """A grant that an officer enters instead of one of the rule's."""

    amount: int
    period: Period


class OfficerWording(Struct, frozen=True, kw_only=True):
    """Everything an officer decides beside the facts.

    `overruled`: the number of a requirement → why it counts as met although the facts don't show it.
    `grant`: the number of one of the rule's grants; None with `entered`, or where nothing is paid.
    """

    overruled: dict[str, str] = {}
    grant: int | None = None
    entered: Entered | None = None
    first_month: date | None = None
    grant_reason: str = ""
    note: str = ""


class NotDecided(Exception):
    """Parts of an approval that the officer has not decided: requirement numbers, or `grant`, `grant_reason`."""

    def __init__(self, parts: tuple[int | str, ...]) -> None:
        super().__init__(parts)
        self.parts = parts


def approve(rules: Sequence[Rule], facts: Facts, on: date, words: OfficerWording) -> Decision:
    """The officer's approval. Raises NotDecided while something open has no word of the officer."""
    seen, rule = decide(rules, facts, on), in_force(rules, on)
    if missing := undecided(seen, rule, words):
        raise NotDecided(missing)
    reasons = tuple(
        with_officer_reason(reason, words.overruled.get(str(n), "")) for n, reason in enumerate(seen.reasons)
    )
    grant = officer_grant(rules, rule, facts, on, words)
    return Decision(
        "approve", on, f"通过：{grant_summary(grant)}", rule_reference(rule) if rule else None, reasons, grant=grant,
        obligations=obligations_after(rule, on) if rule else (), officer=OfficerPart(words.grant_reason, words.note),
    )  # fmt: skip


def undecided(seen: Decision, rule: Rule | None, words: OfficerWording) -> tuple[int | str, ...]:
    """What the officer still has to decide: requirements that the facts don't show, one by one, and the grant."""
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
    """Does the officer give something else than the rule's own grants and month?"""
    return words.entered is not None or words.first_month is not None


def with_officer_reason(reason: RequirementResult, word: str) -> RequirementResult:
    """A requirement with the officer's reason for counting it as met; one that the facts show needs none."""
    return msgspec.structs.replace(reason, overruled=word) if word and reason.answer != "yes" else reason


def officer_grant(
    rules: Sequence[Rule], rule: Rule | None, facts: Facts, on: date, words: OfficerWording
) -> GrantedBenefit:
    """The grant that the officer chose or entered, with its first month."""
    if words.entered is not None:
        says = f"{PERIODS[words.entered.period]}{words.entered.amount}元"
        grant = GrantedBenefit(says, words.entered.amount, "元", words.entered.period, None, None)
    elif rule is not None and words.grant is not None:
        grant = granted(rules, rule.grant[words.grant], settled_facts(rules, facts), on)
    else:
        grant = GrantedBenefit("予以办理", None, "", None, None, None)
    return msgspec.structs.replace(grant, first_month=words.first_month) if words.first_month else grant


def grant_choices(rules: Sequence[Rule], facts: Facts, on: date) -> list[str]:
    """The rule's grants in words, in their order, for choosing one."""
    rule = in_force(rules, on)
    return [grant.says or grant_text(grant) for grant in rule.grant] if rule else []
