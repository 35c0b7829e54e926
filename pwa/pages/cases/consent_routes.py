"""Submitting with consent: the helper asks, the principal chooses what is hers, agrees or refuses."""

from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.consents import answer, ask, by_code, by_telephone, own_answers
from backend.cases.consents.answer import LONGEST_NOTE, AnswerProof
from backend.cases.consents.problems import NotOnRecord, TooLongToHear
from backend.delegation.acting import helped
from backend.delegation.problems import CallRunning, CallTooSoon, NoNumberToCall
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, form_values, read_form, see_other, short_transactions
from backend.materials.reading.face_types import available
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.cases.check_answers import check_answers
from pwa.pages.cases.consent import consent_page, own_fields, request_page
from pwa.templates import form_again, page
from pwa.views.form_values import answers_sent
from pwa.views.parts import field_error

TICK = Messages.beside(__file__).take("tick_before_asking")
ASKS, GIVES = helped("consent.asked"), helped("consent.given")


class ConsentAsked(Struct, forbid_unknown_fields=True):
    """What asking sends; five taps are one question, since one waits at a time. `event` is the page's own."""

    event: UUID
    confirmed: Literal["yes", ""] = ""


class ConsentGiven(Struct, forbid_unknown_fields=True):
    """Her yes: the digest of the content that she was shown."""

    said: Annotated[str, Meta(max_length=64)]


class ConsentRefused(Struct, forbid_unknown_fields=True):
    """Her no, with a note to the helper if she likes."""

    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] = ""


@post("/cases/{id:uuid}/consent-request", opt=access(signed_in, helper=ASKS))
async def asking(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """A helper asks the principal to agree to what is filled in."""
    sent = await read_form(request, ConsentAsked)
    if not sent.confirmed:
        view = await check_answers(db, services, acting, id, now)
        wrong = field_error("confirmed", TICK().text)
        return form_again(request, "cases/check.html", view, wrong, nav="cases", event=sent.event)
    await ask.ask(db, services, acting, id, now)
    return see_other(f"/cases/{id}/consent-request")


def offers_face(request: AnyRequest) -> bool:
    """Does this installation compare faces, and may a face suffice?"""
    return bool(request.app.state.settings.face_suffices and available())


@get("/cases/{id:uuid}/consent-request", opt=access(signed_in, helper=ASKS))
async def asked(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """How the question stands."""
    view = await request_page(db, services, acting, id, now)
    return (
        page(request, "cases/consent_request.html", view, nav="cases", problem="", face=offers_face(request))
        if view
        else see_other(f"/cases/{id}")
    )


@post("/cases/{id:uuid}/consent-request/withdrawal", opt=access(signed_in, helper=ASKS))
async def withdraw(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """The helper takes the question back."""
    await read_form(request, EmptyForm)
    await ask.withdraw(db, acting, id, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/consent-request/call", opt=access(signed_in, helper=ASKS))
async def call(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """The helper has the principal called, on the number that the registers hold."""
    await read_form(request, EmptyForm)
    moment = short_transactions(request)
    try:
        await by_telephone.call_by_helper(moment, services, acting, id, now)
    except (NotOnRecord, TooLongToHear, NoNumberToCall, CallTooSoon, CallRunning) as refusal:
        async with moment() as db:
            view = await request_page(db, services, acting, id, now)
        return page(
            request,
            "cases/consent_request.html",
            view,
            status=refusal.status,
            nav="cases",
            problem=refusal.sentence,
            face=offers_face(request),
        )
    return see_other(f"/cases/{id}/consent-request")


@get("/cases/{id:uuid}/consent", opt=access(signed_in, helper=GIVES))
async def reading(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """What the principal is asked to agree to; the bank register is asked about the account that she reads of."""
    moment = short_transactions(request)
    await own_answers.ask_registers(moment, services, acting, id, now)
    async with moment() as db:
        view = await consent_page(db, services, acting, id, now)
    return page(request, "cases/consent.html", view, nav="cases") if view else see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/consent", opt=access(signed_in, helper=GIVES))
async def agree(request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]) -> Redirect:
    """The principal agrees, and it is submitted. The bank register is asked before the transaction begins."""
    sent, moment = await read_form(request, ConsentGiven), short_transactions(request)
    await own_answers.ask_registers(moment, services, acting, id, now)
    async with moment() as db:
        await answer.agree(db, services, acting, id, AnswerProof(digest=sent.said), now)
    return see_other(f"/cases/{id}/consent")


@post("/cases/{id:uuid}/consent/refusal", opt=access(signed_in, helper=GIVES))
async def refuse(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """The principal doesn't agree."""
    sent = await read_form(request, ConsentRefused)
    await answer.refuse(db, services, acting, id, sent.note, now)
    return see_other(f"/cases/{id}/consent")


@post("/cases/{id:uuid}/consent/answers", opt=access(signed_in, helper=GIVES))
async def choose(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Where her money and messages go: she says so herself."""
    moment, values = short_transactions(request), await form_values(request)
    async with moment() as db:
        typed = answers_sent(values, await own_fields(db, services, acting, id, now))
    errors = await own_answers.choose(moment, services, acting, id, typed, now)
    if not errors:
        return see_other(f"/cases/{id}/consent")
    async with moment() as db:
        view = await consent_page(db, services, acting, id, now, typed, errors)
    return page(request, "cases/consent.html", view, status=422, nav="cases") if view else see_other(f"/cases/{id}")


class CodeEntered(Struct, forbid_unknown_fields=True):
    """The six digits on the helper's screen."""

    code: Annotated[str, Meta(max_length=20)] = ""


@get("/cases/consent-code", opt=access(signed_in), sync_to_thread=False)
def code_page(request: AnyRequest) -> Response[str]:
    """Where the principal types the code on the helper's screen."""
    return code_form(request)


def code_form(request: AnyRequest, refusal: Refusal | None = None) -> Response[str]:
    """The page, with what was wrong."""
    errors = [field_error("code", refusal.sentence)] if refusal else []
    status = refusal.status if refusal else HTTPStatus.OK
    return page(request, "cases/consent_code.html", status=status, nav="cases", step="", leave="", errors=errors)


@post("/cases/consent-code", opt=access(signed_in))
async def enter_code(
    request: AnyRequest, acting: Who, services: InjectedServices, redis: Redis, now: Now
) -> Response[str] | Redirect:
    """The code leads to what she is asked to agree to."""
    sent = await read_form(request, CodeEntered)
    try:
        await by_code.count_try(redis, acting)
        async with short_transactions(request)() as db:
            case = await by_code.enter(db, services, acting, sent.code, now)
    except Refusal as refusal:
        return code_form(request, refusal)
    return see_other(f"/cases/{case}/consent")


ROUTES = [code_page, enter_code, asking, asked, withdraw, call, reading, agree, refuse, choose]
