"""The rule of a draft: its versions, its cases with their results, gaps, differences from what is live; saving through the merge."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from http import HTTPStatus

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from backend.catalogue.drafting import save_draft, store
from backend.catalogue.drafting.article_reviews import reviews_of
from backend.catalogue.drafting.read_drafts import DraftOpened, draft_of, open_draft
from backend.catalogue.drafting.service_parts import RULE
from backend.catalogue.drafting.types import ArticleReview, Saved, WorkingDraft
from backend.catalogue.lint.rules import DECIDING
from backend.catalogue.load import RULES
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.rule_laws import OWN_PROPOSAL
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Conflict, Refusal
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.residents.types import Staff
from backend.rules.comparators import Is
from backend.rules.conditions import Atom
from backend.rules.coverage import coverage_gaps
from backend.rules.decision import Decision
from backend.rules.diagnostics import Diagnostic, RuleFileError, SourceLocation
from backend.rules.differences import RuleDifference, rule_differences
from backend.rules.gaps import GapFound, find_gaps
from backend.rules.parse_annotations import answers_declared
from backend.rules.parse_rules import read_rule_file, read_rules
from backend.rules.propose_cases import propose_cases
from backend.rules.rule import GrantRule, Rule, RuleFile, RuleTestCase, words_for
from backend.rules.rule_tests import decide_test_case, differences_from
from backend.rules.types import Attribute, Dictionary

SAYS = Messages.beside(__file__).texts("rule", Audience.OFFICER)
WHOLE = "rule"
DAY = timedelta(days=1)


class HasRule(Conflict):
    """The service has a rule already."""


class NoSuchVersion(Conflict):
    """The version of the rule that the page showed isn't in the draft any more."""


class ChangedMeanwhile(Conflict):
    """Another editor saved the same place between two steps; nothing of this one is saved."""


class DayTaken(Refusal):
    """A new version has to begin after every other one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class RuleNotRead(Refusal):
    """The text of a rule has mistakes."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, mistakes: Sequence[Diagnostic]) -> None:
        super().__init__(count=len(mistakes), first=str(mistakes[0]))


class CaseResult(Struct, frozen=True, kw_only=True):
    """A test case and what the rule makes of it; `differs`: in words, empty if it is as expected."""

    case: RuleTestCase
    decision: Decision
    differs: tuple[str, ...]


class RuleOpened(Struct, frozen=True, kw_only=True):
    """The rule of a draft, as one editor opens it."""

    opened: DraftOpened
    rules: tuple[Rule, ...]
    results: tuple[CaseResult, ...]
    uncovered: tuple[str, ...]
    gaps: tuple[GapFound, ...]
    proposals: tuple[RuleTestCase, ...]
    differences: tuple[RuleDifference, ...]
    dictionary: Dictionary
    reviews: tuple[ArticleReview, ...] = ()


async def open_rule(db: Db, catalogue: PublishedCatalogue, code: str, staff: Staff, now: datetime) -> RuleOpened:
    """Open the rule of a draft, with everything that is known about it without asking anybody; raises NotThere."""
    opened = await open_draft(db, catalogue, code, RULE, staff, now)
    content, live = opened.content, catalogue.get(code)
    file, words = rule_file(content), dictionary_of(content)
    return RuleOpened(
        opened=opened, rules=content.rules, results=tuple(try_cases(file, words)), uncovered=uncovered_of(file, words),
        gaps=find_gaps(content.rules), proposals=propose_cases(file, words, local_date(now)) if content.rules else (),
        differences=rule_differences(live.rules if live else (), content.rules), dictionary=words,
        reviews=tuple(await reviews_of(db, code)),
    )  # fmt: skip


def rule_file(content: Content) -> RuleFile:
    """Return rules and cases of a content as a rule file."""
    return RuleFile(service=content.service.code, enabled=content.instant, rules=content.rules, cases=cases_of(content))


def cases_of(content: Content) -> tuple[RuleTestCase, ...]:
    """Return the cases of a content; those of the shipped rule file while the rules are still the shipped ones."""
    if content.cases is not UNSET:
        return content.cases
    path = RULES / f"{content.service.code}.toml"
    if not content.rules or not path.exists():
        return ()
    shipped = read_rule_file(path, attributes())
    return shipped.cases if shipped.rules == content.rules else ()


def dictionary_of(content: Content) -> Dictionary:
    """Return what a rule of this service may ask: registers, and the answers of its form."""
    return words_for(content.rules, {**attributes(), **form_answers(content.service)})


