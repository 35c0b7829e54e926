"""The rule of a draft as a page: rows as sentences with inputs, cases, gaps, differences. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from backend.catalogue.drafting.article_reviews import reviewed_rows, row_digest
from backend.catalogue.drafting.rule_draft import RuleOpened
from backend.catalogue.laws import read_laws
from backend.catalogue.rule_laws import AS_WRITTEN, OWN_PROPOSAL, Citation, citation_text, laws_in
from backend.catalogue.sources import UNCONFIRMED, ClaimSource
from backend.registers.sample.cast import cast
from backend.rules import wording
from backend.rules.differences import rule_differences
from backend.rules.rule import Rule
from backend.rules.slots.sentences import condition_sentence
from backend.rules.slots.types import SlotError
from backend.rules.types import Dictionary
from pwa.pages.studio.rule.amount_message import AmountMessageView, amount_view
from pwa.pages.studio.rule.article_marks import ArticleMark, article_mark
from pwa.pages.studio.rule.form import Errors, Inputs, read_node, rule_inputs
from pwa.pages.studio.rule.population_impact import ImpactView
from pwa.pages.studio.rule.rule_tests_and_gaps import SAYS, CaseRow, GapView, case_row, gap_view, proposal_row
from pwa.pages.studio.views import PartLink, part_links
from pwa.views.claim_sources import SourceMark, source_mark
from pwa.views.condition_slots import SlotsView, numbered, one_text, slots_of_typed, typed_slots
from pwa.views.parts import ConflictTexts, FormError, field_error

PERSON = "person"


class GroupedChoice(Struct, frozen=True):
    """Option of a list, under a heading."""

    value: str
    label: str
    group: str = ""


class Node(Struct, frozen=True, kw_only=True):
    """One condition of a row: a comparison with its inputs, a group of conditions, or a clause for a person."""

    name: str
    kind: str
    says: str
    slots: SlotsView | None = None
    reason: str = ""
    parts: list["Node"] = []
    error: str = ""


class RequirementRow(Struct, frozen=True, kw_only=True):
    """One requirement: the sentence for residents, the condition, the article beside it."""

    name: str
    number: int
    says: str
    sentence: str
    node: Node
    cited: Citation
    source: SourceMark | None
    laws: Sequence[GroupedChoice] = ()
    mark: ArticleMark | None = None
    error: str = ""


class GrantRow(Struct, frozen=True, kw_only=True):
    """One grant: for whom, what; the rest as typed."""

    name: str
    number: int
    sentence: str
    node: Node | None
    typed: Mapping[str, str]
    error: str = ""


class VersionLink(Struct, frozen=True):
    """A dated version of the rule."""

    at: int
    says: str
    current: bool


class RulePage(Struct, frozen=True, kw_only=True):
    """The rule of a draft, to be written in."""

    code: str
    name: str
    parts: list[PartLink]
    version: int
    saved_at: datetime
    waiting: bool
    undoable: bool
    others: list[str]
    written: bool
    at: int
    versions: list[VersionLink]
    head: Mapping[str, str]
    rows: list[RequirementRow]
    grants: list[GrantRow]
    attributes: list[GroupedChoice]
    dates: list[GroupedChoice]
    laws: list[GroupedChoice]
    gaps: list[GapView]
    cases: list[CaseRow]
    red: int
    uncovered: tuple[str, ...]
    proposals: list[CaseRow]
    differences: list[Any]
    today: date
    errors: list[FormError] = []
    wrong: Mapping[str, str] = {}
    conflicts: list[ConflictTexts] = []
    unsaved: bool = False
    announced: int | None = None
    amount: AmountMessageView | None = None
    samples: list[GroupedChoice] = []
    impact: ImpactView | None = None


def rule_page(
    opened: RuleOpened, at: int, today: date, *, typed: Inputs | None = None, errors: Errors | None = None, conflicts: Sequence[ConflictTexts] = ()
) -> RulePage:  # fmt: skip
    """Show one version of the rule with the values of the draft, or with what was typed and isn't saved."""
    draft, rules, words = opened.opened.draft, opened.rules, opened.dictionary
    rule = rules[at] if rules else None
    inputs = typed if typed is not None else rule_inputs(rule) if rule else {}
    wrong = errors or {}
    return RulePage(
        code=draft.code, name=opened.opened.content.service.name, parts=part_links(opened.opened.findings), version=draft.version,
        saved_at=draft.changed_at, waiting=opened.opened.waiting, undoable=opened.opened.undoable,
        others=[event.staff_name for event in opened.opened.others], written=bool(rules), at=at,
        versions=[VersionLink(n, SAYS("version", **{"from": one.valid_from, "to": one.valid_to}), n == at) for n, one in enumerate(rules)],
        head={name: one_text(inputs, name) for name in ("valid_from", "valid_to", "basis", "provenance", "start", "note")},
        rows=list(requirement_rows(inputs, words, wrong, today, marks_of(opened, at, today))), grants=list(grant_rows(inputs, words, wrong)),
        attributes=attribute_choices(words), dates=date_choices(words), laws=law_choices(), gaps=[gap_view(one, rules, words) for one in opened.gaps],
        cases=[case_row(one, words) for one in opened.results], red=sum(bool(one.differs) for one in opened.results), uncovered=opened.uncovered,
        samples=[GroupedChoice(one.key, one.name) for one in cast().values()],
        announced=next((one.days for one in opened.opened.content.service.announce if one.when == "eligible"), None), amount=amount_view(opened),
        proposals=[proposal_row(one, words) for one in opened.proposals], differences=list(opened.differences), today=today,
        errors=[field_error(anchor_of(name, inputs, words), error.says) for name, error in wrong.items()],
        wrong={name: error.says for name, error in wrong.items()}, conflicts=list(conflicts), unsaved=typed is not None,
    )  # fmt: skip


