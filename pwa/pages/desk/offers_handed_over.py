"""The officers' desk: offers that the machine handed over, because the yes couldn't be taken down or the day couldn't be kept."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.offers import desk
from backend.offers.commissioned import desk as contacts
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.templates import form_again, page
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")


class OfferSettled(Struct, forbid_unknown_fields=True):
    """What came of it, in words that the person reads."""

    words: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/offers", opt=access(OFFICERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices) -> Response[str]:
    """What waits on my desk, the longest first; whose it is shows only when it is opened."""
    rows, numbers = await desk.waiting(db, services, staff), await contacts.waiting(db, services, staff)
    return page(request, "desk/offers.html", nav="offers", staff=staff, rows=rows, numbers=numbers)


@get("/desk/offers/{id:uuid}", opt=access(OFFICERS))
async def show(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One of them whole; its person sees that it was read."""
    view = await desk.read_one(db, services, staff, id, now)
    return page(request, "desk/offer.html", view, nav="offers", staff=staff, typed="")


@post("/desk/offers/{id:uuid}", opt=access(OFFICERS, acts=("offer.settled",)))
async def settle(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Tell its person what came of it."""
    sent = await read_form(request, OfferSettled)
    try:
        await desk.settle(db, services, staff, id, sent.words, now)
    except ReasonNeeded as refusal:
        view, wrong = await desk.read_one(db, services, staff, id, now), field_error("words", refusal.sentence)
        return form_again(request, "desk/offer.html", view, wrong, nav="offers", staff=staff, typed=sent.words)
    return see_other("/desk/offers")


@get("/desk/offers/contacts/{id:uuid}", opt=access(OFFICERS))
async def contact(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """The number of somebody without an account who answered."""
    view = await contacts.read_one(db, services, staff, id, now)
    return page(request, "desk/contact.html", view, nav="offers", staff=staff)


@post("/desk/offers/contacts/{id:uuid}", opt=access(OFFICERS, acts=("commissioned_contact.settled",)))
async def settle_contact(db: Db, staff: StaffWho, now: Now, id: FromPath[UUID]) -> Redirect:
    """They were called: the number goes."""
    await contacts.settle(db, staff, id, now)
    return see_other("/desk/offers")


ROUTES = [listed, show, settle, contact, settle_contact]
