"""Shared by routes: injected dependencies, forms that refuse unknown fields, CSRF check."""

import hashlib
import hmac
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import msgspec
from litestar import Request, Response
from litestar.datastructures import FormMultiDict, State, UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
from litestar.types import Scope
from msgspec.inspect import StrType, type_info
from redis.asyncio import Redis as RedisClient

from backend.kit.clock import Clock
from backend.kit.db import Transaction, transaction
from backend.kit.problems import NotUnderstood, Refusal, TextTooLong
from backend.kit.request_body import SAFE as SAFE
from backend.kit.sql import Db as Connection
from backend.kit.text import UNREADABLE, clean

T = TypeVar("T")
Db = NamedDependency[SkipValidation[Connection]]
Now = NamedDependency[datetime]
Time = NamedDependency[SkipValidation[Clock]]
Redis = NamedDependency[SkipValidation[RedisClient]]
AnyRequest = Request[Any, Any, Any]

TYPED = 20
"""Boxes of fewer characters are boxes to tick and hidden fields; into all others somebody may paste too much."""
SMALL_FORM = 32 * 1024  # bytes
TOKEN_FIELD = "_token"  # noqa: S105 - the name of a form field
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 - the name of a header


class NotFromHere(Refusal):
    """The form was not sent from our own page, or the page is older than the session (CSRF)."""

    status = HTTPStatus.FORBIDDEN


def short_transactions(request: AnyRequest) -> Transaction:
    """Return a factory of short transactions, for requests that wait for external systems between them."""
    pool = request.app.state.pool
    return lambda: transaction(pool)


class EmptyForm(msgspec.Struct, forbid_unknown_fields=True):
    """Form without fields of its own, such as a single button."""


async def read_form(request: AnyRequest, kind: type[T]) -> T:
    """Parse the submitted form into a struct; unknown, missing or oversized fields are refused by name."""
    return form_struct(await form_values(request), kind)


def form_struct(values: Mapping[str, Any], kind: type[T]) -> T:
    """Parse the values of a form into a struct; see `read_form`."""
    data = {k: cleaned(v) for k, v in values.items() if k != TOKEN_FIELD}
    for name, most in text_limits(kind).items():  # type: ignore[arg-type]  # mypy: type[T] is hashable
        within(data.get(name), most)
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise NotUnderstood("fields", what=str(error)) from error


@cache
def text_limits(kind: type) -> dict[str, int]:
    """The most characters of each box of a form that is typed into."""
    fields = getattr(type_info(kind), "fields", ())
    bounded = {f.encode_name: f.type.max_length for f in fields if isinstance(f.type, StrType) and f.type.max_length}
    return {name: most for name, most in bounded.items() if most >= TYPED}


def within(value: Any, most: int) -> None:
    """Raise TextTooLong for a text beyond this many characters."""
    if isinstance(value, str) and len(value) > most:
        raise TextTooLong(value, most)


def cleaned(value: Any) -> Any:
    """Clean text (see `kit.text.clean`); refuses characters that PostgreSQL can't store."""
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if not isinstance(value, str):
        return value
    if UNREADABLE.search(text := clean(value)):
        raise NotUnderstood("characters")
    return text


async def read_json(request: AnyRequest, kind: type[T]) -> T:
    """Parse the JSON body into a struct."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:  # nested too deep to be one
        raise NotUnderstood("body") from error


async def the_form(request: AnyRequest) -> FormMultiDict:
    """Return the submitted form; refuses files in text fields."""
    try:
        return await request.form()
    except (UnicodeError, LookupError) as error:  # a charset that nobody has is a LookupError
        raise NotUnderstood("characters") from error


def is_small_form(request: AnyRequest) -> bool:
    """Was a form without files sent, no longer than SMALL_FORM?"""
    kind, length = request.headers.get("content-type", ""), request.headers.get("content-length", "")
    small = length.isascii() and length.isdigit() and int(length) <= SMALL_FORM
    return request.method == "POST" and small and kind.startswith("application/x-www-form-urlencoded")


async def form_values(request: AnyRequest) -> dict[str, Any]:
    """Return all fields of the form; a repeated field is a list."""
    form = await the_form(request)
    values: dict[str, Any] = {}
    for key in form:
        found = form.getall(key)
        values[key] = found[0] if len(found) == 1 else found
    return values


async def the_file(request: AnyRequest, name: str) -> UploadFile | None:
    """Return the uploaded file of this field, if any."""
    found = (await the_form(request)).get(name)
    return found if isinstance(found, UploadFile) else None


def token_for(csrf_key: bytes, session: str) -> str:
    """Return the CSRF token of a session; it doesn't reveal the session id."""
    return hmac.new(csrf_key, session.encode(), hashlib.sha256).hexdigest()[:40]


async def check_origin(request: AnyRequest, origin: str, token: str) -> None:
    """Check a changing request for CSRF: same origin and the token of the session (OWASP)."""
    if request.method in SAFE:
        return
    if not same_origin(request.headers, origin):
        raise NotFromHere
    handler_opt: Mapping[str, Any] = request.scope["route_handler"].opt
    if handler_opt.get("token") is False:
        return
    sent = request.headers.get(TOKEN_HEADER) or await token_in_form(request)
    if not token or not hmac.compare_digest(sent.encode(), token.encode()):
        raise NotFromHere


async def check_form(request: Any, _handler: object) -> None:
    """Guard of the whole application: a change must come from one of our own pages."""
    state = request.app.state
    await check_origin(request, state.settings.origin, request.scope["state"].get("form_token", ""))


def url_parts(text: str) -> SplitResult:
    """Split a URL sent by a browser (Referer, Origin); all parts are empty if it can't be parsed."""
    try:
        return urlsplit(text)
    except ValueError:
        return SplitResult("", "", "", "", "")


def same_origin(headers: Mapping[str, str], origin: str) -> bool:
    """Check Sec-Fetch-Site, else Origin; a client that sends neither is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    sent = headers.get("origin")
    return sent is None or url_parts(sent)[:2] == urlsplit(origin)[:2]


async def token_in_form(request: AnyRequest) -> str:
    """Return the CSRF token in the form's fields, if any."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    value = (await the_form(request)).get(TOKEN_FIELD)
    return value if isinstance(value, str) else ""


AGAIN = 10_000  # milliseconds after which an event stream that was refused is asked for again


def retry_later_stream() -> Response[str]:
    """Return an event stream that ends at once with a retry time; any other status would stop the browser for good (HTML §9.2.3)."""
    return Response(f"retry: {AGAIN}\n\n", media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def see_other(path: str) -> Redirect:
    """Redirect with 303, so that Back and reload repeat nothing."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)


async def provide_db(state: State, scope: Scope) -> AsyncGenerator[Connection, None]:
    """Dependency `db`: the transaction of one request, committed before the response starts."""
    opened = scope["state"]["transaction"] = AsyncExitStack()
    async with opened:
        yield await opened.enter_async_context(transaction(state.pool))


async def end_transaction(error: Exception, scope: Scope) -> None:
    """Roll back what a refused request left open: the framework closes no dependency when a later one raises."""
    opened = scope["state"].get("transaction")
    if isinstance(opened, AsyncExitStack):
        with suppress(type(error)):
            await opened.__aexit__(type(error), error, error.__traceback__)


def from_state(name: str) -> Provide:
    """Dependency that returns an attribute of the application's state."""

    def give(state: State) -> Any:
        return getattr(state, name)

    return Provide(give, sync_to_thread=False)


def provide_now(state: State) -> Any:
    """Dependency `now`: the time of this request."""
    return state.clock()
