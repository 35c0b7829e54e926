"""Review of a rule article by article (条文核对): who has held a row against which text, and what opens it again.

A mark belongs to a digest of the row and of the laws that it cites as they stand on a day: a changed row, another edition or a law
that has ended has another digest, so that nobody has to remember to take marks away.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID, uuid4

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from backend.audit.log import note
from backend.catalogue.drafting import store
from backend.catalogue.drafting.types import ArticleReview
from backend.catalogue.laws import Law, standing
from backend.catalogue.published import Content
from backend.catalogue.rule_laws import laws_in, with_titles
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Conflict, NotThere
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff
from backend.rules.conditions import Condition
from backend.rules.explain import requirement_sentence
from backend.rules.rule import Rule

SAYS = Messages.beside(__file__).texts("article", Audience.OFFICER)
MOST = 500
"""Newest marks of a service that are looked at."""
RowState = Literal["no_article", "open", "reviewed", "changed", "law_changed"]
"""`changed`: an earlier wording of it was reviewed; `law_changed`: a law that it cites has another text since, or has ended."""


class RowChanged(Conflict):
    """The row, or a law that it cites, isn't as the page showed it any more."""


class NotYourReview(Conflict):
    """There is no such mark of this member of staff, or it was taken back."""


class RowDigest(Struct, frozen=True):
    """SHA-256 of a row, and of the laws that it cites as they stand on a day."""

    row: str
    laws: str

    def __str__(self) -> str:
        return f"{self.row}.{self.laws}"


class ReviewedRow(Struct, frozen=True, kw_only=True):
    """A row of a rule and its mark; `review`: the mark that holds, or else the last one of an earlier wording."""

    says: str
    cited: str
    digest: RowDigest
    state: RowState
    review: ArticleReview | None = None


def row_digest(requirement: Condition, cited: str, on: date) -> RowDigest:
    """Return the digests of a row."""
    laws = [(law_text(law), standing(law, on)) for law, _ in laws_in(cited) or ()]
    return RowDigest(sha256_of((requirement, cited)), sha256_of(laws))


def sha256_of(value: object) -> str:
    """Return the SHA-256 of a value as canonical JSON."""
    return sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def law_text(law: Law) -> tuple[object, ...]:
    """Return what makes a law another text; that it was read again doesn't."""
    return law.id, law.title, law.number, law.edition, law.in_force_from, law.in_force_to, law.replaced_by


def reviewed_row(requirement: Condition, cited: str, reviews: Sequence[ArticleReview], on: date) -> ReviewedRow:
    """Return a row with its mark; reviews newest first."""
    says, digest = requirement_sentence(requirement), row_digest(requirement, cited, on)
    row = ReviewedRow(says=says, cited=with_titles(cited), digest=digest, state="no_article")
    if not laws_in(cited):
        return row
    same = [one for one in reviews if one.row_digest == digest.row]
    if valid := next((one for one in same if one.laws_digest == digest.laws), None):
        return replace(row, state="reviewed", review=valid)
    if same:
        return replace(row, state="law_changed", review=same[0])
    earlier = next((one for one in reviews if one.says == says or one.cited == cited), None)
    return replace(row, state="changed" if earlier else "open", review=earlier)


def reviewed_rows(rule: Rule, reviews: Sequence[ArticleReview], on: date) -> list[ReviewedRow]:
    """Return the rows of one version of a rule with their marks."""
    return [reviewed_row(requirement, cited, reviews, on) for requirement, cited in rows_of(rule)]


def rows_of(rule: Rule) -> Iterable[tuple[Condition, str]]:
    """Return the requirements with what they cite."""
    laws = ("",) * len(rule.require) if rule.laws is UNSET else rule.laws
    return zip(rule.require, laws, strict=True)


def text_held_against(cited: str) -> str:
    """Say against which text a row was held: law, article, and the edition where it is known."""
    return "；".join(
        SAYS("text", law=law.label + article, edition=law.edition) for law, article in laws_in(cited) or ()
    )


async def reviews_of(db: Db, code: str) -> list[ArticleReview]:
    """Return the marks of a service, newest first."""
    return await store.article_reviews(db, code=code, most=MOST)


async def review(db: Db, code: str, digest: str, staff: Staff, now: datetime) -> None:
    """Mark a row of what is written or waits as held against its articles; raises NotThere, RowChanged."""
    requirement, cited, found = await _row(db, code, digest, local_date(now))
    await separation.authorize(db, staff, "catalogue.article_reviewed", f"service:{code}", now)
    await store.add_article_review(
        db, id=uuid4(), code=code, row_digest=found.row, laws_digest=found.laws, says=requirement_sentence(requirement), cited=cited,
        against=text_held_against(cited), staff=staff.signature, staff_name=staff.name, at=now,
    )  # fmt: skip
    await note(db, staff.actor, "catalogue.article_reviewed", f"service:{code}", now, row=found.row)


async def _row(db: Db, code: str, digest: str, on: date) -> tuple[Condition, str, RowDigest]:
    written = [
        one for one in (await store.draft(db, code=code), await store.proposal(db, code=code)) if one is not None
    ]
    if not written:
        raise NotThere
    for rule in (rule for one in written for rule in msgspec.convert(one.content, Content).rules):
        for requirement, cited in rows_of(rule):
            found = row_digest(requirement, cited, on)
            if laws_in(cited) and str(found) == digest:
                return requirement, cited, found
    raise RowChanged


async def withdraw(db: Db, code: str, id: UUID, staff: Staff, now: datetime) -> None:
    """Take back one's own mark; raises NotYourReview."""
    await separation.authorize(db, staff, "catalogue.article_review_withdrawn", f"service:{code}", now)
    if await store.withdraw_article_review(db, id=id, code=code, by=staff.signature, at=now) is None:
        raise NotYourReview
    await note(db, staff.actor, "catalogue.article_review_withdrawn", f"service:{code}", now, review=str(id))
