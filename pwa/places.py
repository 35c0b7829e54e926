"""All places of the app together: their routes, what they need at the start, and what they do when the catalogue changes."""

from http import HTTPStatus
from typing import Any

from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from backend.kit.body_limits import FILE, FileTooLarge
from backend.kit.cookie_gate import OnlyMarkedMiddleware
from backend.kit.messages.render import Messages
from backend.kit.problems import NotUnderstood, Refusal, TextTooLong, TooMuch
from backend.kit.response_cache import GUIDED
from backend.kit.shutdown import Shutdown
from backend.kit.web import see_other
from backend.materials.file_store import FileStore
from backend.residents.guards import visitor_of
from pwa import gallery
from pwa.assets import read_assets, static_files
from pwa.guided_session import GuidedMiddleware
from pwa.pages.about import routes as about
from pwa.pages.account import routes as account
from pwa.pages.audit import routes as audit
from pwa.pages.campaigns import routes as campaigns
from pwa.pages.cases import routes as cases
from pwa.pages.checks import routes as checks
from pwa.pages.consents import routes as consents
from pwa.pages.data import routes as data
from pwa.pages.desk import objections, offers_handed_over
from pwa.pages.desk import routes as desk
from pwa.pages.grants import routes as grants
from pwa.pages.guidance import routes as guidance
from pwa.pages.guidance_desk import routes as guidance_desk
from pwa.pages.health import routes as health
from pwa.pages.health.metrics import TRAFFIC
from pwa.pages.home import routes as home
from pwa.pages.inbox import routes as inbox
from pwa.pages.mandate_desk import routes as mandate_desk
from pwa.pages.mandates import routes as mandates
from pwa.pages.me import routes as me
from pwa.pages.mode import routes as mode
from pwa.pages.offers import routes as offers
from pwa.pages.personal_messages import routes as personal_messages
from pwa.pages.points import routes as points
from pwa.pages.receipts import routes as receipts
from pwa.pages.services import routes as services
from pwa.pages.share import routes as share
from pwa.pages.studio import routes as studio
from pwa.pages.switches import routes as switches
from pwa.pages.uploads import routes as uploads
from pwa.templates import page, render

_messages = Messages.beside(__file__)
_words, ONWARD = _messages.words, _messages.texts("onward")

ROUTES: list[ControllerRouterHandler] = [
    *checks.ROUTES, *home.ROUTES, *services.ROUTES, *cases.ROUTES, *uploads.ROUTES, *share.ROUTES, *receipts.ROUTES, *inbox.ROUTES, *desk.ROUTES, *mode.ROUTES,
    *gallery.ROUTES, *health.ROUTES, *about.ROUTES, *points.ROUTES, *consents.ROUTES, *audit.ROUTES, *data.ROUTES, *objections.ROUTES, *studio.ROUTES, *switches.ROUTES,
    *campaigns.ROUTES,
    *grants.ROUTES, *account.ROUTES, *me.ROUTES, *mandates.ROUTES, *mandate_desk.ROUTES, *personal_messages.ROUTES, *offers.ROUTES,
    *offers_handed_over.ROUTES,
    *guidance.ROUTES, *guidance_desk.ROUTES,
]  # fmt: skip


MIDDLEWARE = [TRAFFIC.middleware]
BEHIND_SESSION = [OnlyMarkedMiddleware(GUIDED, GuidedMiddleware())]
"""What needs to know who is there."""


async def furnish(app: Litestar) -> None:
    """Put the built assets into the page cache and open the file store."""
    sample = app.state.settings.sample
    app.state.shutdown = Shutdown()
    app.state.file_store = FileStore(app.state.settings, app.state.vault)
    app.state.page_cache.fixed.update(static_files(read_assets(), render("offline.html", sample=sample).encode()))


def turned(app: Litestar) -> None:
    """The catalogue has changed: what is derived from it is made anew."""
    services.turned(app)


def to_sign_in(request: Request[Any, Any, Any], path: str) -> Response[Any]:
    """To the sign-in page and back here afterwards."""
    return see_other(f"/sign-in?next={path}")


def refused_by_framework(error: HTTPException) -> Refusal:
    """A refusal of the framework (a malformed id, a body too large) in our words."""
    if error.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return TooMuch(minutes=1)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return FileTooLarge(most=FILE.shown)
    return NotUnderstood("format")


HEADINGS = _words("HEADINGS")


NAMED = _words("NAMED")


OF_HELPERS = {"mandate-over", "not-while-helping"}
"""Refusals after which somebody goes on in their own affairs."""


def onward(path: str, refusal: Refusal) -> tuple[str, str]:
    """Where somebody goes on from here: back to their case, their cases, the desk they work at, or the first page."""
    parts = path.split("/")
    if path.startswith("/cases/") and len(parts) > 3 and refusal.status == HTTPStatus.CONFLICT:
        return "/".join(parts[:3]), ONWARD("case")
    if path.startswith(("/cases", "/inbox", "/me")):
        return "/cases", ONWARD("cases")
    if path.startswith("/desk/"):
        return "/desk", ONWARD("desk")
    return "/", ONWARD("home")


def problem_page(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """What happened, what to do, what is safe, as a page."""
    next_href, next_text = onward(request.scope.get("path", "/"), refusal)
    return page(
        request, "layouts/problem.html", status=int(refusal.status), nav="", says=refusal.sentence,
        switch_back=refusal.key in OF_HELPERS and visitor_of(request).mandate is not None,
        heading=NAMED.get(refusal.key) or HEADINGS.get(HTTPStatus(refusal.status).name.lower()) or HEADINGS["other"], kept="",
        typed=refusal.typed if isinstance(refusal, TextTooLong) else "", next_href=next_href, next_text=next_text, reference="",
    )  # fmt: skip
