"""The desk asks back what was paid too long: one officer proposes, another agrees or doesn't."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import officer_actions
from backend.cases.grants import recovering
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
NO_REASON = "请写明为什么要退回，至少5个字。"


class Asked(Struct, forbid_unknown_fields=True):
    """Why a month should be paid back."""

    why: Annotated[str, Meta(max_length=500)] = ""


class Said(Struct, forbid_unknown_fields=True):
    """The second person's word."""

    word: Literal["agree", "decline"]


@post("/desk/cases/{id:uuid}/payments/{order:uuid}/recovery", opt=access(OFFICERS, acts=("payment.recovery_proposed",)))
async def propose(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    order: FromPath[UUID],
) -> Response[str] | Redirect:
    """Propose to ask one month back; without a reason the form comes back."""
    sent = await read_form(request, Asked)
    if not is_reason(sent.why):
        return await asked_again(request, db, staff, services, now, id, order, sent.why)
    await recovering.propose(db, services, staff, id, order, sent.why.strip(), now)
    return see_other(f"/desk/cases/{id}")


async def asked_again(
    request: AnyRequest, db: Connection, staff: Staff, services: CaseServices, now: datetime, id: UUID, order: UUID, why: str
) -> Response[str]:  # fmt: skip
    """The case once more, with what was written and what is wrong with it."""
    case = await officer_actions.open_case_file(db, services, staff, id, now)
    context = await views.case(db, services, staff, case, now)
    for one in context["overpaid"]:
        if one["id"] == order:
            one.update(why=why, error=NO_REASON)
    context["errors"] = [{"text": NO_REASON, "href": f"#f-why-{order}"}]
    return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **context)


@post(
    "/desk/cases/{id:uuid}/payments/{order:uuid}/recovery/settlement",
    opt=access(OFFICERS, acts=("payment.recovery_agreed", "payment.recovery_declined")),
)
async def settle(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    order: FromPath[UUID],
) -> Redirect:
    """The second person's word on it."""
    sent = await read_form(request, Said)
    await recovering.settle(db, services, staff, id, order, sent.word == "agree", now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [propose, settle]
