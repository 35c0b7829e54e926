"""Run the test cases written beside a rule."""

from collections.abc import Iterator

from backend.rules.decide import decide
from backend.rules.decision import Decision
from backend.rules.facts import read_facts
from backend.rules.rule import Expect, RuleFile, RuleTestCase
from backend.rules.types import Dictionary


def decide_test_case(file: RuleFile, case: RuleTestCase, dictionary: Dictionary) -> Decision:
    """Return the decision of a file's rules for a test case."""
    return decide(file.rules, read_facts(case.facts, dictionary, "sample", case.on), case.on)


def differing_expectations(file: RuleFile, case: RuleTestCase, dictionary: Dictionary) -> tuple[str, ...]:
    """Return one sentence for each difference between the decision and the expectation; empty if they agree."""
    return tuple(_differences(case.expect, decide_test_case(file, case, dictionary)))


def _differences(expect: Expect, decision: Decision) -> Iterator[str]:
    if decision.outcome != expect.outcome:
        yield f"结果应为{expect.outcome}，实为{decision.outcome}：{decision.summary}"
    failing = tuple(reason.says for reason in decision.reasons if reason.answer == "no")
    if expect.failing and failing != expect.failing:
        yield f"不符合的应为{expect.failing}，实为{failing}"
    missing = tuple(one.attribute for one in decision.missing)
    if expect.missing and set(missing) != set(expect.missing):
        yield f"还缺的应为{expect.missing}，实为{missing}"
    if expect.holds_from is not None and decision.holds_from != expect.holds_from:
        yield f"应从{expect.holds_from}起符合，实为{decision.holds_from}"
    grant = decision.grant
    if expect.amount is not None and (grant is None or (grant.amount, grant.period) != (expect.amount, expect.period)):
        yield f"应给{expect.amount}（{expect.period}），实为{grant and (grant.amount, grant.period)}"
