"""Recovery for a person who lost the old number: request, code to the new number, and the number to name at the counter."""

from http import HTTPStatus
from typing import Annotated, Any

from litestar import Response, get, post
from msgspec import Meta, Struct

from auth.codes.one_time_codes import VALID_SECONDS, new_code
from auth.dependencies import Here, VaultHere, codes_for
from auth.recovery import service
from auth.recovery.number_routes import again
from auth.recovery.types import OPEN, WAITING, RecoveryClaim
from auth.rendering import code_form, passkeys_available, show, wrong
from auth.session import cookie
from auth.sign_in.forms import CodeForm, Short
from backend.kit import encrypted_redis
from backend.kit.client_address import rate_limit_address
from backend.kit.identity_number import InvalidIdentityNumber, canonical, identity_number
from backend.kit.phone_number import Region, mobile, region_choices
from backend.kit.problems import Refusal
from backend.kit.redis import count_attempt
from backend.kit.text import plain_name
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other
from backend.residents.guards import access, public

DAY = 86400
ASKED_FROM_ADDRESS = ("recovery-address", 20, 3600)
ASKED_FOR_NUMBER = ("recovery-target", 5, DAY)


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


@get("/recover", opt=access(public))
async def ways(request: AnyRequest) -> Response[str]:
    """Page that lists the ways of recovery."""
    return show(
        request, "recover/ways.html", nav="", passkeys=passkeys_available(request),
        provider="resident" in request.app.state.openid, days=WAITING.days,
    )  # fmt: skip


@get("/recover/counter", opt=access(public))
async def counter_page(request: AnyRequest) -> Response[str]:
    """Asks who it is and for the number they hold now."""
    return counter(request, WantedForm())


def counter(request: AnyRequest, form: WantedForm, field: str = "", refusal: Refusal | None = None) -> Response[str]:
    """Render the page with what was typed."""
    return show(
        request, "recover/counter.html", status=refusal.status if refusal else HTTPStatus.OK, nav="", form=form, regions=region_choices(),
        errors=wrong(field, refusal) if refusal else [], wrong_field=field,
    )  # fmt: skip


@post("/recover/counter", opt=access(public), status_code=HTTPStatus.OK)
async def begin_recovery(request: AnyRequest, browser: Here, vault: VaultHere, redis: Redis) -> Response[Any]:
    """Keep the claim for ten minutes and send a code to the new number, whether or not an account exists."""
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
    await encrypted_redis.put(redis, vault, key_of(browser.session_id), said, VALID_SECONDS)
    return see_other("/recover/counter/code")


def plain_number(typed: str, *, samples: bool) -> str:
    """The number as accounts are found by it, or NoIdentityNumber."""
    try:
        return canonical(identity_number(typed, samples=samples).value)
    except InvalidIdentityNumber as error:
        raise NoIdentityNumber from error


async def limit(request: AnyRequest, redis: Any, target: str) -> None:
    """Limit requests per address and per identity number; raises TooMuch alike for known and unknown numbers."""
    for (name, most, seconds), key in ((ASKED_FROM_ADDRESS, rate_limit_address(request)), (ASKED_FOR_NUMBER, target)):
        await count_attempt(redis, f"limit:{name}:{key}", most, seconds)


def key_of(session_id: str) -> str:
    """Redis key of a recovery that waits for its code."""
    return "recovery:" + cookie.redis_name(session_id)


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
    said = await encrypted_redis.take(redis, vault, key_of(browser.session_id), RecoveryClaim)
    if said is None or said.phone != asked.phone:  # two forms at once: only the number that was proved is written down
        return see_other("/recover/counter")
    number = await service.ask(db, vault, said, now)
    return show(
        request, "recover/asked.html", nav="", number=f"{number[:5]}-{number[5:]}", days=WAITING.days, open=OPEN.days
    )


ROUTES = [ways, counter_page, begin_recovery, recovery_code_page, recovery_again, written_down]
