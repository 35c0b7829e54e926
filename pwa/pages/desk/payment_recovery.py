"""The desk asks back what was paid too long: one officer proposes, another agrees or doesn't."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.grants import recover_payments
from backend.kit.web import read_form, see_other
from backend.residents.guards import access
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action
from pwa.pages.desk.forms import SecondWord


class RecoveryForm(Struct, forbid_unknown_fields=True):
    """Why a month should be paid back."""

    why: Annotated[str, Meta(max_length=500)] = ""


@post("/desk/cases/{id:uuid}/payments/{order:uuid}/recovery", opt=access(OFFICERS, acts=("payment.recovery_proposed",)))
async def propose(desk: InjectedDesk, id: FromPath[UUID], order: FromPath[UUID]) -> Response[str] | Redirect:
    """Propose to ask one month back; without a reason the form comes back."""
    sent = await read_form(desk.request, RecoveryForm)
    action = recover_payments.propose(desk.db, desk.services, desk.staff, id, order, sent.why, desk.now)
    return await after_action(desk, id, action, field=f"#f-why-{order}", typed=sent.why)


@post(
    "/desk/cases/{id:uuid}/payments/{order:uuid}/recovery/settlement",
    opt=access(OFFICERS, acts=("payment.recovery_agreed", "payment.recovery_declined")),
)
async def settle(desk: InjectedDesk, id: FromPath[UUID], order: FromPath[UUID]) -> Redirect:
    """The second person's word on it."""
    sent = await read_form(desk.request, SecondWord)
    await recover_payments.settle(desk.db, desk.services, desk.staff, id, order, sent.agrees, desk.now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [propose, settle]
