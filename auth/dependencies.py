"""Dependencies that auth injects by name: the acting person, the member of staff, the browser, one-time codes."""

from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, SkipValidation
from msgspec import Meta

from auth.codes.one_time_codes import Codes
from auth.codes.sending_limits import SendingLimits
from auth.session.browser import Browser, browser_of
from auth.session.middleware import acting_of
from backend.kit.client_address import rate_limit_address
from backend.kit.crypto import Vault
from backend.kit.problems import SignInNeeded
from backend.residents.guards import visitor_of
from backend.residents.types import Staff, Visitor

Here = NamedDependency[SkipValidation[Browser]]
CodesHere = NamedDependency[SkipValidation[Codes]]
VaultHere = NamedDependency[SkipValidation[Vault]]
Next = FromQuery[Annotated[str, Meta(max_length=2000)]]


def staff(request: Request[Any, Any, Any]) -> Staff:
    """The member of staff who is signed in."""
    found = visitor_of(request).staff
    if found is None:
        raise SignInNeeded
    return found


def visitor(request: Request[Any, Any, Any]) -> Visitor:
    """The visitor of this request."""
    return visitor_of(request)


def browser(request: Request[Any, Any, Any]) -> Browser:
    """The browser of this request, to sign in or out."""
    return browser_of(request)


def codes_for(request: Request[Any, Any, Any], purpose: str) -> Codes:
    """The one-time codes of this browser for this purpose."""
    state = request.app.state
    browser = browser_of(request)
    limits = SendingLimits(state.redis, state.vault, browser.known_browser, rate_limit_address(request))
    return Codes(state.redis, state.vault, state.sms, browser.session_id, limits, purpose)


def codes(request: Request[Any, Any, Any]) -> Codes:
    """The one-time codes for signing in."""
    return codes_for(request, "sign-in")


def step_up_codes(request: Request[Any, Any, Any]) -> Codes:
    """The one-time codes for proving it again."""
    return codes_for(request, "step-up")


DEPENDENCIES = {
    "acting": Provide(acting_of),
    **{f.__name__: Provide(f, sync_to_thread=False) for f in (staff, visitor, browser, codes, step_up_codes)},
}
