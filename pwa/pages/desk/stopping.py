"""An officer stops the payee account of a person, pending or in force."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import officer_actions
from backend.cases.submission import payee
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk import views
from pwa.templates import page

LEAST = 5  # characters of a reason


class Stop(Struct, forbid_unknown_fields=True):
    """Why an account is stopped."""

    why: Annotated[str, Meta(max_length=300)] = ""


@post(
    "/desk/cases/{id:uuid}/account/{account:uuid}/stop",
    opt=access(staff("officer", "supervisor"), acts=("payee.stopped",)),
)
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
    if len(sent.why.strip()) < LEAST:
        context = await views.case(db, services, staff, case, now)
        wrong = [{"text": "请写明理由，至少5个字：本人会原样看到。", "href": f"#f-why-{account}"}]
        return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **{**context, "errors": wrong})
    await payee.stop_account(db, services, staff, case, account, sent.why.strip(), now)
    return see_other(f"/desk/cases/{id}#account")


ROUTES = [stop]
