"""Rows of a rule's cases and of its gaps, in words. Pure."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from backend.catalogue.drafting.rule_draft import CaseResult
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules.conditions import AnyOf
from backend.rules.decision import Decision
from backend.rules.differences import grant_line
from backend.rules.explain import requirement_sentence
from backend.rules.gaps import GapFound, GapKind
from backend.rules.grants import grant_summary, grant_text
from backend.rules.rule import GrantRule, Rule, RuleTestCase
from backend.rules.slots.sentences import condition_sentence
from backend.rules.types import Dictionary
from backend.rules.units import YUAN
from pwa.pages.studio.rule.example_people import ShownPerson, facts_in_words

_messages = Messages.beside(__file__)
SAYS, GAPS = _messages.texts("page", Audience.OFFICER), _messages.texts("gap", Audience.OFFICER)
GAP_NAMES = _messages.words("GAP", GapKind)


class GapView(Struct, frozen=True):
    """A gap in words, with an example person."""

    title: str
    says: str
    person: ShownPerson


class CaseRow(Struct, frozen=True, kw_only=True):
    """A test case: who, what should come out, what does, why."""

    name: str
    person: ShownPerson
    expected: str
    found: str
    why: str
    red: bool


def gap_view(gap: GapFound, rules: Sequence[Rule], words: Dictionary) -> GapView:
    """Say a gap with its example person."""
    rule = next(one for one in rules if one.valid_from == gap.version)
    return GapView(
        GAP_NAMES[gap.kind], gap_words(gap, rule), ShownPerson(gap.on, list(facts_in_words(gap.person, gap.on, words)))
    )


def gap_words(gap: GapFound, rule: Rule) -> str:
    """Say what is wrong."""
    match gap.kind:
        case "no_grant":
            return GAPS("no_grant", last=grant_line(rule.grant[gap.row]))
        case "overlap":
            return GAPS("overlap", row=grant_line(rule.grant[gap.row]), other=grant_line(rule.grant[gap.other]))
        case "never_reached":
            other = grant_line(rule.grant[gap.other]) if gap.other != gap.row else None
            return GAPS("never_reached", row=grant_line(rule.grant[gap.row]), other=other)
        case "no_version":
            return GAPS("no_version", day=gap.on)
        case "two_versions":
            return GAPS("two_versions", day=gap.on)
    return _requirement_gap(gap, rule)


def _requirement_gap(gap: GapFound, rule: Rule) -> str:
    requirement = rule.require[gap.row]
    says = requirement_sentence(requirement)
    if gap.kind == "nobody":
        return GAPS("nobody", row=says)
    if gap.kind == "idle":
        return GAPS("idle", row=says)
    return GAPS(
        "idle_way",
        row=says,
        way=condition_sentence(requirement.parts[gap.other] if isinstance(requirement, AnyOf) else requirement),
    )


def case_row(result: CaseResult, words: Dictionary) -> CaseRow:
    """Show a case with its result."""
    case = result.case
    return CaseRow(
        name=case.name, person=ShownPerson(case.on, list(facts_in_words(case.facts, case.on, words))), expected=expected_words(case, words),
        found=decision_words(result.decision), why="\n".join(result.differs) or result.decision.summary, red=bool(result.differs),
    )  # fmt: skip


def proposal_row(case: RuleTestCase, words: Dictionary) -> CaseRow:
    """Show a proposed case; what it expects is what the rule says now."""
    person = ShownPerson(case.on, list(facts_in_words(case.facts, case.on, words)))
    return CaseRow(name=case.name, person=person, expected=expected_words(case, words), found="", why="", red=False)


def expected_words(case: RuleTestCase, words: Dictionary) -> str:
    """Say what should come out of a case."""
    expect = case.expect
    if expect.outcome == "approve":
        grant = (
            grant_text(GrantRule(amount=expect.amount, unit=YUAN, period=expect.period))
            if expect.amount is not None
            else None
        )
        return SAYS("approve", grant=grant)
    return SAYS("person", failing=list(expect.failing), missing=labels_of(expect.missing, words))


def decision_words(decision: Decision) -> str:
    """Say what came out of a case."""
    if decision.outcome == "approve":
        return SAYS("approve", grant=grant_summary(decision.grant) if decision.grant else None)
    return SAYS(
        "person",
        failing=[one.says for one in decision.reasons if one.answer == "no"],
        missing=[one.label for one in decision.missing],
    )


def labels_of(names: Iterable[str], words: Dictionary) -> list[str]:
    """Return the labels of attributes."""
    return [words[name].label if name in words else name for name in names]
