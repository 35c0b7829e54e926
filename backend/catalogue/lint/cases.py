"""Lint: the test cases of a rule that was written in the studio: one that comes out otherwise, or a boundary that none tries, keeps it from going live."""

from collections.abc import Iterator

from msgspec import UNSET

from backend.catalogue.lint.lint_finding import SAYS, LintFinding
from backend.catalogue.published import Content
from backend.registers.attributes import attributes
from backend.rules.coverage import coverage_gaps
from backend.rules.rule import RuleFile, words_for
from backend.rules.rule_tests import differing_expectations

CASES = ("rule", "cases")


def check_cases(content: Content) -> Iterator[LintFinding]:
    """Return red cases and what no case covers; nothing for rules whose cases stand in a rule file, which is checked as a whole."""
    if content.cases is UNSET or not content.rules:
        return
    file = RuleFile(service=content.service.code, enabled=content.instant, rules=content.rules, cases=content.cases)
    words = words_for(content.rules, attributes())
    for case in content.cases:
        for says in differing_expectations(file, case, words):
            yield LintFinding(CASES, SAYS("case_red", case=case.name, says=says))
    for lack in coverage_gaps(file, words):
        yield LintFinding(CASES, SAYS("case_lacking", lack=lack))
