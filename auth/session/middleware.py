"""Session middleware: finds the session of a request, redirects to sign-in or step-up where the route needs it, and back."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Request
from litestar.background_tasks import BackgroundTask
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.response import Redirect, Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from auth.session import cookie, saved_form
from auth.session.browser import Browser, browser_of
from auth.session.return_to import same_site
from auth.session.sessions import Sessions
from backend.delegation import acting
from backend.kit.clock import utc_now
from backend.kit.db import transaction
from backend.kit.problems import Refusal, SignInNeeded, Unavailable
from backend.kit.web import SAFE, AnyRequest, is_small_form, url_parts
from backend.residents.guards import public, visitor_of
from backend.residents.step_up import AnotherFactorNeeded, StepUpNeeded
from backend.residents.types import Acting, Assurance, Visitor

Policy = Callable[[Visitor], None]


class SessionMiddleware(ASGIMiddleware):
    """Puts `visitor`, `browser` and `form_token` (CSRF) into the state, and writes cookies into the response."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Handle one request."""
        browser = await load_browser(scope)
        scope["state"].update(browser=browser, visitor=browser.visitor, form_token=browser.visitor.token)

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                browser.mark(message)
            await send(message)

        policy: Policy = scope["route_handler"].opt.get("access", public)
        request: AnyRequest = Request(scope, receive, send)
        entrance = required_entrance(policy, browser.visitor)
        if entrance and browser.down:
            raise Unavailable
        answer = await redirect_if_needed(entrance, request, browser) if wants_page(request) else None
        if answer is None:
            await next_app(scope, receive, marked)
        else:
            await answer.to_asgi_response(app=None, request=request)(scope, receive, marked)


async def find_visitor(_: Exception, scope: Scope) -> None:
    """Find the session for the page of a refusal that comes before any route, such as an address that there isn't."""
    started = "redis" in scope["litestar_app"].state
    if started and scope["type"] == ScopeType.HTTP and "visitor" not in scope["state"]:
        browser = await load_browser(scope)
        scope["state"].update(browser=browser, visitor=browser.visitor, form_token=browser.visitor.token)


async def acting_of(request: Request[Any, Any, Any]) -> Acting:
    """Dependency `acting`: the person who is signed in, for themselves or by the mandate that they switched to.

    The mandate is read for each request, so that its end holds from the next one on. Raises MandateOver, NotWhileHelping.
    """
    visitor = visitor_of(request)
    if visitor.person is None:
        raise SignInNeeded
    reach = request.scope["route_handler"].opt.get("helper")
    if visitor.mandate is None or reach is acting.OWN:
        return acting.own(visitor, visitor.person)
    state = request.app.state
    async with transaction(state.pool) as db:
        found = await acting.for_another(db, visitor, visitor.person, visitor.mandate, state.clock())
        await acting.admit(db, state.catalogue, found, reach, {**request.query_params, **request.path_params})
    return found


async def load_browser(scope: Scope) -> Browser:
    """Read the cookies of a request and open its session."""
    state = scope["litestar_app"].state
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    sessions = Sessions(state.redis, state.vault, state.get("clock", utc_now))
    browser = Browser(
        cookie.read(headers.get(b"cookie", ""), state.secure), sessions, state.settings.csrf_key,
        secure=state.secure, known_browser=cookie.read_known_browser(headers.get(b"cookie", ""), state.secure), user_agent=headers.get(b"user-agent", ""),
    )  # fmt: skip
    if cookie.is_owned(browser.session_id):
        try:
            renew = "route_handler" in scope and scope["route_handler"].opt.get("renews", True)
            browser.session = await sessions.resume(browser.session_id, renew=renew)
            browser.forget_if_left()
        except Unavailable:
            browser.down = True
    return browser


def required_entrance(policy: Policy, visitor: Visitor) -> str:
    """Return the sign-in or step-up page after which the route would admit this visitor, or ""."""
    refused = refusal_of(policy, visitor)
    if refused is not None and issubclass(refused, StepUpNeeded):
        return step_up_page(refused, visitor)
    if refused is not SignInNeeded:
        return ""
    resident = Visitor(person=UUID(int=0), assurance=Assurance.VERIFIED)
    return "/staff/sign-in" if refusal_of(policy, resident) is SignInNeeded else "/sign-in"


def step_up_page(refused: type[Refusal], visitor: Visitor) -> str:
    """Step-up page for the proof that this refusal asks for."""
    if visitor.staff is not None:
        return "/staff/sign-in/again"
    return "/step-up/another-factor" if issubclass(refused, AnotherFactorNeeded) else "/step-up"


def refusal_of(policy: Policy, visitor: Visitor) -> type[Refusal] | None:
    """Return the refusal that the route's policy raises for this visitor, or None."""
    try:
        policy(visitor)
    except Refusal as refusal:
        return type(refusal)
    return None


def wants_page(request: AnyRequest) -> bool:
    """Does the client ask for a page (and not for JSON)?"""
    return "hx-request" in request.headers or "text/html" in request.headers.get("accept", "")


async def redirect_if_needed(entrance: str, request: AnyRequest, browser: Browser) -> Response[Any] | None:
    """Redirect to the entrance, or to the saved form of a page that is older than the session id."""
    if entrance:
        return await redirect_to(entrance, request, browser)
    if browser.former and is_small_form(request) and await saved_form.save_outdated_form(request, browser):
        came_from = url_parts(request.headers.get("referer", ""))
        return Redirect(f"/sign-in/kept?next={encoded_path(came_from.path, came_from.query)}", status_code=303)
    return None


async def redirect_to(entrance: str, request: AnyRequest, browser: Browser) -> Response[Any]:
    """Redirect to an entrance with a return-to address; a form is saved first."""
    if "hx-request" in request.headers:
        here = url_parts(request.headers.get("hx-current-url", ""))
        there = f"{entrance}?next={encoded_path(here.path, here.query)}"
        return Response(None, status_code=204, headers={"HX-Redirect": there})
    if request.method in SAFE:
        return Redirect(f"{entrance}?next={encoded_path(request.url.path, request.url.query)}", status_code=303)
    came_from = url_parts(request.headers.get("referer", ""))
    await saved_form.save_form(request, browser)
    return Redirect(f"{entrance}?next={encoded_path(came_from.path, came_from.query)}", status_code=303)


def redirect_to_step_up(request: AnyRequest, refused: StepUpNeeded) -> Response[Any]:
    """Redirect to the step-up page after a route raised StepUpNeeded itself; a form is saved."""
    browser = browser_of(request)
    entrance = step_up_page(type(refused), browser.visitor)
    if request.method in SAFE:
        return Redirect(f"{entrance}?next={encoded_path(request.url.path, request.url.query)}", status_code=303)
    came_from = url_parts(request.headers.get("referer", ""))
    return Redirect(
        f"{entrance}?next={encoded_path(came_from.path, came_from.query)}", status_code=303,
        background=BackgroundTask(saved_form.save_parsed_form, request, browser),
    )  # fmt: skip


def encoded_path(path: str, query: str) -> str:
    """Encode a path of this site as the value of `next`."""
    return quote(same_site(f"{path}?{query}" if query else path), safe="/")
