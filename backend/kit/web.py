"""What routes share: injected names, forms that refuse unknown fields, and the check that a form is ours."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import msgspec
from litestar import Request, Response
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER
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
TOKEN_FIELD = "_token"  # noqa: S105 - the name of a form field
TOKEN_HEADER = "x-csrf-token"  # noqa: S105 - the name of a header


class NotFromHere(Refusal):
    """The form did not come from one of our own pages (or the page is older than the session)."""

    status = HTTPStatus.FORBIDDEN


def short_transactions(request: AnyRequest) -> Transaction:
    """Transactions of moments, for a request that waits for somebody outside in between and holds no connection meanwhile."""
    pool = request.app.state.pool
    return lambda: transaction(pool)


class EmptyForm(msgspec.Struct, forbid_unknown_fields=True):
    """A form without fields of its own, such as a single button."""


async def read_form(request: AnyRequest, kind: type[T]) -> T:
    """The submitted form as this struct; an unknown, missing or oversized field is refused by name."""
    data = {k: cleaned(v) for k, v in (await form_values(request)).items() if k != TOKEN_FIELD}
    for name, most in text_limits(kind).items():  # type: ignore[arg-type]  # mypy: type[T] is hashable
        within(data.get(name), most)
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise NotUnderstood(what=str(error)) from error


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
    """Text without what draws nothing (see `kit.text.clean`); text that no database keeps is refused."""
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if not isinstance(value, str):
        return value
    if UNREADABLE.search(text := clean(value)):
        raise NotUnderstood(what="里面有无法识别的符号")
    return text


async def read_json(request: AnyRequest, kind: type[T], what: str) -> T:
    """The body as this struct; `what` names it to whoever sent something else."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:  # nested too deep to be one
        raise NotUnderstood(what=what) from error


async def the_form(request: AnyRequest) -> FormMultiDict:
    """The submitted form; what isn't text where text belongs is refused."""
    try:
        return await request.form()
    except (UnicodeError, LookupError) as error:  # a charset that nobody has is a LookupError
        raise NotUnderstood(what="里面有无法识别的符号") from error


async def form_values(request: AnyRequest) -> dict[str, Any]:
    """Every field of the form; a field sent more than once is a list."""
    form = await the_form(request)
    values: dict[str, Any] = {}
    for key in form:
        found = form.getall(key)
        values[key] = found[0] if len(found) == 1 else found
    return values


async def the_file(request: AnyRequest, name: str) -> UploadFile | None:
    """The file sent under this name, if the form holds one."""
    found = (await the_form(request)).get(name)
    return found if isinstance(found, UploadFile) else None


def token_for(csrf_key: bytes, session: str) -> str:
    """The token that forms of this session carry; it says nothing about the session."""
    return hmac.new(csrf_key, session.encode(), hashlib.sha256).hexdigest()[:40]


async def check_origin(request: AnyRequest, origin: str, token: str) -> None:
    """A request that changes something comes from our own page and carries the session's token (OWASP CSRF)."""
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


def url_parts(text: str) -> SplitResult:
    """The parts of an address that a browser sent (Referer, Origin); of one that can't be read all are empty."""
    try:
        return urlsplit(text)
    except ValueError:
        return SplitResult("", "", "", "", "")


def same_origin(headers: Mapping[str, str], origin: str) -> bool:
    """Sec-Fetch-Site where the browser sends it, else Origin; a client that sends neither is no browser."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    sent = headers.get("origin")
    return sent is None or url_parts(sent)[:2] == urlsplit(origin)[:2]


async def token_in_form(request: AnyRequest) -> str:
    """The token among the form's fields, if this is a form."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    value = (await the_form(request)).get(TOKEN_FIELD)
    return value if isinstance(value, str) else ""


AGAIN = 10_000  # milliseconds after which an event stream that was refused is asked for again


def retry_later_stream() -> Response[str]:
    """An event stream that ends at once and says when to come again: any other status would end it for good (HTML §9.2.3)."""
    return Response(f"retry: {AGAIN}\n\n", media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def see_other(path: str) -> Redirect:
    """Go on there (303), so that Back and reload repeat nothing."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER)
