"""Test cases of the rule of a draft: taken over, accepted, removed, written, made from an invented person."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from backend.catalogue.drafting.rule_draft import SAYS, cases_of, dictionary_of, rule_file
from backend.catalogue.published import Content
from backend.kit.problems import Conflict
from backend.registers.sample.cast import cast, resident
from backend.rules.propose_cases import free_name, propose_cases, with_result
from backend.rules.rule import Expect, RuleTestCase, names_to_gather

MOST_CASES = 200
WantedOutcome = Literal["now", "approve", "person"]


ExpectedOutcome = Literal["kept", WantedOutcome]


class NoSuchCase(Conflict):
    """There is no test case of that name any more."""


class TooManyCases(Conflict):
    """A rule has as many test cases as it may have."""


class NoSuchPerson(Conflict):
    """There is no such invented person."""


def sample_case(content: Content, key: str, on: date, expected: WantedOutcome) -> RuleTestCase:
    """Return a case from an invented person, with what their registers say; raises NoSuchPerson.

    Expects what the rule says now, or the outcome that the editor names: then the case is red until the rule agrees.
    """
    member = cast().get(key)
    if member is None:
        raise NoSuchPerson
    known, file, words = resident(member).facts, rule_file(content), dictionary_of(content)
    facts = {name: msgspec.to_builtins(known[name]) for name in names_to_gather(content.rules) if name in known}
    made = RuleTestCase(
        name=SAYS("sample_case", name=member.name, day=on), on=on, facts=facts, expect=Expect(outcome="person")
    )
    return with_result(file, made, words) if expected == "now" else replace(made, expect=Expect(outcome=expected))


def with_cases(
    content: Content, today: date, *, add: Sequence[str], gone: Sequence[str], accept: Sequence[str], new: RuleTestCase | None = None
) -> Content:  # fmt: skip
    """Return a content with proposed cases taken over, cases removed, and results of red ones accepted."""
    file, words = rule_file(content), dictionary_of(content)
    kept = [case for case in file.cases if case.name not in gone]
    kept = [with_result(file, case, words) if case.name in accept else case for case in kept]
    wanted = [case for case in propose_cases(file, words, today) if case.name in add] if add else []
    own = [new] if new is not None and new.name not in {case.name for case in kept} else []
    return replace(content, cases=few_enough((*kept, *wanted, *own)))


def case_in(content: Content, name: str) -> RuleTestCase:
    """Return the test case with a name; raises NoSuchCase."""
    for case in cases_of(content):
        if case.name == name:
            return case
    raise NoSuchCase


def with_case(content: Content, was: str, case: RuleTestCase, expected: ExpectedOutcome) -> Content:
    """Return a content with one case in place of the one named `was`, or one more; a name that is taken gets a number."""
    cases, file, words = cases_of(content), rule_file(content), dictionary_of(content)
    case = replace(case, name=free_name(case.name, {one.name for one in cases if one.name != was}))
    if expected == "now":
        case = with_result(file, case, words)
    elif expected != "kept":
        case = replace(case, expect=Expect(outcome=expected))
    if any(one.name == was for one in cases):
        return replace(content, cases=tuple(case if one.name == was else one for one in cases))
    return replace(content, cases=few_enough((*cases, case)))


def few_enough(cases: tuple[RuleTestCase, ...]) -> tuple[RuleTestCase, ...]:
    """Return the cases of a rule; raises TooManyCases rather than leave some away."""
    if len(cases) > MOST_CASES:
        raise TooManyCases(most=MOST_CASES)
    return cases
