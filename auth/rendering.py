"""Rendering of pages; the application supplies the templates, since auth knows none."""

import re
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Protocol
from urllib.parse import urlsplit

from litestar import Request, Response

from auth.codes.one_time_codes import CodeRequest
from auth.codes.sending_limits import PAUSE
from auth.session.browser import browser_of
from backend.kit import masking
from backend.kit.problems import Refusal
from backend.settings import Settings


class PageRenderer(Protocol):
    """Renders a template for this visitor."""

    def __call__(self, request: Request[Any, Any, Any], name: str, /, *, status: int, **context: Any) -> Response[str]:
        """The page as a response."""
        ...


def show(
    request: Request[Any, Any, Any], template: str, /, *, status: int = HTTPStatus.OK, **context: Any
) -> Response[str]:
    """A page with a form: the browser gets an id, and the form the token that belongs to it."""
    render: PageRenderer = request.app.state.page
    return render(request, template, status=status, token=browser_of(request).token(), **context)


def plain(request: Request[Any, Any, Any], template: str, /, **context: Any) -> Response[str]:
    """A page without a form of its own: no id is given for it."""
    render: PageRenderer = request.app.state.page
    return render(request, template, status=HTTPStatus.OK, **context)


def code_form(
    request: Request[Any, Any, Any],
    asked: CodeRequest | None,
    refusal: Refusal | None,
    *,
    back: str,
    again: bool,
    place: str = "",
) -> Response[str]:
    """The page that asks for a one-time code."""
    return show(
        request, "sign_in/code.html", status=refusal.status if refusal else HTTPStatus.OK, pause=PAUSE, back=back,
        service=service_named(request, asked.next) if asked else "", sent_to=masking.phone(asked.phone) if asked else "",
        next=asked.next if asked else "/", again=again, place=place,
        sample_phone=sample_phone(request), errors=wrong("code", refusal) if refusal else [],
    )  # fmt: skip


SERVICE = re.compile(r"[/=](FT\d{7})(?:[/?&#]|$)")


def service_named(request: Request[Any, Any, Any], next: str) -> str:
    """Name of the service that the person returns to, or ""."""
    found = SERVICE.search(next)
    version = request.app.state.catalogue.get(found[1]) if found and "catalogue" in request.app.state else None
    return version.service.name if version else ""


def passkeys_available(request: Request[Any, Any, Any]) -> bool:
    """Can this installation have passkeys? They belong to a host name, so not one that is reached by a bare address."""
    settings: Settings = request.app.state.settings
    try:
        ip_address(urlsplit(settings.origin).hostname or "0.0.0.0")  # noqa: S104  an address only to be recognised as one
    except ValueError:
        return True
    return False


def sample_phone(request: Request[Any, Any, Any]) -> str:
    """Address of the sample phone of a trial, or ""."""
    settings: Settings = request.app.state.settings
    return settings.sms_url.rstrip("/") + "/phone" if settings.sample else ""


def sample_world(request: Request[Any, Any, Any]) -> str:
    """Address of the sample people of a trial, or ""."""
    settings: Settings = request.app.state.settings
    return settings.sms_url.rstrip("/") + "/" if settings.sample else ""


def wrong(field: str, refusal: Refusal) -> list[dict[str, str]]:
    """One error for the summary on top of the page, leading to its field."""
    return [{"text": refusal.sentence, "href": f"#f-{field}"}]
