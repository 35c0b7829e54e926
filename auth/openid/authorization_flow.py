"""Authorization code flow with a provider, for staff and residents."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from auth.openid.relying_party import RelyingParty, digest
from auth.openid.types import Claims, NotProven, PendingAuthorization
from auth.session import cookie
from auth.session.browser import Browser
from backend.kit import encrypted_redis
from backend.kit.client_address import rate_limit_address
from backend.kit.log import fact
from backend.kit.problems import NotThere
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest

SECONDS = 600  # to sign in at the provider
ANSWER = ("code", "state", "iss", "error")


BEGUN = ("begun", 60, 600)
"""Sign-ins that one network may begin at providers in ten minutes: each keeps something in memory for so long."""


async def count_start(request: Request[Any, Any, Any], browser: Browser) -> None:
    """Count an authorization started by an anonymous browser; raises TooMuch."""
    name, most, seconds = BEGUN
    await count_attempt(browser.sessions.redis, f"limit:openid-{name}:{rate_limit_address(request)}", most, seconds)


def relying_party_for(request: Request[Any, Any, Any], name: str) -> RelyingParty:
    """The relying party of this provider; raises NotThere if none is configured."""
    found: RelyingParty | None = request.app.state.openid.get(name)
    if found is None:
        raise NotThere
    return found


@contextmanager
def logging_refusal() -> Iterator[None]:
    """Log the reason of a refused sign-in; the page doesn't show it."""
    try:
        yield
    except NotProven as refusal:
        fact("openid.refused", why=refusal.why)
        raise


async def start_authorization(
    ours: RelyingParty, browser: Browser, wanted: str, *, proving: UUID | None = None, anew: bool = False
) -> Response[Any]:
    """Redirect to the provider, and store what its answer must match."""
    browser.token()  # a browser without an id is given one
    with logging_refusal():
        url, begun = await ours.begin(wanted, proving=proving, anew=anew)
    await encrypted_redis.put(browser.sessions.redis, browser.vault, redis_key(browser, begun.state), begun, SECONDS)
    return Redirect(url, status_code=303)


async def complete_authorization(
    request: AnyRequest, ours: RelyingParty, browser: Browser
) -> tuple[Claims, PendingAuthorization]:
    """Return the provider's claims and the pending authorization; raises NotProven."""
    with logging_refusal():
        answer = callback_parameters(request)
        begun = await pending_authorization(browser, answer)
        if begun.provider != ours.provider.name:
            raise NotProven("begun at another provider")
        return await ours.finish(answer, begun), begun


def callback_parameters(request: AnyRequest) -> dict[str, str]:
    """Parameters of the callback; a repeated parameter is refused (RFC 6749 §3.1)."""
    given = {name: request.query_params.getall(name, []) for name in ANSWER}
    if any(len(values) > 1 for values in given.values()):
        raise NotProven("a parameter twice")
    return {name: values[0] for name, values in given.items() if values}


async def pending_authorization(browser: Browser, answer: dict[str, str]) -> PendingAuthorization:
    """Take the pending authorization of this state; a second use finds none."""
    if not browser.session_id or not answer.get("state"):
        raise NotProven("no sign-in was begun here")
    key = redis_key(browser, answer["state"])
    begun = await encrypted_redis.take(browser.sessions.redis, browser.vault, key, PendingAuthorization)
    if begun is None:
        raise NotProven("no such sign-in on its way")
    return begun


def redis_key(browser: Browser, state: str) -> str:
    """Redis key of a pending authorization, bound to its browser."""
    return f"openid:{cookie.redis_name(browser.session_id)}:{digest(state)}"