def both_versions(theirs: Sequence[Rule], mine: Sequence[Rule]) -> list[ConflictTexts]:
    """Show where two editors differ, row by row in sentences."""
    return [
        ConflictTexts(version_words(one.version), "", one.before, one.after) for one in rule_differences(theirs, mine)
    ]


def version_words(day: date) -> str:
    """Name a version by its first day."""
    return SAYS("version", **{"from": day, "to": None})


def anchor_of(name: str, inputs: Inputs, words: Dictionary) -> str:
    """Return the input that an error leads to."""
    return f"{name}.compare" if one_text(inputs, f"{name}.kind") == "compare" else name


def requirement_rows(
    inputs: Inputs, words: Dictionary, wrong: Errors, today: date, marks: Mapping[str, ArticleMark]
) -> Iterator[RequirementRow]:  # fmt: skip
    """Show the requirements in their order."""
    for place, n in enumerate(numbered(inputs, "r"), 1):
        name = f"r.{n}"
        cited = Citation(*(one_text(inputs, f"{name}.{part}") for part in ("law", "article", "note")))
        yield RequirementRow(
            name=name, number=place, says=one_text(inputs, f"{name}.says"), sentence=sentence_of(inputs, name, words), cited=cited,
            node=node_of(inputs, name, words, wrong), source=mark_of(citation_text(cited), today) if cited.law else None,
            laws=[GroupedChoice(law.id, law.label) for law, _ in laws_in(citation_text(cited)) or ()],
            mark=marks.get(digest_of(inputs, name, words, today)),
            error=says_of(wrong.get(f"{name}.says")),
        )  # fmt: skip


def marks_of(opened: RuleOpened, at: int, today: date) -> dict[str, ArticleMark]:
    """Return the marks of the rows of a version as saved, by their digest: what is typed and not saved has none."""
    if not opened.rules:
        return {}
    rows = reviewed_rows(opened.rules[at], opened.reviews, today)
    return {
        str(row.digest): article_mark(row, opened.opened.draft.writers) for row in rows if row.state != "no_article"
    }


