"""“主动问您的事”: offers as pages and for programs; the service functions are the same."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, short_transactions
from backend.offers import overview
from backend.offers.accept import Yes, accept, stop
from backend.offers.overview import OfferView
from backend.residents.guards import Who, access, confirmed, signed_in
from pwa.injected import InjectedServices
from pwa.templates import page
from pwa.views.api_refusals import PRIVATE, may_fail

SAID = Messages.beside(__file__).group("said")
DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
MAY_FAIL = may_fail(Messages.beside(__file__).words("OfferApiRefusal"))
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")], "responses": MAY_FAIL}
API = "/api/me/offers"


class OfferYes(Struct, forbid_unknown_fields=True):
    """A yes: the digest of the offer that was shown."""

    digest: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class OfferOutcome(Struct, frozen=True):
    """How an offer stands after an answer."""

    state: str


@get("/me/offers", opt=access(signed_in))
async def mine(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now,
    said: FromQuery[Annotated[str, Meta(max_length=20)]] = "",
) -> Response[str]:  # fmt: skip
    """What I was asked, and what becomes of it."""
    found = await overview.of_person(db, services, acting, now)
    notice = SAID[said]().text if said in SAID else ""
    return page(request, "offers/list.html", nav="inbox", offers=found, notice=notice)


@post("/me/offers/{id:uuid}/acceptance", opt=access(confirmed))
async def say_yes(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """One tap is the same yes as the short message."""
    sent = await read_form(request, OfferYes)
    return see_other(f"/me/offers?said={await take_yes(request, acting, services, id, sent.digest, now)}")


@post("/me/offers/{id:uuid}/stop", opt=access(signed_in))
async def say_stop(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Not wanted, or no longer; asks for no further proof, because stopping is safe."""
    await read_form(request, EmptyForm)
    await stop(db, services, await overview.one(db, services, acting, id), "inbox", now)
    return see_other("/me/offers?said=stopped")


@get(API, opt=access(signed_in), summary=DESCRIBES("mine"), **OPEN)
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[list[OfferView]]:
    """The offers for programs."""
    return Response(await overview.of_person(db, services, acting, now), headers=PRIVATE)


@post(
    API + "/{id:uuid}/acceptance", opt=access(confirmed), status_code=200, summary=DESCRIBES("accept"), **OPEN
)  # fmt: skip
async def accept_by_program(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[OfferYes]
) -> Response[OfferOutcome]:
    """Say yes for programs."""
    state = await take_yes(request, acting, services, id, data.digest, now)
    return Response(OfferOutcome(state), headers=PRIVATE)


@post(API + "/{id:uuid}/stop", opt=access(signed_in), status_code=200, summary=DESCRIBES("stop"), **OPEN)
async def stop_by_program(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[OfferOutcome]:
    """Stop for programs."""
    stopped = await stop(db, services, await overview.one(db, services, acting, id), "inbox", now)
    return Response(OfferOutcome(stopped.state), headers=PRIVATE)


async def take_yes(
    request: AnyRequest, acting: Who, services: InjectedServices, id: UUID, digest: str, now: Now
) -> str:
    """Take a yes of the signed-in person; registers are asked between transactions."""
    moment = short_transactions(request)
    async with moment() as db:
        offer = await overview.one(db, services, acting, id)
    return (await accept(moment, services, offer, Yes(how="inbox", digest=digest), now)).state


ROUTES = [mine, say_yes, say_stop, as_json, accept_by_program, stop_by_program]
