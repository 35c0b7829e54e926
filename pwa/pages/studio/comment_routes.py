"""The studio: what a second person says about one field, and that it is done."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting import comments
from backend.catalogue.drafting.service_parts import Part
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio import publishing
from pwa.templates import form_again
from pwa.views.parts import FormError
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Note = Annotated[str, Meta(max_length=1000)]


class CommentForm(Struct, forbid_unknown_fields=True):
    """About which field of which proposal, and what."""

    id: UUID
    place: Annotated[str, Meta(max_length=300)]
    says: Note = ""


class SettledForm(Struct, forbid_unknown_fields=True):
    """The part whose page is shown again."""

    part: Part


@post("/studio/services/{code:str}/review/comments", opt=access(EDITORS, acts=("catalogue.commented",)))
async def comment(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Say something about one field; its writers see it beside the field."""
    sent = await read_form(request, CommentForm)
    try:
        await comments.comment(db, code, sent.id, sent.place, sent.says, staff, now)
    except ReasonNeeded as refusal:
        view = await publishing.review_page(db, catalogue, code, staff, now, {sent.place: sent.says})
        at = next((n for n, one in enumerate(view.changes, 1) if one.path == sent.place), 1)
        wrong = FormError(refusal.sentence, f"#said-{at}")
        return form_again(request, "studio/review.html", view, wrong, nav="studio", staff=staff)
    return see_other(f"/studio/services/{code}/review")


@post("/studio/services/{code:str}/comments/{id:uuid}/end", opt=access(EDITORS, acts=("catalogue.comment_settled",)))
async def settle(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code, id: FromPath[UUID]) -> Redirect:
    """What was asked for is done."""
    sent = await read_form(request, SettledForm)
    await comments.settle(db, code, id, staff, now)
    return see_other(f"/studio/services/{code}/parts/{sent.part}")


ROUTES = [comment, settle]
