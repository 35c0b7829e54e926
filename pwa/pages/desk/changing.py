"""The desk's word on what a register says happened to the holder of a grant: it is so, it isn't, or what had stopped goes on."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.changes import settling
from backend.cases.changes.types import ChangeDecision
from backend.cases.desk import officer_actions
from backend.cases.services import CaseServices
from backend.kit.sql import Db as Connection
from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from pwa.injected import InjectedServices
from pwa.pages.desk import views
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")
NO_REASON = "请写明理由，至少5个字。"


class Said(Struct, forbid_unknown_fields=True):
    """An officer's word, and why where something is set aside."""

    word: ChangeDecision
    because: Annotated[str, Meta(max_length=500)] = ""


@post(
    "/desk/cases/{id:uuid}/changes/{change:uuid}",
    opt=access(OFFICERS, acts=("grant.change_confirm", "grant.change_set_aside", "grant.change_lift")),
)
async def settle(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    change: FromPath[UUID],
) -> Response[str] | Redirect:
    """Confirm what the rule says follows, set it aside, or let what had stopped go on."""
    sent = await read_form(request, Said)
    if sent.word != "confirm" and not is_reason(sent.because):
        return await asked_again(request, db, staff, services, now, id, change, sent.because)
    await settling.settle(db, services, staff, id, change, sent.word, sent.because.strip(), now)
    return see_other(f"/desk/cases/{id}")


async def asked_again(
    request: AnyRequest, db: Connection, staff: Staff, services: CaseServices, now: datetime, id: UUID, change: UUID, because: str
) -> Response[str]:  # fmt: skip
    """The case once more, with what was written and what is wrong with it."""
    case = await officer_actions.open_case_file(db, services, staff, id, now)
    context = await views.case(db, services, staff, case, now)
    for one in context["changes"]:
        if one["id"] == change:
            one.update(because=because, error=NO_REASON)
    context["errors"] = [{"text": NO_REASON, "href": f"#f-because-{change}"}]
    return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **context)


ROUTES = [settle]
