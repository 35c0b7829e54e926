"""Change of the phone number by its owner: a code to the new number, the old one is notified; a change under way can be stopped."""

from http import HTTPStatus
from typing import Any

from litestar import Response, get, post
from litestar.params import FromQuery
from msgspec import Struct

from auth.codes.one_time_codes import new_code
from auth.dependencies import Here, VaultHere, codes_for
from auth.recovery import service, store
from auth.recovery.types import NumberTaken, SameNumber
from auth.rendering import code_form, show, wrong
from auth.sign_in.forms import CodeForm, Short
from backend.kit import masking
from backend.kit.messages.render import Messages
from backend.kit.phone_number import Region, mobile, region_choices
from backend.kit.problems import Refusal
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other, short_transactions
from backend.notices.sms import notify_by_sms
from backend.residents.guards import Who, access, confirmed_by_another_factor, signed_in
from backend.residents.service import identity_of

NOTICES = Messages.beside(__file__).words("Notice")


class NewNumber(Struct, forbid_unknown_fields=True):
    """The number that shall hold from now on."""

    phone: Short = ""
    region: Region = "CN"


@get("/me/number", opt=access(signed_in))
async def number_page(
    request: AnyRequest, db: Db, vault: VaultHere, acting: Who, now: Now, said: FromQuery[str] = ""
) -> Response[str]:
    """My number, another one, and a change under way that I can stop."""
    phone = (await identity_of(db, vault, acting.person)).phone
    pending = await store.on_the_way(db, person=acting.person)
    return show(
        request, "recover/number.html", nav="me", phone=masking.phone(phone), pending=pending, regions=region_choices(), form=NewNumber(),
        notice=NOTICES.get(said, ""),
    )  # fmt: skip


@post("/me/number", opt=access(confirmed_by_another_factor), status_code=HTTPStatus.OK)
async def new_number(request: AnyRequest, vault: VaultHere, acting: Who) -> Response[Any]:
    """Send a code to the new number; whether another account holds it isn't checked yet."""
    form = await read_form(request, NewNumber)
    async with short_transactions(request)() as db:
        who = await identity_of(db, vault, acting.person)
    try:
        phone = mobile(form.phone, form.region)
        if phone == who.phone:
            raise SameNumber
        await codes_for(request, "number").send(new_code(phone, next="/me/number"))
    except Refusal as refusal:
        return show(
            request, "recover/number.html", status=refusal.status, nav="me", phone=masking.phone(who.phone), pending=None, regions=region_choices(),
            form=form, errors=wrong("phone", refusal),
        )  # fmt: skip
    return see_other("/me/number/code")


@get("/me/number/code", opt=access(signed_in))
async def number_code_page(request: AnyRequest) -> Response[Any]:
    """Asks for the code that went to the new number."""
    asked = await codes_for(request, "number").waiting()
    return (
        code_form(request, asked, None, back="/me/number", again=False, place="/me/number")
        if asked
        else see_other("/me/number")
    )


@post("/me/number/code", opt=access(confirmed_by_another_factor), status_code=HTTPStatus.OK)
async def change_number(request: AnyRequest, browser: Here, vault: VaultHere, acting: Who, now: Now) -> Response[Any]:
    """Change the number, end the sessions on other devices, and notify the old number."""
    form, codes = await read_form(request, CodeForm), codes_for(request, "number")
    try:
        asked = await codes.check(form.code)
        async with short_transactions(request)() as db:  # a code that is gone by now takes the change back with it
            old = await service.move_number(db, vault, request.app.state.file_store, acting.person, asked.phone, now)
            await codes.use_up()
    except (NumberTaken, Refusal) as refusal:
        return code_form(request, await codes.waiting(), refusal, back="/me/number", again=False, place="/me/number")
    await browser.sessions.end_all(f"person:{acting.person}")
    await browser.step_up(browser.proof("sms"))
    await notify_by_sms(request.app.state.sms, short_transactions(request), old, "number_changed")
    return see_other("/me/number?said=changed")


@post("/me/number/again", opt=access(confirmed_by_another_factor), status_code=HTTPStatus.OK)
async def number_again(request: AnyRequest) -> Response[Any]:
    """Another code to the new number."""
    return await again(request, "number", "/me/number")


async def again(request: AnyRequest, purpose: str, place: str) -> Response[Any]:
    """Send another code to this number; the earlier one becomes invalid."""
    codes = codes_for(request, purpose)
    asked = await codes.waiting()
    if asked is None:
        return see_other(place)
    try:
        await codes.send(new_code(asked.phone, next=place))
    except Refusal as refusal:
        return code_form(request, asked, refusal, back=place, again=False, place=place)
    return see_other(f"{place}/code")


@post("/me/number/stop", opt=access(signed_in), status_code=HTTPStatus.OK)
async def stop(request: AnyRequest, db: Db, acting: Who, now: Now) -> Response[Any]:
    """It wasn't me at the counter."""
    await read_form(request, EmptyForm)
    await service.stop(db, acting.person, now)
    return see_other("/me/number?said=stopped")


ROUTES = [number_page, new_number, number_code_page, change_number, number_again, stop]
