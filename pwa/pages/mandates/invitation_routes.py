"""A principal asks somebody to help: what for, how far and until when, whom; and what becomes of the invitation."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.catalogue.published import PublishedCatalogue
from backend.delegation.acting import OWN, helped
from backend.delegation.invitations import inviting
from backend.delegation.invitations.overview import sent_one
from backend.delegation.principals import kind_of
from backend.delegation.scope import PrincipalKind
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.qr import svg
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import Who, access, confirmed, signed_in
from pwa.injected import InjectedServices
from pwa.pages.mandates.forms import InvitationForm, errors_of
from pwa.templates import page
from pwa.views.mandate_choosing import choose_page, terms
from pwa.views.mandates import scopes

INVITE = "/mandates/invite"
Of = FromQuery[Annotated[str, Meta(max_length=700)]]
Typed = FromQuery[Annotated[str, Meta(max_length=60)]]
SENT = Messages.beside(__file__).group("sent")
REACH = helped("mandate.given", "list")


@get(INVITE, opt=access(signed_in, helper=REACH))
async def choose(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, of: Of = "", q: Typed = "", more: Typed = ""
) -> Response[str]:
    """What should somebody help with? Once that is chosen: how far, until when, and whom."""
    kind = await kind_of(db, acting.principal)
    if of and not q and not more:
        return invite_form(request, services.catalogue, kind, of)
    index = await request.app.state.search.index()
    view = choose_page(services.catalogue, index, INVITE, of, q.strip(), kind)
    return page(request, "mandates/choose.html", view, nav="me", asks=False)


def invite_form(
    request: AnyRequest, catalogue: PublishedCatalogue, kind: PrincipalKind, of: str, sent: InvitationForm | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:  # fmt: skip
    """The form, as it was sent where something in it has to be changed."""
    view = terms(catalogue, of, kind, *((sent.power, sent.term) if sent else ()))
    return page(
        request, "mandates/invite.html", view, status=refusal.status if refusal else 200, nav="me", asks=False, sent=sent,
        errors=errors_of(refusal, "phone") if refusal else [],
    )  # fmt: skip


@post(INVITE, opt=access(confirmed, helper=helped("mandate.given", "body")))
async def send(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now
) -> Response[str] | Redirect:
    """Send it to a number, or show its code."""
    sent = await read_form(request, InvitationForm)
    try:
        made = await inviting.invite(db, services, acting, sent.wish, sent.to, now)
    except Refusal as refusal:
        return invite_form(request, services.catalogue, await kind_of(db, acting.principal), sent.of, sent, refusal)
    return see_other(f"/mandates/invitations/{made.id}")


@get("/mandates/invitations/{id:uuid}", opt=access(signed_in, helper=OWN))
async def invitation(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """What I sent: to whom, or its code to be scanned."""
    found = await sent_one(db, services, acting, id, now)
    says = (SENT["code"]() if found.token else SENT["phone"](phone=found.phone)).text
    return page(
        request, "mandates/sent.html", nav="me", invitation=found, says=says, scopes=scopes(services.catalogue, found.services),
        link=f"/mandates/scan/{found.token}",
    )  # fmt: skip


@get("/mandates/invitations/{id:uuid}/qr.svg", opt=access(signed_in, helper=OWN))
async def code(db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]) -> Response[bytes]:
    """The QR code of an invitation, for its sender's screen."""
    found = await sent_one(db, services, acting, id, now)
    drawn = svg(f"{services.origin}/mandates/scan/{found.token}", scale=8, border=2, dark="#1c1b17")
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@post("/mandates/invitations/{id:uuid}/withdrawal", opt=access(signed_in, helper=OWN))
async def withdraw(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """Take it back."""
    await read_form(request, EmptyForm)
    await inviting.withdraw(db, acting, id, now)
    return see_other("/mandates?said=withdrawn")


ROUTES = [choose, send, invitation, code, withdraw]
