"""API of parts of a rule in a draft: one test case, the sentence about another amount, marks of the review article by article."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.catalogue.drafting import article_reviews, read_drafts, rule_announcements, rule_cases, rule_draft
from backend.catalogue.drafting.api import EDITORS
from backend.catalogue.drafting.article_reviews import ReviewedRow, RowState
from backend.catalogue.drafting.rule_cases import ExpectedOutcome
from backend.catalogue.drafting.types import JsonTable, Saved
from backend.catalogue.published import Content
from backend.kit.body_limits import BodyLimit
from backend.kit.clock import local_date
from backend.kit.problems import NotUnderstood
from backend.kit.web import AnyRequest, Db, Now, read_json
from backend.residents.guards import StaffWho, access
from backend.rules.bounds import FINAL_DAY, FIRST_DAY
from backend.rules.facts import InvalidFacts, read_facts
from backend.rules.rule import Expect, RuleTestCase

EDIT = {"acts": ("catalogue.edited",)}
CASE = BodyLimit(100_000)
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Seen = Annotated[int, Meta(ge=0, le=1_000_000)]
Name = Annotated[str, Meta(max_length=200)]


class CaseToSave(Struct, forbid_unknown_fields=True):
    """One test case, edited from version `seen` of the draft; `was`: the name of the case that it replaces, empty for a new one.

    `facts` as in a rule file: a value, or {value, source, as_of, expires, trouble}. `expected`: what should come out; "now": what the rule says now.
    """

    seen: Seen
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    on: date
    facts: JsonTable
    was: Name = ""
    expected: ExpectedOutcome = "now"


class AmountSentenceToSave(Struct, forbid_unknown_fields=True):
    """The sentence that holders of a running grant are told about another amount."""

    says: Annotated[str, Meta(max_length=400)]


class RowToReview(Struct, forbid_unknown_fields=True):
    """Digest of a row as it was read."""

    row: Annotated[str, Meta(max_length=140)]


class ReviewedRowRead(Struct, frozen=True, kw_only=True):
    """A row of a version of the rule with its mark; who reviewed it last, when, against which text."""

    version: date
    says: str
    cited: str
    row: str
    state: RowState
    who: str = ""
    at: datetime | None = None
    against: str = ""


@post("/api/studio/services/{code:str}/draft/rule/cases", opt=access(EDITORS, body=CASE, **EDIT), status_code=200)
async def save_case(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Saved:
    """Save one test case; what others changed meanwhile is merged, or answered as a conflict with both."""
    sent = await read_json(request, CaseToSave)
    content = await rule_draft.seen_content(db, await read_drafts.draft_of(db, code), sent.seen)
    changed = rule_cases.with_case(content, sent.was, case_of(content, sent), expected_of(sent))
    return await rule_draft.save_rule(db, code, sent.seen, changed, staff, now)


def case_of(content: Content, sent: CaseToSave) -> RuleTestCase:
    """Return the case as sent; raises NoSuchCase, NotUnderstood for facts that no register could tell."""
    expect = rule_cases.case_in(content, sent.was).expect if sent.was else Expect(outcome="person")
    if not FIRST_DAY <= sent.on <= FINAL_DAY:
        raise NotUnderstood("fields", what=sent.on.isoformat())
    try:
        facts = read_facts(sent.facts, rule_draft.dictionary_of(content), "sample", sent.on)
    except InvalidFacts as error:
        raise NotUnderstood("fields", what=str(error)) from error
    if wrong := [name for name, fact in facts.items() if fact.trouble == "malformed"]:
        raise NotUnderstood("fields", what=", ".join(wrong))
    return RuleTestCase(name=sent.name, on=sent.on, facts=sent.facts, expect=expect)


def expected_of(sent: CaseToSave) -> ExpectedOutcome:
    """Return what should come out: a new case has nothing to keep."""
    return "now" if sent.expected == "kept" and not sent.was else sent.expected


@post("/api/studio/services/{code:str}/draft/rule/amount-message", opt=access(EDITORS, **EDIT), status_code=200)
async def save_amount_sentence(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Saved:
    """Prepare in the draft what holders of a running grant are told about another amount."""
    sent = await read_json(request, AmountSentenceToSave)
    return await rule_announcements.announce_amount(db, code, sent.says, staff, now)


@get("/api/studio/services/{code:str}/draft/rule/articles", opt=access(EDITORS))
async def articles(db: Db, staff: StaffWho, now: Now, code: Code) -> list[ReviewedRowRead]:
    """The rows of every version with who has held them against their articles."""
    draft, reviews, today = (
        await read_drafts.draft_of(db, code),
        await article_reviews.reviews_of(db, code),
        local_date(now),
    )
    rules = msgspec.convert(draft.content, Content).rules
    return [
        reviewed_row_read(rule.valid_from, row)
        for rule in rules
        for row in article_reviews.reviewed_rows(rule, reviews, today)
    ]


def reviewed_row_read(version: date, row: ReviewedRow) -> ReviewedRowRead:
    """Return a row as a program reads it."""
    read = ReviewedRowRead(version=version, says=row.says, cited=row.cited, row=str(row.digest), state=row.state)
    if row.review is None:
        return read
    return replace(read, who=row.review.staff_name, at=row.review.at, against=row.review.against)


@post(
    "/api/studio/services/{code:str}/draft/rule/articles",
    opt=access(EDITORS, acts=("catalogue.article_reviewed",)),
    status_code=204,
)
async def review_article(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> None:
    """Mark a row as held against its articles."""
    sent = await read_json(request, RowToReview)
    await article_reviews.review(db, code, sent.row, staff, now)


ROUTES = [save_case, save_amount_sentence, articles, review_article]