def form_answers(service: Service) -> Mapping[str, Attribute]:
    """Return the questions of a form whose answers may decide, as attributes of the case."""
    asked = {
        field.key: {
            "label": field.label, "kind": DECIDING[field.kind],
            **({"options": {one.value: one.label for one in field.options}} if field.options else {}),
        }
        for field in service.field
        if field.kind in DECIDING and bool(field.options) == (DECIDING[field.kind] in {"code", "codes"})
    }  # fmt: skip
    return answers_declared(asked, SourceLocation(service.code))


def try_cases(file: RuleFile, words: Dictionary) -> list[CaseResult]:
    """Run every case."""
    found = []
    for case in file.cases:
        decision = decide_test_case(file, case, words)
        found.append(CaseResult(case=case, decision=decision, differs=differences_from(case, decision)))
    return found


def uncovered_of(file: RuleFile, words: Dictionary) -> tuple[str, ...]:
    """Say what no case covers."""
    return coverage_gaps(file, words) if file.rules else ()


async def seen_content(db: Db, draft: WorkingDraft, seen: int) -> Content:
    """Return the content that a page of version `seen` showed."""
    fields = save_draft.fields_at(draft, await store.changes_since(db, draft=draft.id, version=seen))
    return msgspec.convert(save_draft.with_fields(draft.content, fields), Content)


def version_at(content: Content, at: int) -> Rule:
    """Return one version of the rule; raises NoSuchVersion."""
    if at >= len(content.rules):
        raise NoSuchVersion
    return content.rules[at]


def with_version(content: Content, at: int, rule: Rule) -> Content:
    """Return a content with one version of its rule changed; the cases stay."""
    rules = (*content.rules[:at], rule, *content.rules[at + 1 :])
    return replace(content, rules=rules, cases=cases_of(content))


def dated_version(content: Content, first: date, source: str) -> Content:
    """Return a content with a new version that says the same from a day on; the one before ends the day before. Raises DayTaken."""
    latest = max(content.rules, key=lambda one: one.valid_from, default=None)
    if latest is None:
        raise NoSuchVersion
    if first <= latest.valid_from or (latest.valid_to is not None and first <= latest.valid_to):
        raise DayTaken
    ended = replace(latest, valid_to=first - DAY)
    new = replace(
        latest, valid_from=first, valid_to=None, start=source, provenance=latest.provenance if source else "proposal"
    )
    rules = (*(ended if one is latest else one for one in content.rules), new)
    return replace(content, rules=rules, cases=cases_of(content))


def first_rule(content: Content, first: date, basis: str) -> Content:
    """Return a content with a rule from nothing: a proposal that only asks who somebody is; raises HasRule."""
    if content.rules:
        raise HasRule
    known = Atom(attributes()["identity_verified"], Is(True), SAYS("identity"))
    rule = Rule(
        valid_from=first, basis=basis, provenance="proposal", require=(known,), grant=(GrantRule(says=SAYS("granted")),), start="",
        laws=(OWN_PROPOSAL,),
    )  # fmt: skip
    return replace(content, rules=(rule,), cases=())


def first_new_day(before: Sequence[Rule], after: Sequence[Rule], today: date) -> date | None:
    """Return the first day of a version that is still to come and new: the day from which the change is wanted."""
    known = {rule.valid_from for rule in before}
    return min(
        (rule.valid_from for rule in after if rule.valid_from > today and rule.valid_from not in known), default=None
    )


def read_text(text: str, content: Content) -> Content:
    """Return a content with the rules and cases of a rule file; raises RuleNotRead with every mistake."""
    try:
        file = read_rules(text, dictionary_of(content), WHOLE, content.service.code)
    except RuleFileError as mistakes:
        raise RuleNotRead(mistakes.mistakes) from mistakes
    return replace(content, rules=file.rules, cases=file.cases)


async def save_rule(db: Db, code: str, seen: int, content: Content, staff: Staff, now: datetime) -> Saved:
    """Save the rule of a draft; see `save_draft.save_rule`. Cases that the catalogue brought are what every editor began with."""
    first = cases_of(await seen_content(db, await draft_of(db, code), seen))
    return await save_draft.save_rule(
        db, code, seen, content, staff, now, shipped={"cases": msgspec.json.decode(msgspec.json.encode(first))}
    )


async def save_whole(db: Db, code: str, seen: int, content: Content, staff: Staff, now: datetime) -> None:
    """Save the rule of a draft, or nothing of it where another editor changed the same place; raises ChangedMeanwhile."""
    if (await save_rule(db, code, seen, content, staff, now)).conflicts:
        raise ChangedMeanwhile


async def apply(db: Db, code: str, change: Callable[[Content], Content], staff: Staff, now: datetime) -> Content:
    """Change the rule of a draft as it is now: for acts that don't depend on what a page showed."""
    draft = await save_draft.open_for_change(db, code)
    changed = change(msgspec.convert(draft.content, Content))
    await save_whole(db, code, draft.version, changed, staff, now)
    return changed
