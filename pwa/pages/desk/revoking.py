"""The desk's way to a decided case, and the two steps of taking its receipt back."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases import staff_acts
from backend.cases.desk import officer_actions, revoke
from backend.cases.desk import store as desk_store
from backend.kit.text import is_reason, plain
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk import changed, views
from pwa.pages.receipts.routes import spelled
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")


class Proposal(Struct, forbid_unknown_fields=True):
    """Why the receipt should not stand."""

    why: Annotated[str, Meta(max_length=500)] = ""


class Settlement(Struct, forbid_unknown_fields=True):
    """The second person's word."""

    word: Literal["agree", "decline"]


@get("/desk/find", opt=access(OFFICERS))
async def find(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, number: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """To the case that a case number or a receipt number names."""
    tidy = plain(number).upper()[:40]
    found = (
        await desk_store.case_by_number(
            db, department=staff_acts.department_scope(staff), number=tidy, receipt=spelled(tidy)
        )
        if tidy
        else None
    )
    if found:
        return see_other(f"/desk/cases/{found}")
    wrong = [{"text": "本部门没有这个编号的办件。请对照回执或办件编号再看一遍。", "href": "#f-number"}]
    return page(
        request, "desk/queue.html", status=404, nav="desk", staff=staff, rows=await views.queue(db, services, staff, now),
        proposals=await views.proposals(db, services, staff), changes=await changed.to_confirm(db, services, staff), number=tidy, errors=wrong,
    )  # fmt: skip


@post("/desk/cases/{id:uuid}/revocation", opt=access(OFFICERS, acts=("receipt.revocation_proposed",)))
async def propose(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Propose to take the receipt back."""
    sent = await read_form(request, Proposal)
    if not is_reason(sent.why):
        case = await officer_actions.open_case_file(db, services, staff, id, now)
        wrong = [{"text": "请写明撤销的理由，至少5个字：居民会原样看到。", "href": "#f-why"}]
        context = await views.case(db, services, staff, case, now)
        return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **{**context, "errors": wrong})
    await revoke.propose(db, services, staff, id, sent.why.strip(), now)
    return see_other(f"/desk/cases/{id}")


@post(
    "/desk/cases/{id:uuid}/revocation/settlement",
    opt=access(OFFICERS, acts=("receipt.revoked", "receipt.revocation_declined")),
)
async def settle(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Agree that the receipt is taken back, or leave it standing."""
    sent = await read_form(request, Settlement)
    await revoke.settle(db, services, staff, id, sent.word == "agree", now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [find, propose, settle]
