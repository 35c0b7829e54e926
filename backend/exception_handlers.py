"""The one place that answers a refusal: problem+json for programs (RFC 9457), a page for people."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import asyncpg
import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException

from auth import application as auth
from backend.kit import log
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.problems import NotThere, NotUnderstood, Refusal, SignInNeeded, Unavailable, WrongMethod
from backend.kit.response_cache import secured
from backend.kit.web import retry_later_stream
from backend.residents.step_up import StepUpNeeded
from pwa import places
from pwa.maintenance import maintenance_page, policy

PROBLEM = "application/problem+json"
BUSY = (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS)


def answer_problem(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a refusal in the visitor's language: problem+json for programs (RFC 9457), a page for people."""
    with speaking(str(request.scope.get("language", SOURCE))):
        return answer(request, error)


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a refusal in the current language; what nobody foresaw is logged and answered as Unavailable."""
    refusal = as_refusal(error)
    if refusal is None:
        place = request.scope.get("path_template", "")
        log.worry("request.failed", path=place, error=type(error).__name__, exc_info=error)
        refusal = Unavailable()
    accept = request.headers.get("accept", "")
    if "text/event-stream" in accept and refusal.status in BUSY:
        return secured(retry_later_stream())
    if "text/html" in accept:
        return secured(page_answer(request, refusal))
    headers = headers_of(request, refusal)
    return secured(Response(document(refusal), status_code=refusal.status, media_type=PROBLEM, headers=headers))


def page_answer(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """The page for people: sign-in or step-up where that is what is missing, else the refusal."""
    if isinstance(refusal, SignInNeeded):
        return places.to_sign_in(request, quote(request.url.path))
    if isinstance(refusal, StepUpNeeded):
        return auth.redirect_to_step_up(request, refusal)
    shown = page_of(request, refusal)
    shown.headers.update(headers_of(request, refusal))
    return shown


def document(refusal: Refusal) -> bytes:
    """The problem document of a refusal (RFC 9457)."""
    return msgspec.json.encode(
        {"type": f"/problems/{refusal.key}", "title": refusal.sentence, "status": int(refusal.status)}
    )


def page_of(request: Request[Any, Any, Any], refusal: Refusal) -> Response[Any]:
    """The page of a refusal; the one that needs no template of ours, if that can't be made."""
    try:
        return places.problem_page(request, refusal)
    except Exception as error:
        log.worry("problem_page.failed", error=type(error).__name__, exc_info=error)
        body = maintenance_page("normal", failed=True)
        return Response(
            body,
            status_code=HTTPStatus.INTERNAL_SERVER_ERROR,
            media_type="text/html",
            headers={"Content-Security-Policy": policy()},
        )


def unavailable() -> bytes:
    """The problem document for programs during maintenance."""
    return document(Unavailable())


def headers_of(request: Request[Any, Any, Any], refusal: Refusal) -> dict[str, str]:
    """What a refusal says to programs beside its words."""
    told = {"Allow": refusal.allow} if isinstance(refusal, WrongMethod) else {}
    if "route_handler" in request.scope and request.scope["route_handler"].opt.get("open_data"):
        told["Access-Control-Allow-Origin"] = "*"
    if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE:
        told["Retry-After"] = "5"
    return told


def as_refusal(error: Exception) -> Refusal | None:
    """The refusal behind an exception; nothing for what we did not foresee."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, MethodNotAllowedException):
        return WrongMethod(allow=(error.headers or {}).get("allow", ""))
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.NOT_FOUND:
        return NotThere()
    if isinstance(error, asyncpg.DataError):  # a value that no column holds: bounds belong to its type, so it is logged
        log.worry("request.unbounded", error=type(error).__name__, exc_info=error)
        return NotUnderstood("format")
    if isinstance(error, RecursionError):  # a JSON body that is nested too deep to be one
        log.worry("request.nested", error=type(error).__name__, exc_info=error)
        return NotUnderstood("format")
    if isinstance(error, HTTPException) and error.status_code < 500:
        return places.refused_by_framework(error)
    return None
