"""Run the test cases written beside a rule."""

from collections.abc import Iterator

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.decide import decide
from backend.rules.decision import Decision
from backend.rules.facts import read_facts
from backend.rules.rule import Expect, RuleFile, RuleTestCase, words_for
from backend.rules.types import Dictionary

EXPECTED = Messages.beside(__file__).texts("expected", Audience.OFFICER)


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
        yield EXPECTED("outcome", expected=expect.outcome, found=decision.outcome, summary=decision.summary)
    failing = tuple(reason.says for reason in decision.reasons if reason.answer == "no")
    if expect.failing and failing != expect.failing:
        yield EXPECTED("failing", expected=str(expect.failing), found=str(failing))
    missing = tuple(one.attribute for one in decision.missing)
    if expect.missing and set(missing) != set(expect.missing):
        yield EXPECTED("missing", expected=str(expect.missing), found=str(missing))
    if expect.holds_from is not None and decision.holds_from != expect.holds_from:
        yield EXPECTED("holds_from", expected=str(expect.holds_from), found=str(decision.holds_from))
    grant = decision.grant
    if expect.amount is not None and (grant is None or (grant.amount, grant.period) != (expect.amount, expect.period)):
        found = (grant.amount, grant.period) if grant else None
        yield EXPECTED("amount", expected=str((expect.amount, expect.period)), found=str(found))
