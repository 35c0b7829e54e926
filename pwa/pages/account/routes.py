"""“收款账户”: which account my money goes to and from when, and one tap that stops a change that wasn't mine."""

from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.payees import messages
from backend.payees.stop import stop_by_person
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.account.views import account_page, lines
from pwa.templates import page


class AccountState(Struct, frozen=True):
    """One account in the JSON of the page: how it stands and from when, without its number."""

    id: UUID
    tail: str
    state: str
    effective_on: str
    reason: str


@get("/me/account", opt=access(signed_in))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, stopped: FromQuery[bool] = False
) -> Response[str]:
    """The account in force, the change that waits, and what was before."""
    notice = messages.stopped("person").title if stopped else ""
    return page(request, "account/show.html", await account_page(db, services, acting, now), nav="me", notice=notice)


@get("/api/me/account", opt=access(signed_in))
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[bytes]:
    """The accounts for programs."""
    found = await lines(db, services, acting, now)
    states = [AccountState(one.id, one.tail, one.state, one.since.isoformat(), one.why) for one in found]
    return Response(
        msgspec.json.encode({"accounts": states}), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


@post("/me/account/{id:uuid}/stop", opt=access(signed_in))
async def stop(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Stop a change that hasn't taken effect; asks for no further proof, because stopping is safe."""
    await read_form(request, EmptyForm)
    await stop_by_person(db, acting.person, id, now)
    return see_other("/me/account?stopped=true")


ROUTES = [show, as_json, stop]
