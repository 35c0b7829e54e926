"""A helper asks for a mandate: by the other person's phone, a code, a call or a letter; and enters the code of a letter."""

from typing import Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases.services import CaseServices
from backend.delegation import call_back, letters, request_mandate
from backend.delegation.acting import is_proven
from backend.delegation.invitations import inviting
from backend.delegation.principals import count_named
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, EmptyForm, Now, Redis, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.mandates.forms import InvitationForm, LetterForm, NamedForm, errors_of
from pwa.pages.mandates.invitation_routes import Of, Typed
from pwa.templates import page
from pwa.views.mandate_choosing import choose_page, terms
from pwa.views.mandates import RELATIONS

ASK = "/mandates/ask"
Way = Literal["phone", "code", "call", "letter"]


@get(ASK, opt=access(signed_in), sync_to_thread=False)
def ways(request: AnyRequest, acting: Who) -> Response[str]:
    """How can the other person agree?"""
    return page(request, "mandates/ways.html", nav="me", proven=is_proven(acting.assurance))


@get(ASK + "/{way:str}", opt=access(signed_in))
async def choose(
    request: AnyRequest, services: InjectedServices, way: FromPath[Way], of: Of = "", q: Typed = "", more: Typed = ""
) -> Response[str]:
    """With what? Once that is chosen: how far, until when, and for whom."""
    if of and not q and not more:
        return ask_form(request, services, way, of)
    index = await request.app.state.search.index()
    view = choose_page(services.catalogue, index, f"{ASK}/{way}", of, q.strip(), "natural")
    return page(request, "mandates/choose.html", view, nav="me", asks=True)


def ask_form(
    request: AnyRequest, services: CaseServices, way: Way, of: str, sent: InvitationForm | NamedForm | None = None,
    refusal: Refusal | None = None,
) -> Response[str]:  # fmt: skip
    """The form, as it was sent where something in it has to be changed."""
    view = terms(services.catalogue, of, "natural", *((sent.power, sent.term) if sent else ()))
    by_phone = way in ("phone", "code")
    return page(
        request, "mandates/ask.html", view, status=refusal.status if refusal else 200, nav="me", way=way, by_phone=by_phone, sent=sent,
        relations=RELATIONS, errors=errors_of(refusal, "phone" if by_phone else "id_number") if refusal else [],
    )  # fmt: skip


@post(ASK, opt=access(signed_in))
async def ask(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Response[str] | Redirect:
    """Ask the person with this number, or the one who scans the code."""
    sent = await read_form(request, InvitationForm)
    try:
        async with short_transactions(request)() as db:
            made = await inviting.ask(db, services, acting, sent.wish, sent.to, now)
    except Refusal as refusal:
        return ask_form(request, services, sent.way, sent.of, sent, refusal)
    return see_other(f"/mandates/invitations/{made.id}")


@post("/mandates/calls", opt=access(signed_in))
async def call(
    request: AnyRequest, acting: Who, services: InjectedServices, redis: Redis, now: Now
) -> Response[str] | Redirect:
    """Have the other person called."""
    sent = await read_form(request, NamedForm)
    try:
        await count_named(redis, acting)
        made = await call_back.ask(short_transactions(request), services, acting, sent.named, sent.wish, now)
    except Refusal as refusal:
        return ask_form(request, services, "call", sent.of, sent, refusal)
    return see_other(f"/mandates/{made.id}")


@post("/mandates/{id:uuid}/call", opt=access(signed_in))
async def call_again(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Have them called once more."""
    await read_form(request, EmptyForm)
    await call_back.call_again(short_transactions(request), services, acting, id, now)
    return see_other(f"/mandates/{id}")


@post("/mandates/letters", opt=access(signed_in))
async def letter(
    request: AnyRequest, acting: Who, services: InjectedServices, redis: Redis, now: Now
) -> Response[str] | Redirect:
    """Have a letter sent to the other person."""
    sent = await read_form(request, NamedForm)
    try:
        await count_named(redis, acting)
        made = await request_mandate.ask(
            short_transactions(request), services, acting, sent.named, sent.wish, "paper", now
        )
    except Refusal as refusal:
        return ask_form(request, services, "letter", sent.of, sent, refusal)
    return see_other(f"/mandates/{made.id}?said=letter")


@get("/mandates/letter", opt=access(signed_in), sync_to_thread=False)
def letter_page(request: AnyRequest) -> Response[str]:
    """Where the code of a letter is typed."""
    return page(request, "mandates/letter.html", nav="me", sent=LetterForm())


@post("/mandates/letter", opt=access(signed_in))
async def enter(request: AnyRequest, acting: Who, services: InjectedServices, now: Now) -> Response[str] | Redirect:
    """The code of a letter, with facts about who got it."""
    sent = await read_form(request, LetterForm)
    try:
        made = await letters.enter(short_transactions(request), services, acting, sent.code, sent.facts, now)
    except Refusal as refusal:
        errors = errors_of(refusal, "code")
        return page(request, "mandates/letter.html", status=refusal.status, nav="me", sent=sent, errors=errors)
    return see_other(f"/mandates/{made.id}?said=agreed")


ROUTES = [ways, choose, ask, call, call_again, letter, letter_page, enter]
