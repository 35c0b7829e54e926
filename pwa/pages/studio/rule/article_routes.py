"""The studio: mark a row of a rule as held against its articles, or take one's own mark back."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting import article_reviews
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
BackTo = Literal["rule", "review"]
At = Annotated[int, Meta(ge=0, le=1000)]


class ArticleForm(Struct, forbid_unknown_fields=True):
    """Which row was held against its articles, as the page showed it."""

    row: Annotated[str, Meta(max_length=140)]
    back: BackTo = "rule"
    at: At = 0


class ReviewWithdrawn(Struct, forbid_unknown_fields=True):
    """Which mark is taken back."""

    id: UUID
    back: BackTo = "rule"
    at: At = 0


@post("/studio/services/{code:str}/rule/articles", opt=access(EDITORS, acts=("catalogue.article_reviewed",)))
async def review(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Mark a row as held against its articles."""
    sent = await read_form(request, ArticleForm)
    await article_reviews.review(db, code, sent.row, staff, now)
    return see_other(page_of(code, sent.back, sent.at))


@post(
    "/studio/services/{code:str}/rule/articles/end", opt=access(EDITORS, acts=("catalogue.article_review_withdrawn",))
)
async def take_back(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Take one's own mark back."""
    sent = await read_form(request, ReviewWithdrawn)
    await article_reviews.withdraw(db, code, sent.id, staff, now)
    return see_other(page_of(code, sent.back, sent.at))


def page_of(code: str, back: BackTo, at: int) -> str:
    """Return where the mark was made: the page of a version, or that of the second person."""
    return f"/studio/services/{code}/" + (f"rule?version={at}#asked" if back == "rule" else "review#articles")


ROUTES = [review, take_back]
