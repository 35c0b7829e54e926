"""Run the test cases written beside a rule."""

from collections.abc import Iterator

from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.decide import decide
from backend.rules.decision import Decision
from backend.rules.facts import read_facts
from backend.rules.grants import grant_text
from backend.rules.rule import Expect, GrantRule, Outcome, RuleFile, RuleTestCase, words_for
from backend.rules.types import Dictionary
from backend.rules.units import YUAN

_messages = Messages.beside(__file__)
EXPECTED, OUTCOMES = _messages.texts("expected", Audience.OFFICER), _messages.words("Outcome", Outcome)
NONE = "\u2014"


def decide_test_case(file: RuleFile, case: RuleTestCase, dictionary: Dictionary) -> Decision:
    """Return the decision of a file's rules for a test case."""
    return decide(file.rules, read_facts(case.facts, words_for(file.rules, dictionary), "sample", case.on), case.on)


def differing_expectations(file: RuleFile, case: RuleTestCase, dictionary: Dictionary) -> tuple[str, ...]:
    """Return one sentence for each difference between the decision and the expectation; empty if they agree."""
    return differences_from(case, decide_test_case(file, case, dictionary))


def differences_from(case: RuleTestCase, decision: Decision) -> tuple[str, ...]:
    """Return one sentence for each way in which a decision isn't the expected one."""
    return tuple(_differences(case.expect, decision))


def _differences(expect: Expect, decision: Decision) -> Iterator[str]:
    if decision.outcome != expect.outcome:
        yield EXPECTED(
            "outcome", expected=OUTCOMES[expect.outcome], found=OUTCOMES[decision.outcome], summary=decision.summary
        )
    failing = tuple(reason.says for reason in decision.reasons if reason.answer == "no")
    if expect.failing and failing != expect.failing:
        yield EXPECTED("failing", expected=formats.clauses(expect.failing), found=formats.clauses(failing) or NONE)
    missing = {one.attribute: one.label for one in decision.missing}
    if expect.missing and set(missing) != set(expect.missing):
        wanted = [missing.get(name, name) for name in expect.missing]
        yield EXPECTED("missing", expected=formats.listed(wanted), found=formats.listed(missing.values()) or NONE)
    if expect.holds_from is not None and decision.holds_from != expect.holds_from:
        holds_from = decision.holds_from
        yield EXPECTED(
            "holds_from", expected=formats.day(expect.holds_from), found=formats.day(holds_from) if holds_from else NONE
        )
    grant = decision.grant
    if expect.amount is not None and (grant is None or (grant.amount, grant.period) != (expect.amount, expect.period)):
        wanted_grant = GrantRule(amount=expect.amount, unit=YUAN, period=expect.period)
        found = grant_text(GrantRule(amount=grant.amount, unit=YUAN, period=grant.period)) if grant else NONE
        yield EXPECTED("amount", expected=grant_text(wanted_grant), found=found)
