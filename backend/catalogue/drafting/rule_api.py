"""API of the rule of a draft: read it with its results, try another one without saving, save one. The page beside it uses the same functions."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get, patch, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from backend.catalogue.drafting import read_drafts, rule_draft
from backend.catalogue.drafting.api import EDITORS
from backend.catalogue.drafting.types import JsonTable, Saved
from backend.catalogue.exchange.rule_toml import rules_text
from backend.catalogue.published import Content
from backend.kit.body_limits import RULES
from backend.kit.web import AnyRequest, Db, Now, read_json
from backend.residents.guards import StaffWho, access
from backend.rules.coverage import coverage_gaps
from backend.rules.gaps import GapKind, find_gaps

Code = FromPath[Annotated[str, Meta(max_length=20)]]
Text = Annotated[str, Meta(max_length=200_000)]


class RuleToTry(Struct, forbid_unknown_fields=True):
    """Rules and cases as the text of a rule file."""

    text: Text


class RuleToSave(Struct, forbid_unknown_fields=True):
    """Rules and cases as the text of a rule file, and the version of the draft that they were edited from."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    text: Text


class TriedCase(Struct, frozen=True):
    """A case and how its result differs from the expected one, in words; empty: as expected."""

    name: str
    differs: tuple[str, ...]


class GapTold(Struct, frozen=True, kw_only=True):
    """A gap with an example person."""

    kind: GapKind
    version: date
    row: int
    on: date
    person: JsonTable


class RuleTried(Struct, frozen=True, kw_only=True):
    """What a rule comes to: its cases, what no case covers, gaps."""

    cases: list[TriedCase]
    uncovered: tuple[str, ...]
    gaps: list[GapTold]


class RuleRead(Struct, frozen=True, kw_only=True):
    """The rule of a draft as canonical text, and what it comes to."""

    code: str
    version: int
    text: str
    tried: RuleTried


def tried(content: Content) -> RuleTried:
    """Run the cases of a content, and look for gaps."""
    file, words = rule_draft.rule_file(content), rule_draft.dictionary_of(content)
    gaps = [
        GapTold(kind=one.kind, version=one.version, row=one.row, on=one.on, person=plain(one.person))
        for one in find_gaps(content.rules)
    ]
    cases = [TriedCase(one.case.name, one.differs) for one in rule_draft.try_cases(file, words)]
    return RuleTried(cases=cases, uncovered=coverage_gaps(file, words) if file.rules else (), gaps=gaps)


def plain(person: Any) -> JsonTable:
    """Return the facts of a person as JSON."""
    facts: JsonTable = msgspec.to_builtins(dict(person))
    return facts


@get("/api/studio/services/{code:str}/draft/rule", opt=access(EDITORS))
async def rule(db: Db, staff: StaffWho, code: Code) -> RuleRead:
    """Read the rule of a draft."""
    draft = await read_drafts.draft_of(db, code)
    content = msgspec.convert(draft.content, Content)
    text = rules_text(content.rules, content.instant, rule_draft.cases_of(content)) if content.rules else ""
    return RuleRead(code=code, version=draft.version, text=text, tried=tried(content))


@post("/api/studio/services/{code:str}/draft/rule/trial", opt=access(EDITORS, body=RULES), status_code=200)
async def try_rule(request: AnyRequest, db: Db, staff: StaffWho, code: Code) -> RuleTried:
    """Try rules and cases; nothing is saved."""
    sent = await read_json(request, RuleToTry)
    return tried(rule_draft.read_text(sent.text, await read_drafts.draft_content(db, code)))


@patch("/api/studio/services/{code:str}/draft/rule", opt=access(EDITORS, body=RULES, acts=("catalogue.edited",)))
async def save_rule(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Saved:
    """Save rules and cases; what others changed meanwhile is merged, or answered as a conflict with both."""
    sent = await read_json(request, RuleToSave)
    content = await rule_draft.seen_content(db, await read_drafts.draft_of(db, code), sent.seen)
    return await rule_draft.save_rule(db, code, sent.seen, rule_draft.read_text(sent.text, content), staff, now)


ROUTES = [rule, try_rule, save_rule]