def digest_of(inputs: Inputs, name: str, words: Dictionary, today: date) -> str:
    """Return the digest of a row as typed; empty while it can't be read."""
    condition = read_node(inputs, name, words, {})
    cited = Citation(*(one_text(inputs, f"{name}.{part}") for part in ("law", "article", "note")))
    return "" if condition is None else str(row_digest(condition, citation_text(cited) if cited.law else "", today))


def grant_rows(inputs: Inputs, words: Dictionary, wrong: Errors) -> Iterator[GrantRow]:
    """Show the grants in their order: the first that fits counts."""
    for place, n in enumerate(numbered(inputs, "g"), 1):
        name = f"g.{n}"
        when = f"{name}.when"
        parts = ("says", "amount", "unit", "period", "first_month", "for_months", "until")
        has = f"{when}.kind" in inputs
        yield GrantRow(
            name=name, number=place, node=node_of(inputs, when, words, wrong) if has else None,
            sentence=sentence_of(inputs, when, words) if has else "", typed={part: one_text(inputs, f"{name}.{part}") for part in parts},
            error=says_of(wrong.get(f"{name}.amount") or wrong.get(f"{name}.for_months")),
        )  # fmt: skip


def says_of(error: SlotError | None) -> str:
    """Return the sentence of an error, if there is one."""
    return error.says if error else ""


def sentence_of(inputs: Inputs, name: str, words: Dictionary) -> str:
    """Say a condition as typed; empty while it can't be read."""
    condition = read_node(inputs, name, words, {})
    return condition_sentence(condition) if condition is not None else ""


def node_of(inputs: Inputs, name: str, words: Dictionary, wrong: Errors) -> Node:
    """Show a condition with its inputs."""
    kind, says = one_text(inputs, f"{name}.kind"), one_text(inputs, f"{name}.says")
    if kind == PERSON:
        return Node(name=name, kind=kind, says=says, reason=one_text(inputs, f"{name}.reason"))
    if kind != "compare":
        parts = [node_of(inputs, f"{name}.{n}", words, wrong) for n in numbered(inputs, name)]
        return Node(name=name, kind=kind, says=says, parts=parts, error=says_of(wrong.get(name)))
    typed = typed_slots(inputs, name, words)
    attribute = words.get(typed.attribute)
    if attribute is None:
        return Node(name=name, kind=PERSON, says=says, error=says_of(wrong.get(name)))
    slots = slots_of_typed(name, typed, attribute, sentence=sentence_of(inputs, name, words), error=wrong.get(name))
    return Node(name=name, kind=kind, says=says, slots=slots)


def mark_of(law: str, on: date) -> SourceMark:
    """Show the article of a requirement with its validity."""
    cited = laws_in(law)
    sources = [ClaimSource("law", one, article) for one, article in cited or ()]
    kind = ClaimSource("proposal") if law.startswith(OWN_PROPOSAL) else ClaimSource("unconfirmed")
    return source_mark(sources or [kind], on)


def attribute_choices(words: Dictionary) -> list[GroupedChoice]:
    """List what may be asked, by the register that knows it."""
    found = [GroupedChoice(one.name, one.label, wording.source(one.source)) for one in words.values()]
    return sorted(found, key=lambda one: one.group)


def date_choices(words: Dictionary) -> list[GroupedChoice]:
    """List the dates until which something may be granted."""
    return [GroupedChoice(one.name, one.label) for one in words.values() if one.kind == "date" and one.derived is None]


def law_choices() -> list[GroupedChoice]:
    """List the laws that a requirement may cite."""
    return [
        GroupedChoice(OWN_PROPOSAL, OWN_PROPOSAL),
        GroupedChoice(UNCONFIRMED, ""),
        GroupedChoice(AS_WRITTEN, ""),
        *(GroupedChoice(one.id, one.label) for one in read_laws()),
    ]
