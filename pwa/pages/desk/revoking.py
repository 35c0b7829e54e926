"""The desk's way to a decided case, and the two steps of revoking its receipt."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import officer_actions, revoke
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk.case_again import case_again
from pwa.pages.desk.forms import SecondWord
from pwa.pages.desk.queue import queue
from pwa.templates import page
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")


class RevocationForm(Struct, forbid_unknown_fields=True):
    """Why the receipt should not stand."""

    why: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/find", opt=access(OFFICERS))
async def find(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, number: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """To the case that a case number or a receipt number names."""
    found = await officer_actions.find_case(db, staff, number)
    if found:
        return see_other(f"/desk/cases/{found}")
    wrong = [field_error("number", "本部门没有这个编号的办件。请对照回执或办件编号再看一遍。")]
    view = await queue(db, services, staff, now, number)
    return page(request, "desk/queue.html", view, status=404, nav="desk", staff=staff, errors=wrong)


@post("/desk/cases/{id:uuid}/revocation", opt=access(OFFICERS, acts=("receipt.revocation_proposed",)))
async def propose(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Propose to revoke the receipt."""
    sent = await read_form(request, RevocationForm)
    try:
        await revoke.propose(db, services, staff, id, sent.why, now)
    except ReasonNeeded as refusal:
        return await case_again(request, db, services, staff, id, now, refusal=refusal, href="#f-why", typed=sent.why)
    return see_other(f"/desk/cases/{id}")


@post(
    "/desk/cases/{id:uuid}/revocation/settlement",
    opt=access(OFFICERS, acts=("receipt.revoked", "receipt.revocation_declined")),
)
async def settle(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Agree that the receipt is revoked, or leave it standing."""
    sent = await read_form(request, SecondWord)
    await revoke.settle(db, services, staff, id, sent.agrees, now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [find, propose, settle]
