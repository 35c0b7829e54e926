"""The page of a case once more, after a form that needs another look."""

from datetime import datetime
from uuid import UUID

from litestar import Response
from msgspec.structs import replace

from backend.cases.desk import officer_actions
from backend.cases.services import CaseServices
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.kit.web import AnyRequest
from backend.residents.types import Staff
from pwa.pages.desk.views import desk_case
from pwa.templates import page
from pwa.views.parts import FormError


async def case_again(
    request: AnyRequest, db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime,
    *, refusal: Refusal, href: str, typed: str = "",
) -> Response[str]:  # fmt: skip
    """Answer with the case, what was typed, and the refusal's sentence at its field (`href`: “#f-name” or another anchor)."""
    view = await desk_case(db, services, staff, await officer_actions.open_case_file(db, services, staff, id, now), now)
    view = replace(view, errors=[FormError(refusal.sentence, href)], typed={href.removeprefix("#f-"): typed})
    return page(request, "desk/case.html", view, status=refusal.status, nav="desk", staff=staff)
