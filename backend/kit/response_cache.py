"""Response cache in front of the framework: chooses the language, serves public pages and assets as precompressed bytes."""

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from re import Pattern
from typing import Any

from litestar import Response

from backend.kit.canonical_url import PREFLIGHT, READ, canonical_scope, is_head_for_get, redirect_location, without_body
from backend.kit.messages import language
from backend.kit.precompressed import Precompressed
from backend.kit.reading_mode import COOKIE, ReadingMode, mode_of

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MODE = f"{COOKIE}=".encode()
LANGUAGE = f"{language.COOKIE}=".encode()
OWN = "/services/FT"  # pages that say something else to who already holds what they are about
SIGNED = b"futian="
ACTING = b"futian-acting="  # pages of a visitor who acts for another say so: they are made for them
GUIDED = b"futian-guided="  # and so are pages of somebody who is being guided


class PageCache:
    """Cached responses: assets by path, public pages by path, reading mode and language; cleared when a version is published."""

    def __init__(self) -> None:
        self.fixed: dict[str, Precompressed] = {}
        self.pages: dict[tuple[str, str, str], Precompressed] = {}
        self.most_pages = 4000
        self.open_data: tuple[Pattern[str], ...] = ()  # addresses that pages of other sites may read

    def put(self, path: str, mode: ReadingMode, ready: Precompressed) -> None:
        """Cache a public page in the current language; clears the cache when it is full."""
        if len(self.pages) >= self.most_pages:
            self.pages.clear()
        self.pages[path, mode, language.current()] = ready

    def renew(self) -> None:
        """Clear the pages after a publication."""
        self.pages.clear()

    def is_open(self, path: str) -> bool:
        """Check whether other sites may read this path (CORS)."""
        return any(pattern.fullmatch(path) for pattern in self.open_data)

    def find(self, scope: Scope) -> Precompressed | None:
        """Return the cached response of a request in the current language, if any."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or scope["query_string"]:
            return None
        path: str = scope["path"]
        if path.startswith(OWN) and has_cookie(scope, SIGNED):
            return None
        if path in self.fixed:
            return self.fixed[path]
        ready = self.pages.get((path, mode_in(scope), language.current())) if self.pages else None
        return None if ready is not None and (has_cookie(scope, ACTING) or has_cookie(scope, GUIDED)) else ready


def has_cookie(scope: Scope, start: bytes) -> bool:
    """Check for a cookie by the start of its line; only the framework can say whether it is valid."""
    return any(name == b"cookie" and start in value for name, value in scope["headers"])


class ResponseCache:
    """ASGI wrapper that answers from the page cache. `languages` are those installed beside the source."""

    def __init__(self, app: App, page_cache: PageCache, languages: tuple[str, ...] = ()) -> None:
        self.app, self.page_cache, self.languages = app, page_cache, languages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the language, then answer.

        What is only read is rendered in it. A request that changes something keeps sentences for others (notices, decisions, audit), so
        these stay in the source language, and only its answer is in the visitor's (`scope["language"]`).
        """
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.languages:
            send = varying(send)
        chosen = language_in(scope, self.languages)
        if chosen == language.SOURCE:
            await self.answer(scope, receive, send)
            return
        with language.answering(chosen), language.speaking(chosen if scope["method"] in READ else language.SOURCE):
            await self.answer({**scope, "language": chosen}, receive, send)

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from the cache, or pass the request on."""
        scope = canonical_scope(scope)
        ready = self.page_cache.find(scope)
        if ready is None:
            await self.pass_on(scope, receive, send)
            return
        wanted = match = ""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                wanted = value.decode("latin-1")
            elif name == b"if-none-match":
                match = value.decode("latin-1")
        if match and ready.matches_etag(match):
            await send({"type": "http.response.start", "status": 304, "headers": SECURITY + ready.not_modified_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        body, encoding = ready.negotiate(wanted)
        await send({"type": "http.response.start", "status": 200, "headers": SECURITY + ready.headers[encoding]})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to the framework: canonical URL, HEAD as GET; CORS preflights of open data are answered here."""
        if there := redirect_location(scope):
            await send_empty(send, 308, [(b"location", there)])
        elif scope["method"] == "OPTIONS" and self.page_cache.is_open(scope["path"]):
            await send_empty(send, 204, PREFLIGHT)
        elif is_head_for_get(scope):
            await self.app({**scope, "method": "GET"}, receive, without_body(send))
        else:
            await self.app(scope, receive, send)


async def send_empty(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    """Send a response without body."""
    await send({"type": "http.response.start", "status": status, "headers": SECURITY + headers})
    await send({"type": "http.response.body", "body": b""})


CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CSP_SHOWING_OWN_FRAME = f"{CSP}; frame-src 'self'"
"""For a page that shows another page of ours in a frame."""
CSP_IN_OWN_FRAME = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'").replace("script-src 'self'; ", "")
"""For a page that may be shown in a frame of ours; it runs no script."""
CSP_USED_IN_OWN_FRAME = CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""For a page that may be used in a frame of ours."""
SECURITY: list[tuple[bytes, bytes]] = [
    (b"content-security-policy", CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(self)"),
]


def mode_in(scope: Scope) -> ReadingMode:
    """Read the mode from the raw Cookie header; a request without one isn't parsed."""
    for name, value in scope["headers"]:
        if name == b"cookie" and MODE in value:
            try:
                return mode_of({key: one.value for key, one in SimpleCookie(value.decode("latin-1")).items()})
            except CookieError:
                return "normal"
    return "normal"


def varying(send: Send) -> Send:
    """Say that the answer depends on Accept-Language. Only where it does: the Cache API of browsers compares the header, too."""

    async def marked(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"vary", b"Accept-Language")]}
        await send(message)

    return marked


def language_in(scope: Scope, languages: tuple[str, ...]) -> str:
    """Choose the language of a request from its raw headers; where there is no choice, none is parsed."""
    cookie = accept = ""
    for name, value in scope["headers"]:
        if name == b"cookie" and LANGUAGE in value:
            parts = (part.strip().partition("=") for part in value.decode("latin-1").split(";"))
            cookie = next((text for key, _, text in parts if key == language.COOKIE), "")
        elif name == b"accept-language" and languages:
            accept = value.decode("latin-1")
    return language.choose(cookie, accept, languages) if cookie or accept else language.SOURCE


def secured(response: Response[Any]) -> Response[Any]:
    """Add the security headers to a response of the framework."""
    for name, value in SECURITY:
        response.headers.setdefault(name.decode(), value.decode())
    return response


async def with_security_headers(response: Response[Any]) -> Response[Any]:
    """`secured` as a hook after each request; a coroutine, since the framework sends a plain function through a thread."""
    return secured(response)
