"""The desk's way to a decided case, and the two steps of revoking its receipt."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import officer_actions, revoke
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.web import read_form, see_other
from backend.residents.guards import access
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action
from pwa.pages.desk.forms import SecondWord
from pwa.pages.desk.queue import queue
from pwa.templates import page
from pwa.views.parts import field_error

NOT_FOUND = Messages.beside(__file__).take("not_found")


class RevocationForm(Struct, forbid_unknown_fields=True):
    """Why the receipt should not stand."""

    why: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/find", opt=access(OFFICERS))
async def find(desk: InjectedDesk, number: FromQuery[str] = "") -> Response[str] | Redirect:
    """To the case that a case number or a receipt number names."""
    found = await officer_actions.find_case(desk.db, desk.staff, number)
    if found:
        return see_other(f"/desk/cases/{found}")
    wrong = [field_error("number", NOT_FOUND(Audience.OFFICER).text)]
    view = await queue(desk.db, desk.services, desk.staff, desk.now, number)
    return page(desk.request, "desk/queue.html", view, status=404, nav="desk", staff=desk.staff, errors=wrong)


@post("/desk/cases/{id:uuid}/revocation", opt=access(OFFICERS, acts=("receipt.revocation_proposed",)))
async def propose(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str] | Redirect:
    """Propose to revoke the receipt."""
    sent = await read_form(desk.request, RevocationForm)
    action = revoke.propose(desk.db, desk.services, desk.staff, id, sent.why, desk.now)
    return await after_action(desk, id, action, field="#f-why", typed=sent.why)


@post(
    "/desk/cases/{id:uuid}/revocation/settlement",
    opt=access(OFFICERS, acts=("receipt.revoked", "receipt.revocation_declined")),
)
async def settle(desk: InjectedDesk, id: FromPath[UUID]) -> Redirect:
    """Agree that the receipt is revoked, or leave it standing."""
    sent = await read_form(desk.request, SecondWord)
    await revoke.settle(desk.db, desk.services, desk.staff, id, sent.agrees, desk.now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [find, propose, settle]
