"""Saved form: a form that was sent after its session had ended, given back to its sender after signing in."""

import hmac
from datetime import timedelta
from urllib.parse import parse_qsl

from msgspec import Struct

from auth.session import cookie
from auth.session.browser import Browser
from auth.session.return_to import same_site
from backend.kit import encrypted_redis
from backend.kit.client_address import rate_limit_address
from backend.kit.log import fact
from backend.kit.problems import TooMuch, Unavailable
from backend.kit.redis import count_attempt
from backend.kit.web import SMALL_FORM, TOKEN_FIELD, AnyRequest, NotFromHere, is_small_form, same_origin, the_form
from backend.settings import Settings

FORM = "application/x-www-form-urlencoded"
SAVED_FOR = timedelta(minutes=30)
MOST_SAVED = 20  # forms per client address in that time: strangers must not fill the memory


class SavedForm(Struct, frozen=True):
    """A sent form: path, and fields in order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def redis_key(session_id: str) -> str:
    """Redis key of the form saved for this session id."""
    return "kept-form:" + cookie.redis_name(session_id)


async def save_form(request: AnyRequest, browser: Browser) -> None:
    """Save a small form of one of our pages; a failure doesn't stop signing in."""
    if not browser.session_id or not request.headers.get("content-type", "").startswith(FORM):
        return
    settings = request.app.state.settings
    try:
        fields = await sent_fields(request)
        check_ours(request, fields, settings.origin, browser.token())
        where = rate_limit_address(request)
        await count_attempt(
            browser.sessions.redis, f"limit:kept-form:{where}", MOST_SAVED, int(SAVED_FOR.total_seconds())
        )
        ours = tuple((name, value) for name, value in fields if name != TOKEN_FIELD)
        await store_form(browser, SavedForm(same_site(request.url.path), ours))
    except (NotFromHere, TooMuch, Unavailable, ValueError) as error:
        fact("form.not_kept", reason=type(error).__name__)


async def save_outdated_form(request: AnyRequest, browser: Browser) -> bool:
    """Save a small form of a page that was opened before a new sign-in in another window; returns whether it was one.

    Such a page carries the token of an id that this browser no longer holds. It is not let through: the person sees
    what is kept and sends it themselves.
    """
    if request.scope["route_handler"].opt.get("token") is False:
        return False
    # read here and remembered by the framework: the route behind the door finds it again
    form = await the_form(request)
    token = form.get(TOKEN_FIELD)
    if (
        not isinstance(token, str)
        or token not in browser.former
        or not same_origin(request.headers, origin_of(request))
    ):
        return False
    await save_parsed_form(request, browser)
    return True


async def save_parsed_form(request: AnyRequest, browser: Browser) -> None:
    """Save a form whose token was checked and whose body is parsed already."""
    if is_small_form(request):
        form = await the_form(request)
        fields = tuple((name, str(value)) for name, value in form.multi_items() if name != TOKEN_FIELD)
        await store_form(browser, SavedForm(same_site(request.url.path), fields))


def origin_of(request: AnyRequest) -> str:
    """The address of this installation."""
    settings: Settings = request.app.state.settings
    return settings.origin


async def sent_fields(request: AnyRequest) -> list[tuple[str, str]]:
    """The fields in the order of the page, read no further than we would keep."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > SMALL_FORM:
            raise ValueError("too large to keep")
    return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=500)


def check_ours(request: AnyRequest, fields: list[tuple[str, str]], origin: str, token: str) -> None:
    """Check origin and CSRF token, as the form guard does: no foreign page may save a form here."""
    sent = dict(fields).get(TOKEN_FIELD, "")
    if not same_origin(request.headers, origin) or not hmac.compare_digest(sent.encode(), token.encode()):
        raise NotFromHere


async def store_form(browser: Browser, kept: SavedForm) -> None:
    """Store a form for this browser."""
    key = redis_key(browser.session_id)
    await encrypted_redis.put(browser.sessions.redis, browser.vault, key, kept, int(SAVED_FOR.total_seconds()))


async def saved_form_of(browser: Browser) -> SavedForm | None:
    """Read the form saved for this browser."""
    return await encrypted_redis.get(browser.sessions.redis, browser.vault, redis_key(browser.session_id), SavedForm)


async def move_to_new_session(browser: Browser, before: str, *, same: bool) -> bool:
    """Move the saved form to the new session id; delete it if another person signed in."""
    if not before:
        return False
    kept = await encrypted_redis.take(browser.sessions.redis, browser.vault, redis_key(before), SavedForm)
    if kept is None or not same:
        return False
    await store_form(browser, kept)
    return True
