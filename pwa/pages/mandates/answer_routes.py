"""The answer to an invitation or request, found by one's own number or by a scanned code."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.delegation.invitations import inviting
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import Who, access, confirmed, signed_in
from pwa.injected import InjectedServices
from pwa.pages.mandates.received_invitation import offer_page, sent_to
from pwa.templates import page

LONGEST_KEPT = 4_000  # characters: every service of the catalogue by its code
Token = Annotated[str, Meta(max_length=64)]


class OfferAnswer(Struct, forbid_unknown_fields=True):
    """An answer; `token` comes from a scanned code."""

    token: Token = ""


class OfferGrant(OfferAnswer, forbid_unknown_fields=True):
    """The principal's yes: the digest of the words that she read, and the services that she keeps, joined by commas."""

    said: Annotated[str, Meta(max_length=64)] = ""
    keep: Annotated[str, Meta(max_length=LONGEST_KEPT)] = ""

    @property
    def chosen(self) -> frozenset[str] | None:
        """The services that she keeps; None for all."""
        return frozenset(self.keep.split(",")) if self.keep else None


def services_to_keep(request: AnyRequest) -> frozenset[str]:
    """The services that the principal keeps, as the address says; none where it says nothing."""
    return frozenset(request.query_params.getall("keep", []))


@get("/mandates/offers/{id:uuid}", opt=access(signed_in))
async def offer(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """What somebody asks of me or offers me."""
    found = await sent_to(db, services, acting, id, now)
    return page(
        request, "mandates/offer.html", offer_page(services, acting, found, services_to_keep(request)), nav="me"
    )


@get("/mandates/scan/{token:str}", opt=access(signed_in))
async def scan(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, token: FromPath[Token]
) -> Response[str]:
    """The invitation behind a QR code."""
    found = await inviting.scanned(db, services, acting, token, now)
    return page(
        request, "mandates/offer.html", offer_page(services, acting, found, services_to_keep(request), token), nav="me"
    )


@post("/mandates/offers/{id:uuid}/acceptance", opt=access(signed_in))
async def accept(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """I will help."""
    sent = await read_form(request, OfferAnswer)
    made = await inviting.accept(db, services, acting, id, now, token=sent.token)
    return see_other(f"/mandates/{made.id}?said={'agreed' if made.active_at else 'named'}")


@post("/mandates/offers/{id:uuid}/grant", opt=access(confirmed))
async def grant(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """The principal agrees to the words that she read."""
    sent = await read_form(request, OfferGrant)
    made = await inviting.grant(db, services, acting, id, sent.said, now, keep=sent.chosen, token=sent.token)
    return see_other(f"/mandates/{made.id}?said=given")


@post("/mandates/offers/{id:uuid}/refusal", opt=access(signed_in))
async def refuse(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """No."""
    sent = await read_form(request, OfferAnswer)
    await inviting.refuse(db, services, acting, id, now, token=sent.token)
    return see_other("/mandates?said=refused")


ROUTES = [offer, scan, accept, grant, refuse]
