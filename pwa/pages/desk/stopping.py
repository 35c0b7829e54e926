"""An officer stops the payee account of a person, pending or in force."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import officer_actions
from backend.cases.submission import payee
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk.case_again import case_again

OFFICERS = staff("officer", "supervisor")


class Stop(Struct, forbid_unknown_fields=True):
    """Why an account is stopped."""

    why: Annotated[str, Meta(max_length=300)] = ""


@post("/desk/cases/{id:uuid}/account/{account:uuid}/stop", opt=access(OFFICERS, acts=("payee.stopped",)))
async def stop(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    account: FromPath[UUID],
) -> Response[str] | Redirect:
    """Stop an account of the person of this case; the reason is told to them."""
    sent = await read_form(request, Stop)
    case = await officer_actions.open_case_file(db, services, staff, id, now, "停止收款账户")
    try:
        await payee.stop_account(db, services, staff, case, account, sent.why, now)
    except ReasonNeeded as refusal:
        return await case_again(
            request, db, services, staff, id, now, refusal=refusal, href=f"#f-why-{account}", typed=sent.why
        )
    return see_other(f"/desk/cases/{id}#account")


ROUTES = [stop]
