"""Going off to a provider and coming back, the same for staff and residents."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from litestar import Request, Response
from litestar.response import Redirect

from auth import encrypted_redis
from auth.dependencies import asker
from auth.openid.relying_party import RelyingParty, digest
from auth.openid.types import Claims, NotProven, PendingAuthorization
from auth.session import cookie
from auth.session.browser import Browser
from backend.kit.log import fact
from backend.kit.problems import NotThere
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest

SECONDS = 600  # to sign in at the provider
ANSWER = ("code", "state", "iss", "error")


BEGUN = ("begun", 60, 600)
"""Sign-ins that one network may begin at providers in ten minutes: each keeps something in memory for so long."""


async def count_start(request: Request[Any, Any, Any], browser: Browser) -> None:
    """Count one sign-in begun by somebody who isn't signed in; raises TooMuch."""
    name, most, seconds = BEGUN
    await count_attempt(browser.sessions.redis, f"limit:openid-{name}:{asker(request)}", most, seconds)


def relying_party_for(request: Request[Any, Any, Any], name: str) -> RelyingParty:
    """We towards this provider, if the operator named it."""
    found: RelyingParty | None = request.app.state.openid.get(name)
    if found is None:
        raise NotThere
    return found


@contextmanager
def logging_refusal() -> Iterator[None]:
    """Write down why a sign-in was refused; the page doesn't say."""
    try:
        yield
    except NotProven as refusal:
        fact("openid.refused", why=refusal.why)
        raise


async def start_authorization(
    ours: RelyingParty, browser: Browser, wanted: str, *, proving: UUID | None = None, anew: bool = False
) -> Response[Any]:
    """Off to the provider; what its answer must match is kept for this browser."""
    browser.token()  # a browser without an id is given one
    with logging_refusal():
        url, begun = await ours.begin(wanted, proving=proving, anew=anew)
    await encrypted_redis.put(browser.sessions.redis, browser.vault, redis_key(browser, begun.state), begun, SECONDS)
    return Redirect(url, status_code=303)


async def complete_authorization(
    request: AnyRequest, ours: RelyingParty, browser: Browser
) -> tuple[Claims, PendingAuthorization]:
    """Who the provider says is there, and what had been begun; raises NotProven."""
    with logging_refusal():
        answer = callback_parameters(request)
        begun = await pending_authorization(browser, answer)
        if begun.provider != ours.provider.name:
            raise NotProven("begun at another provider")
        return await ours.finish(answer, begun), begun


def callback_parameters(request: AnyRequest) -> dict[str, str]:
    """The parameters of the answer; one that comes twice is nobody's honest answer (RFC 6749 §3.1)."""
    given = {name: request.query_params.getall(name, []) for name in ANSWER}
    if any(len(values) > 1 for values in given.values()):
        raise NotProven("a parameter twice")
    return {name: values[0] for name, values in given.items() if values}


async def pending_authorization(browser: Browser, answer: dict[str, str]) -> PendingAuthorization:
    """What this browser began under this state; taken, so that an answer can't be used again."""
    if not browser.held or not answer.get("state"):
        raise NotProven("no sign-in was begun here")
    key = redis_key(browser, answer["state"])
    begun = await encrypted_redis.take(browser.sessions.redis, browser.vault, key, PendingAuthorization)
    if begun is None:
        raise NotProven("no such sign-in on its way")
    return begun


def redis_key(browser: Browser, state: str) -> str:
    """Where a sign-in on its way is in Redis: bound to the browser that began it."""
    return f"openid:{cookie.redis_name(browser.held)}:{digest(state)}"
