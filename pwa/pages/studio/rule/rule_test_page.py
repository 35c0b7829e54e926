"""One test case of a rule as a page: its facts one by one, what should come out and what does. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.drafting.rule_cases import ExpectedOutcome
from backend.catalogue.drafting.rule_draft import CaseResult, RuleOpened, dictionary_of, rule_file, try_cases
from backend.kit.messages.render import Words
from backend.rules.rule import RuleTestCase
from pwa.pages.studio.rule.example_people import ShownPerson, facts_in_words
from pwa.pages.studio.rule.form import Inputs
from pwa.pages.studio.rule.rule_test_form import STATES, FactInput, fact_inputs
from pwa.pages.studio.rule.rule_tests_and_gaps import CaseRow, case_row
from pwa.views.parts import FormError, field_error


class CasePage(Struct, frozen=True, kw_only=True):
    """One case, to be written in; `was`: its name as saved, empty for a new one; `theirs`: what another editor saved meanwhile."""

    code: str
    name: str
    version: int
    saved_at: datetime
    waiting: bool
    undoable: bool
    was: str
    typed: Mapping[str, str]
    on: date
    facts: list[FactInput]
    states: Words
    result: CaseRow
    expected: ExpectedOutcome
    errors: list[FormError]
    wrong: Mapping[str, str]
    theirs: ShownPerson | None = None
    unsaved: bool = False


def case_page(
    opened: RuleOpened, case: RuleTestCase, was: str, *, typed: Inputs | None = None, errors: Mapping[str, str] | None = None,
    expected: ExpectedOutcome = "kept", theirs: RuleTestCase | None = None,
) -> CasePage:  # fmt: skip
    """Show a case as saved, or as typed and not saved."""
    words, wrong = opened.dictionary, errors or {}
    draft = opened.opened.draft
    return CasePage(
        code=draft.code, name=opened.opened.content.service.name, version=draft.version, saved_at=draft.changed_at,
        waiting=opened.opened.waiting, undoable=opened.opened.undoable, was=was, typed={"name": case.name}, on=case.on,
        facts=fact_inputs(case, opened.rules, words, wrong, typed or {}), states=STATES, result=case_row(tried(opened, case), words),
        expected=expected if was else "now", errors=[field_error(name, says) for name, says in wrong.items()], wrong=wrong,
        theirs=None if theirs is None else ShownPerson(theirs.on, list(facts_in_words(theirs.facts, theirs.on, words))),
        unsaved=typed is not None,
    )  # fmt: skip


def tried(opened: RuleOpened, case: RuleTestCase) -> CaseResult:
    """Run one case."""
    content = opened.opened.content
    return try_cases(replace(rule_file(content), cases=(case,)), dictionary_of(content))[0]


def case_named(cases: Sequence[RuleTestCase], name: str) -> RuleTestCase | None:
    """Return the case with a name."""
    return next((one for one in cases if one.name == name), None)
