"""The body of a request as it comes, for a writer that must keep looking around while nothing comes."""

import asyncio
from typing import Any

from backend.kit.web import AnyRequest
from backend.materials.uploads.interruptions import Interrupted


class RequestBody:
    """Hands out what has come; an event that is awaited is never given up, so no server can lose bytes with it."""

    def __init__(self, request: AnyRequest, skip: int = 0) -> None:
        self.receive, self.skip = request.receive, skip
        self.waiting: asyncio.Task[Any] | None = None
        self.ended = False

    async def part(self, seconds: float) -> bytes | None:
        """Some bytes, nothing yet (None), or the end (empty); raises Interrupted when the connection broke."""
        while not self.ended:
            self.waiting = self.waiting or asyncio.ensure_future(self.receive())
            await asyncio.wait({self.waiting}, timeout=seconds)
            if not self.waiting.done():
                return None
            event, self.waiting = self.waiting.result(), None
            if event["type"] == "http.disconnect":
                raise Interrupted
            self.ended = not event.get("more_body", False)
            if part := self._after_skipped(event.get("body", b"")):
                return part
        return b""

    def _after_skipped(self, part: bytes) -> bytes:
        skipped = min(self.skip, len(part))
        self.skip -= skipped
        return part[skipped:]

    def close(self) -> None:
        """Nobody waits any longer."""
        if self.waiting:
            self.waiting.cancel()
