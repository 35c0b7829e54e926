"""Change of the phone number by its owner, and recovery for a person who lost the old number."""

from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromQuery
from msgspec import Meta, Struct

from auth import encrypted_redis
from auth.codes.one_time_codes import VALID_SECONDS, new_code
from auth.dependencies import Here, VaultHere, asker, codes_for
from auth.passkeys.credential import available
from auth.recovery import service, store
from auth.recovery.types import OPEN, WAITING, NumberTaken, RecoveryClaim, SameNumber
from auth.rendering import code_form, show, wrong
from auth.session import cookie
from auth.sign_in.forms import CodeForm, Short
from backend.kit import masking
from backend.kit.identity_number import InvalidIdentityNumber, canonical, identity_number
from backend.kit.phone_number import REGIONS, Region, mobile
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt
from backend.kit.text import plain_name
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, read_form, see_other, short_transactions
from backend.notices.sms import NotSent
from backend.residents.guards import Who, access, confirmed_by_another_factor, public, signed_in
from backend.residents.service import identity_of

DAY = 86400
ASKED_FROM_ADDRESS = ("recovery-address", 20, 3600)
ASKED_FOR_NUMBER = ("recovery-target", 5, DAY)


class NewNumber(Struct, forbid_unknown_fields=True):
    """The number that shall hold from now on."""

    phone: Short = ""
    region: Region = "CN"


class WantedForm(Struct, forbid_unknown_fields=True):
    """Form of a recovery: claimed identity and current number."""

    name: Annotated[str, Meta(max_length=60)] = ""
    id_number: Short = ""
    phone: Short = ""
    region: Region = "CN"


class NoName(Refusal):
    """The name is missing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NoIdentityNumber(Refusal):
    """Not an identity number in shape; whether anybody has it isn't looked at."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


@get("/me/number", opt=access(signed_in))
async def number_page(
    request: AnyRequest, db: Db, vault: VaultHere, acting: Who, now: Now, said: FromQuery[str] = ""
) -> Response[str]:
    """My number, another one, and a change under way that I can stop."""
    phone = (await identity_of(db, vault, acting.person)).phone
    pending = await store.on_the_way(db, person=acting.person)
    return show(
        request, "recover/number.html", nav="me", phone=masking.phone(phone), pending=pending, regions=REGIONS, form=NewNumber(),
        notice={"changed": "手机号已更换。其他设备都已退出。", "stopped": "已停止，号码不变。"}.get(said, ""),
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
            request, "recover/number.html", status=refusal.status, nav="me", phone=masking.phone(who.phone), pending=None, regions=REGIONS,
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
    await tell(request, old, "number_changed")
    return see_other("/me/number?said=changed")


async def tell(request: AnyRequest, phone: str, template: str, **parameters: str) -> None:
    """Send a message to the old number; a failure changes nothing, since the number may be out of use."""
    if phone:
        try:
            await request.app.state.sms.send(phone, template, **parameters)
        except NotSent:
            return


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


@get("/recover", opt=access(public))
async def ways(request: AnyRequest) -> Response[str]:
    """Page that lists the ways of recovery."""
    return show(
        request, "recover/ways.html", nav="", passkeys=available(request.app.state.settings.origin),
        provider="resident" in request.app.state.openid, days=WAITING.days,
    )  # fmt: skip


@get("/recover/counter", opt=access(public))
async def counter_page(request: AnyRequest) -> Response[str]:
    """Asks who it is and for the number they hold now."""
    return counter(request, WantedForm())


def counter(request: AnyRequest, form: WantedForm, field: str = "", refusal: Refusal | None = None) -> Response[str]:
    """The page, with what was typed."""
    return show(
        request, "recover/counter.html", status=refusal.status if refusal else HTTPStatus.OK, nav="", form=form, regions=REGIONS,
        errors=wrong(field, refusal) if refusal else [], wrong_field=field,
    )  # fmt: skip


@post("/recover/counter", opt=access(public), status_code=HTTPStatus.OK)
async def wanted(request: AnyRequest, browser: Here, vault: VaultHere, redis: Redis) -> Response[Any]:
    """Keep what was said for ten minutes and send a code to the new number; whether we know anybody plays no part."""
    form, field = await read_form(request, WantedForm), "name"
    try:
        if not form.name.strip():
            raise NoName
        field = "id_number"
        number = plain_number(form.id_number, samples=request.app.state.settings.sample)
        field = "phone"
        phone = mobile(form.phone, form.region)
        await limit(request, redis, vault.fingerprint("recovery", number).hex())
        await codes_for(request, "recovery").send(new_code(phone, next="/recover"))
    except Refusal as refusal:
        return counter(request, form, field, refusal)
    said = RecoveryClaim(name=plain_name(form.name), id_number=number, phone=phone)
    await encrypted_redis.put(redis, vault, key_of(browser.held), said, VALID_SECONDS)
    return see_other("/recover/counter/code")


def plain_number(typed: str, *, samples: bool) -> str:
    """The number as accounts are found by it, or NoIdentityNumber."""
    try:
        return canonical(identity_number(typed, samples=samples).value)
    except InvalidIdentityNumber as error:
        raise NoIdentityNumber from error


async def limit(request: AnyRequest, redis: Any, target: str) -> None:
    """So many requests from one address, and for one identity number; raises TooMuch alike for known and unknown."""
    for (name, most, seconds), key in ((ASKED_FROM_ADDRESS, asker(request)), (ASKED_FOR_NUMBER, target)):
        await count_attempt(redis, f"limit:{name}:{key}", most, seconds)


def key_of(held: str) -> str:
    """Redis key of a recovery that waits for its code."""
    return "recovery:" + cookie.redis_name(held)


@get("/recover/counter/code", opt=access(public))
async def recovery_code_page(request: AnyRequest) -> Response[Any]:
    """Asks for the code that went to the new number."""
    asked = await codes_for(request, "recovery").waiting()
    if asked is None:
        return see_other("/recover/counter")
    return code_form(request, asked, None, back="/recover/counter", again=False, place="/recover/counter")


@post("/recover/counter/again", opt=access(public), status_code=HTTPStatus.OK)
async def recovery_again(request: AnyRequest) -> Response[Any]:
    """Another code to the new number."""
    return await again(request, "recovery", "/recover/counter")


@post("/recover/counter/code", opt=access(public), status_code=HTTPStatus.OK)
async def written_down(
    request: AnyRequest, browser: Here, db: Db, redis: Redis, vault: VaultHere, now: Now
) -> Response[Any]:
    """Confirmation page with the number to name at the counter; it doesn't reveal whether an account exists."""
    form, codes = await read_form(request, CodeForm), codes_for(request, "recovery")
    try:
        asked = await codes.check(form.code)
        await codes.use_up()
    except Refusal as refusal:
        return code_form(
            request, await codes.waiting(), refusal, back="/recover/counter", again=False, place="/recover/counter"
        )
    said = await encrypted_redis.take(redis, vault, key_of(browser.held), RecoveryClaim)
    if said is None or said.phone != asked.phone:  # two forms at once: only the number that was proved is written down
        return see_other("/recover/counter")
    number = await service.ask(db, vault, said, now)
    return show(
        request, "recover/asked.html", nav="", number=f"{number[:5]}-{number[5:]}", days=WAITING.days, open=OPEN.days
    )


ROUTES = [
    number_page, new_number, number_code_page, change_number, number_again, stop, ways, counter_page, wanted, recovery_code_page,
    recovery_again, written_down,
]  # fmt: skip
