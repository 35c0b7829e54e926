"""An officer stops the payee account of a person, pending or in force."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.submission import payee
from backend.kit.web import read_form
from backend.residents.guards import access
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action


class Stop(Struct, forbid_unknown_fields=True):
    """Why an account is stopped."""

    why: Annotated[str, Meta(max_length=300)] = ""


@post("/desk/cases/{id:uuid}/account/{account:uuid}/stop", opt=access(OFFICERS, acts=("payee.stopped",)))
async def stop(desk: InjectedDesk, id: FromPath[UUID], account: FromPath[UUID]) -> Response[str] | Redirect:
    """Stop an account of the person of this case; the reason is told to them."""
    sent = await read_form(desk.request, Stop)
    case = await desk.open_file(id, "account")
    action = payee.stop_account(desk.db, desk.services, desk.staff, case, account, sent.why, desk.now)
    return await after_action(desk, id, action, field=f"#f-why-{account}", typed=sent.why, onward="#account")


ROUTES = [stop]
