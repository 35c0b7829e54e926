"""Mandates as principal and helper have them: the overview, one of them, and the steps of either side."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.delegation import managing
from backend.delegation.acting import OWN, helped
from backend.delegation.signals import complaints
from backend.kit.messages.render import Messages
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import Who, access, confirmed, signed_in
from backend.residents.types import Acting
from pwa.injected import InjectedServices
from pwa.pages.mandates import answer_routes, api, invitation_routes, legal_authority, request_routes, verify
from pwa.pages.mandates.mandate_page import mandate_page
from pwa.pages.mandates.overview import given_page, overview
from pwa.pages.mandates.record import record_page
from pwa.templates import page

SAID = Messages.beside(__file__).group("said")
Said = FromQuery[Annotated[str, Meta(max_length=20)]]
GIVEN = helped("mandate.given", "list")
"""What somebody who speaks for an organisation may open while acting for it; closed to every other helper."""
ENDED = helped("mandate.ended", "list")


class Confirmation(Struct, forbid_unknown_fields=True):
    """The digest of the words that the principal read."""

    said: Annotated[str, Meta(max_length=64)]


class Removal(Struct, forbid_unknown_fields=True):
    """The service that the principal takes back."""

    service: Annotated[str, Meta(max_length=20)]


def notice(said: str) -> str:
    """The short confirmation after a step."""
    return SAID[said]().text if said in SAID else ""


@get("/mandates", opt=access(signed_in, helper=OWN))
async def mine(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, said: Said = ""
) -> Response[str]:
    """Whom I help, who may help me, and what waits for an answer."""
    view = await overview(db, services, acting, now)
    return page(request, "mandates/overview.html", view, nav="me", of_organisation=False, notice=notice(said))


@get("/mandates/given", opt=access(signed_in, helper=GIVEN))
async def given(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, said: Said = ""
) -> Response[str]:
    """Mandates that a principal or an organisation gave."""
    view = await given_page(db, services, acting, now)
    return page(request, "mandates/overview.html", view, nav="me", of_organisation=True, notice=notice(said))


@get("/mandates/{id:uuid}", opt=access(signed_in, helper=ENDED))
async def one(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], said: Said = ""
) -> Response[str]:
    """One mandate with its history."""
    view = await mandate_page(db, services, acting, id, now)
    told = "held" if view.under_review and said in ("given", "agreed") else said
    return page(request, "mandates/show.html", view, nav="me", notice=notice(told))


@post("/mandates/{id:uuid}/confirmation", opt=access(confirmed, helper=ENDED))
async def confirm(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """The principal agrees to the words that she read."""
    sent = await read_form(request, Confirmation)
    await managing.confirm(db, services, acting, id, sent.said, now)
    return see_other(f"/mandates/{id}?said=given")


Step = Callable[[Connection, Acting, UUID, datetime], Awaitable[Any]]


def step_route(path: str, take: Step, said: str) -> Any:
    """Route of a step that needs nothing typed; afterwards the mandate is shown with `said`."""

    @post(f"/mandates/{{id:uuid}}/{path}", opt=access(signed_in, helper=ENDED))
    async def step(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
        await read_form(request, EmptyForm)
        await take(db, acting, id, now)
        return see_other(f"/mandates/{id}?said={said}")

    return step


STEPS = [
    step_route("end", managing.stop, "stopped"),
    step_route("completion", managing.finish, "stopped"),
    step_route("pause", managing.hold, "paused"),
    step_route("resumption", managing.go_on, "resumed"),
    step_route("complaint", complaints.complain, "complained"),
]


@post("/mandates/{id:uuid}/removal", opt=access(signed_in, helper=ENDED))
async def take_back(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """The principal takes one service back."""
    sent = await read_form(request, Removal)
    await managing.take_back(db, acting, id, sent.service, now)
    return see_other(f"/mandates/{id}?said=narrowed")


@get("/mandates/{id:uuid}/record", opt=access(signed_in, helper=ENDED))
async def record(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """Everything that the helper did by it, to be printed."""
    return page(request, "mandates/record.html", await record_page(db, services, acting, id, now), nav="me")


ROUTES = [
    *api.ROUTES, *invitation_routes.ROUTES, *answer_routes.ROUTES, *request_routes.ROUTES, *legal_authority.ROUTES, *verify.ROUTES,
    mine, given, one, confirm, *STEPS, take_back, record,
]  # fmt: skip
