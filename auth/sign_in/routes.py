"""Signing in with a one-time code, signing out, and how long the session still lasts."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from msgspec import Struct

from auth.codes.one_time_codes import CodeRequest, new_code
from auth.dependencies import CodesHere, Here, Next, VaultHere
from auth.known_browsers.routes import PendingSignIn, store_pending
from auth.known_browsers.service import needs_second_proof, remember_browser
from auth.rendering import code_form, passkeys_available, plain, show, wrong
from auth.session import saved_form
from auth.session.browser import browser_of
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import sign_in_resident
from auth.sign_in.forms import CodeForm, PhoneForm
from backend.kit.phone_number import mobile, region_choices
from backend.kit.problems import Refusal, SignInNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import access, public
from backend.residents.service import find_or_create_by_phone
from backend.residents.types import Assurance


class Left(Struct):
    """How long the session lasts without another request, and at most; in seconds."""

    seconds: int
    total: int


@get("/sign-in", opt=access(public))
async def sign_in_page(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Asks for the phone number; says why, if the session had ended."""
    if browser.session is not None and browser.session.person is not None:
        return see_other(same_site(next))
    return phone_page(request, PhoneForm(next=same_site(next)))


def phone_page(request: AnyRequest, form: PhoneForm, refusal: Refusal | None = None) -> Response[str]:
    """The page that asks for the number, with what was typed."""
    return show(
        request, "sign_in/phone.html", status=refusal.status if refusal else HTTPStatus.OK, form=form, regions=region_choices(),
        lapsed=browser_of(request).lapsed, staff_entrance=bool(request.app.state.settings.oidc_issuer),
        errors=wrong("phone", refusal) if refusal else [],
        passkeys=passkeys_available(request), provider="resident" in request.app.state.openid,
    )  # fmt: skip


@post("/sign-in", opt=access(public), status_code=HTTPStatus.OK)
async def ask_for_code(request: AnyRequest, codes: CodesHere) -> Response[Any]:
    """Send a code to the number; the response doesn't reveal whether an account exists."""
    form = await read_form(request, PhoneForm)
    try:
        phone = mobile(form.phone, form.region)
        await codes.send(new_code(phone, next=same_site(form.next), shared=form.shared == "yes"))
    except Refusal as refusal:
        return phone_page(request, form, refusal)
    return see_other("/sign-in/code")


@get("/sign-in/code", opt=access(public))
async def code_page(request: AnyRequest, codes: CodesHere) -> Response[Any]:
    """Asks for the code that was sent."""
    asked = await codes.waiting()
    return see_other("/sign-in") if asked is None else ask_code(request, asked)


def ask_code(request: AnyRequest, asked: CodeRequest | None, refusal: Refusal | None = None) -> Response[str]:
    """The page that asks for the code."""
    wanted = asked.next if asked else HOME
    return code_form(request, asked, refusal, back=f"/sign-in?next={quote(wanted, safe='/')}", again=False)


@post("/sign-in/code", opt=access(public), status_code=HTTPStatus.OK)
async def enter_code(
    request: AnyRequest, browser: Here, codes: CodesHere, vault: VaultHere, db: Db, now: Now
) -> Response[Any]:
    """Takes the code; when it is right, this browser speaks for the holder of the phone."""
    form = await read_form(request, CodeForm)
    try:
        asked = await codes.check(form.code)
        who = await find_or_create_by_phone(db, vault, asked.phone, now)
        await codes.use_up()
    except Refusal as refusal:
        return ask_code(request, await codes.waiting(), refusal)
    if await needs_second_proof(db, browser, who, now):
        arrival = PendingSignIn(person=who.id, phone=asked.phone, next=asked.next, shared=asked.shared)
        return see_other(await store_pending(browser, arrival))
    await remember_browser(db, browser, who.id, now, shared=asked.shared)
    if not asked.shared:
        await codes.limits.recognise(asked.phone, browser.keep())
    landed = await sign_in_resident(
        browser, who.id, Assurance(who.assurance), asked.next, "sms", now, shared=asked.shared
    )
    return see_other(landed)


@post("/sign-in/again", opt=access(public), status_code=HTTPStatus.OK)
async def send_again(request: AnyRequest, codes: CodesHere) -> Response[Any]:
    """Send a new code to this number; earlier ones stay valid for their time."""
    asked = await codes.waiting()
    if asked is None:
        return see_other("/sign-in")
    try:
        await codes.send(new_code(asked.phone, next=asked.next, shared=asked.shared))
    except Refusal as refusal:
        return ask_code(request, asked, refusal)
    return see_other("/sign-in/code")


@get("/sign-in/kept", opt=access(public))
async def kept_page(request: AnyRequest, browser: Here, next: Next = HOME) -> Response[Any]:
    """Shows that the form sent after the session's end is still there, with a button that sends it now."""
    if browser.session is None:
        return see_other(f"/sign-in?next={quote(same_site(next), safe='/')}")
    kept = await saved_form.saved_form_of(browser)
    if kept is None:
        return see_other(same_site(next))
    return show(request, "sign_in/kept.html", kept=kept, next=same_site(next))


@post("/sign-out", opt=access(public), status_code=HTTPStatus.OK)
async def sign_out(browser: Here) -> Response[Any]:
    """Ends this session on the server and in the browser."""
    await browser.leave()
    return see_other("/sign-in/out")


@get("/sign-in/out", opt=access(public))
async def signed_out_page(request: Request[Any, Any, Any]) -> Response[Any]:
    """Says that it is done."""
    return plain(request, "sign_in/out.html")


@get("/session.json", opt=access(public, renews=False))
async def session_left(browser: Here) -> Left:
    """How long the session still lasts; asking doesn't prolong it."""
    if browser.session is None:
        return Left(0, 0)
    return Left(*await browser.sessions.seconds_left(browser.session_id))


@post("/session", opt=access(public), status_code=HTTPStatus.OK)
async def stay(browser: Here) -> Left:
    """Renew the idle time; the total limit stays."""
    if browser.session is None:
        raise SignInNeeded
    return Left(*await browser.sessions.seconds_left(browser.session_id))


ROUTES = [
    sign_in_page, ask_for_code, code_page, enter_code, send_again, kept_page, sign_out, signed_out_page, session_left,
    stay,
]  # fmt: skip
