"""Proving again that it is the person of this session: by a code to their own phone, or a passkey."""

from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import quote
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromQuery
from msgspec import Struct
from msgspec.structs import replace

from auth.codes.one_time_codes import CodeRequest, new_code
from auth.dependencies import CodesHere, Here, Next, VaultHere
from auth.identity import officer_code
from auth.identity import store as identities
from auth.identity.routes import offers_face
from auth.identity.steps import steps
from auth.identity.types import OtherWay
from auth.passkeys import store as passkeys
from auth.rendering import code_form, passkeys_available, show, wrong
from auth.session.return_to import HOME, same_site
from auth.session.sign_in import complete_step_up
from auth.sign_in.forms import CodeForm, LongNext, Short
from backend.delegation.acting import OWN
from backend.kit import masking
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from backend.residents.service import identity_of


class AskForm(Struct, forbid_unknown_fields=True):
    """Form with the page to return to."""

    next: LongNext = HOME


@get("/step-up", opt=access(signed_in, helper=OWN))
async def page(request: AnyRequest, db: Db, vault: VaultHere, acting: Who, next: Next = HOME) -> Response[Any]:
    """Says why, and offers the ways to prove it."""
    phone = (await identity_of(db, vault, acting.person)).phone
    return ask(request, phone, same_site(next), await has_passkey(request, db, acting.person))


async def has_passkey(request: AnyRequest, db: Db, person: UUID) -> bool:
    """Tell whether this person has set up a passkey here: nobody is offered a lock that would open nothing."""
    return passkeys_available(request) and bool(await passkeys.of_person(db, person=person))


def ask(request: AnyRequest, phone: str, wanted: str, passkey: bool, refusal: Refusal | None = None) -> Response[Any]:
    """The page that offers the ways to prove it."""
    return show(
        request, "sign_in/again.html", status=refusal.status if refusal else HTTPStatus.OK, next=wanted,
        phone=masking.phone(phone), passkeys=passkey,
        errors=wrong("phone", refusal) if refusal else [],
    )  # fmt: skip


@get("/step-up/another-factor", opt=access(signed_in, helper=OWN))
async def another_factor_page(request: AnyRequest, db: Db, acting: Who, next: Next = HOME) -> Response[Any]:
    """The ways that a thief of the number doesn't have, for acts that move money or a contact."""
    wanted = same_site(next)
    return show(
        request, "sign_in/another_factor.html", next=wanted, passkeys=await has_passkey(request, db, acting.person),
        factors=factors(request, wanted),
    )  # fmt: skip


def factors(request: AnyRequest, wanted: str) -> list[OtherWay]:
    """The ways that this installation has, each leading back to the act that asked for it."""
    lacking = set() if offers_face(request) else {"face"}
    if "resident" not in request.app.state.openid:
        lacking.add("provider")
    back = f"?next={quote(wanted, safe='/')}"
    return [replace(one, href=one.href + back) for one in steps().factor if one.key not in lacking]


@post("/step-up", opt=access(signed_in, helper=OWN), status_code=HTTPStatus.OK)
async def send(request: AnyRequest, step_up_codes: CodesHere, vault: VaultHere, acting: Who) -> Response[Any]:
    """Sends a code to the person's own number, and to no other."""
    wanted = same_site((await read_form(request, AskForm)).next)
    async with short_transactions(request)() as db:
        phone = (await identity_of(db, vault, acting.person)).phone
        passkey = await has_passkey(request, db, acting.person)
    try:
        await step_up_codes.send(new_code(phone, next=wanted))
    except Refusal as refusal:
        return ask(request, phone, wanted, passkey, refusal)
    return see_other("/step-up/code")


@get("/step-up/code", opt=access(signed_in, helper=OWN))
async def code_page(request: AnyRequest, step_up_codes: CodesHere) -> Response[Any]:
    """Asks for the code that was sent."""
    asked = await step_up_codes.waiting()
    return see_other("/step-up") if asked is None else ask_code(request, asked)


def ask_code(request: AnyRequest, asked: CodeRequest | None, refusal: Refusal | None = None) -> Response[str]:
    """The page that asks for the code."""
    wanted = asked.next if asked else HOME
    return code_form(request, asked, refusal, back=f"/step-up?next={quote(wanted, safe='/')}", again=True)


@post("/step-up/code", opt=access(signed_in, helper=OWN), status_code=HTTPStatus.OK)
async def enter(request: AnyRequest, browser: Here, step_up_codes: CodesHere) -> Response[Any]:
    """Check the code; the session continues under a new id."""
    form = await read_form(request, CodeForm)
    try:
        asked = await step_up_codes.check(form.code)
        await step_up_codes.use_up()
    except Refusal as refusal:
        return ask_code(request, await step_up_codes.waiting(), refusal)
    return see_other(await complete_step_up(browser, asked.next, browser.proof("sms")))


class OfficerForm(Struct, forbid_unknown_fields=True):
    """Form with an officer's code and the page to return to."""

    code: Short = ""
    next: LongNext = HOME


@get("/step-up/officer", opt=access(signed_in, helper=OWN))
async def officer_page(
    request: AnyRequest, next: Next = HOME, told: FromQuery[Literal["", "asked"]] = ""
) -> Response[Any]:
    """How an officer confirms it, and the field for the code that they hand out."""
    return by_officer(request, same_site(next), asked=told == "asked")


def by_officer(
    request: AnyRequest, wanted: str, refusal: Refusal | None = None, *, asked: bool = False
) -> Response[Any]:
    """The page, with what needs another look."""
    return show(
        request, "sign_in/officer_code.html", status=refusal.status if refusal else HTTPStatus.OK, next=wanted, asked=asked,
        errors=wrong("code", refusal) if refusal else [],
    )  # fmt: skip


@post("/step-up/officer", opt=access(signed_in, helper=OWN), status_code=HTTPStatus.OK)
async def enter_officer_code(request: AnyRequest, browser: Here, vault: VaultHere, acting: Who) -> Response[Any]:
    """Check the officer's code; the session continues under a new id."""
    form = await read_form(request, OfficerForm)
    wanted = same_site(form.next)
    try:
        await officer_code.use(browser.sessions.redis, vault, acting.person, form.code)
    except Refusal as refusal:
        return by_officer(request, wanted, refusal)
    return see_other(await complete_step_up(browser, wanted, browser.proof("officer")))


@post("/step-up/officer/request", opt=access(signed_in, helper=OWN), status_code=HTTPStatus.OK)
async def ask_officer(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """I stand before an officer, or they see me by video: put it on their list."""
    wanted = same_site((await read_form(request, AskForm)).next)
    await identities.ask(
        db, id=uuid4(), person=acting.person, cause="step_up", way="counter", day=None, part="", at=now
    )
    return see_other(f"/step-up/officer?told=asked&next={quote(wanted, safe='/')}")


ROUTES = [officer_page, enter_officer_code, ask_officer, page, another_factor_page, send, code_page, enter]
