"""Request bodies: read completely, bounded in size and time, before a handler or dependency runs.

So nobody holds a connection to the database while the rest of a body is still on its way. Resumable uploads alone are
streamed (`STREAM`); their routes open short transactions in between.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send
from msgspec import Struct

from backend.kit.body_limits import FORM, BodyLimit, FileTooLarge, FormTooLong
from backend.kit.db import begin_unit
from backend.kit.problems import Refusal

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PIECE = 64 * 1024  # bytes handed on at once: parsing one takes a few milliseconds at worst, then others have their turn
IN_MEMORY = 1024 * 1024  # bytes; longer bodies wait in a temporary file


class TooSlow(Refusal):
    """The body did not arrive in time (compare Apache's mod_reqtimeout)."""

    status = HTTPStatus.REQUEST_TIMEOUT


class BrokenOff(Refusal):
    """The connection ended in the middle of the body; no response will be read."""

    status = HTTPStatus.BAD_REQUEST


class BodyTimeouts(Struct, frozen=True):
    """Time limits of a body: idle seconds, total seconds, and the byte rate that extends the total."""

    idle: float = 15.0
    first: float = 30.0
    rate: float = 2048.0
    drain: float = 10.0

    def left(self, began: float, received: int) -> float:
        """Return the seconds until this body times out."""
        return min(self.idle, began + self.first + received / self.rate - time.monotonic())


PATIENCE = BodyTimeouts()


class BoundedBody:
    """Body of one request; an ASGI `receive` that replays what was read, then passes on to the server's."""

    def __init__(self, receive: Receive, limit: BodyLimit, patience: BodyTimeouts = PATIENCE) -> None:
        self.source, self.limit, self.patience = receive, limit, patience
        self.began, self.received = time.monotonic(), 0
        self.spooled: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by BoundBodiesMiddleware
        self.whole = self.given = False

    async def read(self, announced: int | None, *, form: bool) -> None:
        """Read the whole body; raises FormTooLong, FileTooLarge, TooSlow or BrokenOff."""
        if announced is not None and announced > self.limit.most:
            await self.drain()
            raise self.too_much()
        more, fields = True, 1
        while more:
            part, more = await self.part()
            if form:
                fields += part.count(b"&")
            if self.received > self.limit.most or fields > self.limit.fields:
                await self.drain(more=more)
                raise self.too_much()
            self.spooled.write(part)
        self.spooled.seek(0)
        self.whole = True

    async def part(self) -> tuple[bytes, bool]:
        """Return the next bytes and whether more follow."""
        try:
            async with asyncio.timeout(max(0.0, self.patience.left(self.began, self.received))):
                event: Any = await self.source()
        except TimeoutError:
            raise TooSlow from None
        if event["type"] == "http.disconnect":
            raise BrokenOff
        body: bytes = event.get("body", b"")
        self.received += len(body)
        return body, event.get("more_body", False)

    async def drain(self, *, more: bool = True) -> None:
        """Discard a little of the rest, so that a browser that is still sending reads the response."""
        until = time.monotonic() + self.patience.drain
        with suppress(TooSlow, BrokenOff):
            while more and self.received <= 2 * self.limit.most and time.monotonic() < until:
                _, more = await self.part()

    def too_much(self) -> Refusal:
        """Return the size error of this route."""
        return FileTooLarge(most=self.limit.shown) if self.limit.file else FormTooLong()

    async def __call__(self) -> HTTPReceiveMessage:
        """ASGI `receive`: replay the chunks read, then pass on messages of the server."""
        if not self.whole and not self.given:
            body, more = await self.part()
            if self.received > self.limit.most:
                raise self.too_much()
            return {"type": "http.request", "body": body, "more_body": more}
        if self.given:
            return await self.source()  # type: ignore[return-value]  # says when the browser leaves
        if self.spooled.tell():
            await asyncio.sleep(0)
        piece = self.spooled.read(PIECE)
        self.given = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not self.given}


class BoundBodiesMiddleware(ASGIMiddleware):
    """Outermost middleware: bounds every body and reads forms without files completely."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Replace the server's `receive` by a bounded one."""
        begin_unit()
        limit = limit_of(scope)
        if scope["method"] in SAFE or limit.stream:  # type: ignore[typeddict-item]
            await next_app(scope, receive, send)
            return
        incoming = BoundedBody(receive, limit, scope["litestar_app"].state.get("patience", PATIENCE))
        try:
            if not limit.file:
                await read_whole(incoming, scope)
            scope["state"]["incoming"] = incoming
            await next_app(scope, incoming, send)
        finally:
            incoming.spooled.close()


class ReadFilesMiddleware(ASGIMiddleware):
    """Middleware behind the session: reads bodies with files, only for visitors whom the route admits."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Read the rest of the body; a visitor who isn't admitted is answered without reading it."""
        incoming: BoundedBody | None = scope["state"].get("incoming")
        if incoming is not None and not incoming.whole and not incoming.received and is_admitted(scope):
            await read_whole(incoming, scope)
        await next_app(scope, receive, send)


async def read_whole(incoming: BoundedBody, scope: Scope) -> None:
    """Read a body according to its Content-Length and type."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"")
    kind = headers.get(b"content-type", b"").lower()
    announced = int(length) if length.isdigit() and len(length) < 19 else None
    await incoming.read(announced, form=kind.startswith(b"application/x-www-form-urlencoded"))


def limit_of(scope: Scope) -> BodyLimit:
    """Return the body limit of the route of this request."""
    return limit_of_route(scope["route_handler"])


def limit_of_route(handler: BaseRouteHandler) -> BodyLimit:
    """Return the limit declared beside the route's access policy; default `FORM`."""
    limit: BodyLimit = handler.opt.get("body", FORM)
    return limit


def is_admitted(scope: Scope) -> bool:
    """Check the route's access policy for this visitor."""
    policy: Callable[[Any], None] | None = scope["route_handler"].opt.get("access")
    try:
        if policy is not None:
            policy(scope["state"].get("visitor"))
    except Refusal:
        return False
    return policy is not None
