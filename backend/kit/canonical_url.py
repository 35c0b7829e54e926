"""One address for each page, HEAD as GET, and who may read open data: rules of HTTP that hold whatever a route does."""

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
    """The request under the one spelling of its address; an address that hides another one is nowhere."""
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
    """Where the page of this spelling (`//x`, `/x/`) is really; empty where it is right."""
    path: str = scope["path"]
    if scope["method"] not in READ or ("//" not in path and (path == "/" or not path.endswith("/"))):
        return b""
    there = quote("/" + "/".join(part for part in path.split("/") if part))
    query: bytes = scope["query_string"]
    return there.encode() + (b"?" + query if query else b"")


def is_head_for_get(scope: Scope) -> bool:
    """Is this a HEAD that no route answers by itself?"""
    return scope["method"] == "HEAD" and not scope["path"].startswith(OWN_HEAD)


def without_body(send: Send) -> Send:
    """Send the status and the headers of an answer, and none of its bytes (RFC 9110, 9.3.2)."""
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
    """The addresses of a route whose path is written like `/api/services/{name:str}`."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in PLACE.split(template)))


PLACE = re.compile(r"(\{[^}]*\})")
