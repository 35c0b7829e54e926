"""HTTP rules before routing: one canonical URL for each page, HEAD answered as GET, CORS for open data."""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote, quote_from_bytes

Scope = MutableMapping[str, Any]
Send = Callable[[Any], Awaitable[None]]

OTHER_SPELLING = re.compile(
    rb"%(?:2f|5c|00|2e(?=%2e|\.|/|$))", re.IGNORECASE
)  # an encoded slash, backslash, NUL or dot
ODD = re.compile(r"[\x00-\x1f\x7f\\]|/\.{1,2}(?:/|$)")  # control characters, backslashes, dot segments
OWN_HEAD = ("/uploads/",)  # tus asks with HEAD how far an upload came; a guarantee test holds this to the routes
WELL_FORMED = "".join(chr(code) for code in range(0x21, 0x7F))  # what stays as it is in a query
NOWHERE = "/no-such-address"  # no route has it: the framework answers 404 in words
READ = ("GET", "HEAD")
PREFLIGHT = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
]


def canonical_scope(scope: Scope) -> Scope:
    """Normalise path and query of an ASGI scope; a path with encoded slashes, dots or NUL is sent to a 404."""
    path: str = scope["path"]
    raw: bytes = scope.get("raw_path") or b""
    if (b"%" in raw and OTHER_SPELLING.search(raw)) or ODD.search(path) or not path.startswith("/"):
        return {**scope, "path": NOWHERE, "raw_path": NOWHERE.encode()}
    if "//" in path and scope["method"] not in READ:
        return {**scope, "path": NOWHERE, "raw_path": NOWHERE.encode()}
    query: bytes = scope["query_string"]
    if not query.isascii():  # bytes that a browser would have coded
        return {**scope, "query_string": quote_from_bytes(query, safe=WELL_FORMED).encode()}
    return scope


def redirect_location(scope: Scope) -> bytes:
    """Return the canonical URL of a path such as `//x` or `/x/`; empty if it is canonical already."""
    path: str = scope["path"]
    if scope["method"] not in READ or ("//" not in path and (path == "/" or not path.endswith("/"))):
        return b""
    there = quote("/" + "/".join(part for part in path.split("/") if part))
    query: bytes = scope["query_string"]
    return there.encode() + (b"?" + query if query else b"")


def is_head_for_get(scope: Scope) -> bool:
    """Check for a HEAD request that must be answered by the GET route."""
    return scope["method"] == "HEAD" and not scope["path"].startswith(OWN_HEAD)


def without_body(send: Send) -> Send:
    """Wrap `send` so that status and headers pass and body bytes don't (RFC 9110, 9.3.2)."""
    over = False

    async def start_only(message: Any) -> None:
        nonlocal over
        if message["type"] == "http.response.start":
            await send(message)
        elif not over:
            over = True
            await send({"type": "http.response.body", "body": b""})

    return start_only


def pattern_of(template: str) -> re.Pattern[str]:
    """Compile a route template such as `/api/services/{name:str}` to a regular expression."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in PLACE.split(template)))


PLACE = re.compile(r"(\{[^}]*\})")
