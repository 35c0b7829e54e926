"""The studio: small fixes go live with one signer, and another person reviews them afterwards."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting import read_drafts, small_fixes
from backend.catalogue.drafting.small_fixes import NotSmall
from backend.catalogue.versions import NotReady
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from pwa.pages.studio import publishing
from pwa.pages.studio.small_fix_page import fixes_page
from pwa.templates import form_again, page
from pwa.views.parts import field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
CONFIRMED = confirmed_staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Note = Annotated[str, Meta(max_length=1000)]


class SmallFixForm(Struct, forbid_unknown_fields=True):
    """Why, and the version of the draft that the page showed."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    says: Note = ""


class FixReviewForm(Struct, forbid_unknown_fields=True):
    """What the reviewer notes."""

    says: Note = ""


@post("/studio/services/{code:str}/small-fix", opt=access(CONFIRMED, acts=("catalogue.small_fix",)))
async def publish(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Response[str] | Redirect:
    """Publish small fixes at once; the signer has just signed in."""
    sent = await read_form(request, SmallFixForm)
    try:
        await small_fixes.publish(db, catalogue, code, seen=sent.seen, says=sent.says, staff=staff, now=now)
    except (ReasonNeeded, NotSmall, NotReady) as refusal:
        opened = await read_drafts.open_draft(db, catalogue, code, "", staff, now)
        view = publishing.proposal_page(opened, catalogue, now, note=sent.says)
        wrong = field_error("says", refusal.sentence)
        return form_again(request, "studio/proposal.html", view, wrong, nav="studio", staff=staff)
    return see_other(f"/studio/services/{code}")


@get("/studio/small-fixes", opt=access(EDITORS))
async def overview(request: AnyRequest, db: Db, staff: StaffWho) -> Response[str]:
    """The small fixes that nobody has reviewed yet."""
    return page(request, "studio/small_fixes.html", await fixes_page(db, staff), nav="studio", staff=staff)


@post("/studio/small-fixes/{id:uuid}/review", opt=access(EDITORS, acts=("catalogue.small_fix_reviewed",)))
async def review(request: AnyRequest, db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]) -> Redirect:
    """Another person has looked at it."""
    sent = await read_form(request, FixReviewForm)
    await small_fixes.review(db, id, sent.says, staff, now)
    return see_other("/studio/small-fixes")


ROUTES = [publish, overview, review]
