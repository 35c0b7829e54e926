"""“收款账户”: which account my money goes to and from when, and one tap that stops a change that wasn't mine."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit.clock import local_date
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.payees import messages
from backend.payees import store as accounts
from backend.payees.stopping import stop_by_person
from backend.residents.disclosure import may_read
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.cases.payee import line
from pwa.templates import page

CHANGE = "/services/FT0205002"


class EmptyRequest(Struct, forbid_unknown_fields=True):
    """A form that carries only its token."""


class Told(Struct, frozen=True):
    """One account in the JSON of the page: how it stands and from when, without its number."""

    id: UUID
    tail: str
    state: str
    effective_on: str
    reason: str


async def lines(db: Connection, services: CaseServices, acting: Who, now: Now) -> list[dict[str, Any]]:
    """All accounts of the person, the newest first."""
    rows = await accounts.of_person(db, person=acting.person)
    readable = may_read(acting.assurance)
    return [line(services, row, rows, now, readable=readable) for row in rows]


@get("/me/account", opt=access(signed_in))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, stopped: FromQuery[bool] = False
) -> Response[str]:
    """The account in force, the change that waits, and what was before."""
    found = await lines(db, services, acting, now)
    told = [
        e
        for e in await accounts.events(db, person=acting.person)
        if e.kind == "told" and e.detail.get("channel") == "sms"
    ]
    now_used = next((one for one in found if one["state"] == "in_force"), None)
    return page(
        request, "account/show.html", nav="me", now_used=now_used, pending=[one for one in found if one["state"] == "pending"],
        earlier=[one for one in found if one["state"] in ("stopped", "replaced")], proposal=messages.PROPOSAL, change=CHANGE,
        told={one["id"]: sum(e.account == one["id"] for e in told) for one in found}, today=local_date(now),
        notice=messages.STOPPED["person"].title if stopped else "",
    )  # fmt: skip


@get("/api/me/account", opt=access(signed_in))
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[bytes]:
    """The same for programs."""
    told = [
        Told(one["id"], one["tail"], one["state"], one["since"].isoformat(), one["why"])
        for one in await lines(db, services, acting, now)
    ]
    return Response(
        msgspec.json.encode({"accounts": told}), media_type="application/json", headers={"Cache-Control": "no-store"}
    )


@post("/me/account/{id:uuid}/stop", opt=access(signed_in))
async def stop(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Stop a change that hasn't taken effect; asks for no further proof, because stopping is safe."""
    await read_form(request, EmptyRequest)
    await stop_by_person(db, acting.person, id, now)
    return see_other("/me/account?stopped=true")


ROUTES = [show, as_json, stop]
