"""The desk asks back what was paid too long: one officer proposes, another agrees or doesn't."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.grants import recover_payments
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk.case_again import case_again
from pwa.pages.desk.forms import SecondWord

OFFICERS = staff("officer", "supervisor")


class RecoveryForm(Struct, forbid_unknown_fields=True):
    """Why a month should be paid back."""

    why: Annotated[str, Meta(max_length=500)] = ""


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
    sent = await read_form(request, RecoveryForm)
    try:
        await recover_payments.propose(db, services, staff, id, order, sent.why, now)
    except ReasonNeeded as refusal:
        return await case_again(
            request, db, services, staff, id, now, refusal=refusal, href=f"#f-why-{order}", typed=sent.why
        )
    return see_other(f"/desk/cases/{id}")


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
    sent = await read_form(request, SecondWord)
    await recover_payments.settle(db, services, staff, id, order, sent.agrees, now)
    return see_other(f"/desk/cases/{id}")


ROUTES = [propose, settle]
