"""The studio: the picture of a form, beside the form itself to be tried."""

from typing import Annotated

from litestar import Response, get
from litestar.params import FromPath
from msgspec import Meta

from backend.catalogue.drafting import read_drafts
from backend.kit.response_cache import CSP_SHOWING_OWN_FRAME
from backend.kit.web import AnyRequest, Db
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.flow import flow_view
from pwa.templates import page
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]


@get("/studio/services/{code:str}/flow", opt=access(EDITORS))
async def show(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, code: Code) -> Response[str]:
    """The flow of the form: of the draft, of what waits, or of what is live."""
    content, writing = await read_drafts.content_written(db, catalogue, code)
    view = flow_view(code, content.service, writing=writing)
    response = page(request, "studio/flow.html", view, nav="studio", staff=staff)
    response.headers["content-security-policy"] = CSP_SHOWING_OWN_FRAME
    return response


ROUTES = [show]
