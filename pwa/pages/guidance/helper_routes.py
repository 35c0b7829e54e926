"""A helper guides: the same screen as an officer's, on the ground of a mandate that is looked at anew each time."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from backend.guidance import desk
from backend.guidance.guide import Guide, as_helper
from backend.guidance.types import SessionState
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.views.api_refusals import PRIVATE
from pwa.views.guide_api import described, guide_api
from pwa.views.guide_routes import GuidePlace, guide_routes

HERE = "/guidance/helping"


class AskedOfHelperJson(Struct, frozen=True, kw_only=True):
    """A session for which a helper was asked; `service`: its code."""

    id: UUID
    state: SessionState
    service: str
    asked_at: datetime


def guide_of(acting: Who) -> Guide:
    """The signed-in person in their own affair."""
    return as_helper(acting)


@post(HERE + "/{id:uuid}/taking", opt=access(signed_in))
async def take(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """I am here."""
    await read_form(request, EmptyForm)
    await desk.take_as_helper(db, services, as_helper(acting), id, now)
    return see_other(f"{HERE}/{id}")


PLACE = GuidePlace(base=HERE, template="guidance/helping.html", policy=signed_in, guide=guide_of, left="/mandates")


@post(f"/api{HERE}/{{id:uuid}}/taking", **described(PLACE, "taking", status=HTTPStatus.NO_CONTENT))
async def take_by_program(db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]) -> None:
    """I am here."""
    await desk.take_as_helper(db, services, as_helper(acting), id, now)


@get(f"/api{HERE}", **described(PLACE, "asked_of_me"))
async def asked_of_me(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[list[AskedOfHelperJson]]:
    """Who of those whom I help waits for me, or is guided by me now."""
    rows = await desk.mine(db, services, as_helper(acting), now)
    found = [AskedOfHelperJson(id=one.id, state=one.state, service=one.service, asked_at=one.asked_at) for one in rows]
    return Response(found, headers=PRIVATE)


ROUTES = [take, take_by_program, asked_of_me, *guide_routes(PLACE), *guide_api(PLACE)]
