"""Marks of the review article by article, as pages show them. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from backend.catalogue.drafting.article_reviews import ReviewedRow, RowState


class ArticleMark(Struct, frozen=True, kw_only=True):
    """The mark of one row; `by`, `who`: who reviewed it; `wrote`: they also wrote in the draft."""

    says: str
    cited: str
    state: RowState
    digest: str = ""
    id: str = ""
    who: str = ""
    at: datetime | None = None
    against: str = ""
    by: str = ""
    wrote: bool = False


class ArticleMarks(Struct, frozen=True):
    """The marks of one version of a rule; `open`: how many rows with an article nobody has reviewed as they are now."""

    rows: list[ArticleMark]
    open: int
    reviewed: int


def article_mark(row: ReviewedRow, writers: Iterable[str] = ()) -> ArticleMark:
    """Show the mark of one row."""
    review = row.review
    if row.state == "no_article" or review is None:
        return ArticleMark(says=row.says, cited=row.cited, state=row.state, digest=str(row.digest))
    return ArticleMark(
        says=row.says, cited=row.cited, state=row.state, digest=str(row.digest), id=str(review.id), who=review.staff_name,
        at=review.at, against=review.against, by=review.staff, wrote=review.staff in set(writers),
    )  # fmt: skip


def article_marks(rows: Iterable[ReviewedRow], writers: Iterable[str] = ()) -> ArticleMarks:
    """Show the marks of a version, and how many are missing."""
    shown = [article_mark(one, writers) for one in rows]
    reviewed = sum(one.state == "reviewed" for one in shown)
    return ArticleMarks(shown, sum(one.state != "no_article" for one in shown) - reviewed, reviewed)
