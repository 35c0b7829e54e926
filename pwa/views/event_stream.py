"""Server-sent events: a stream that no proxy keeps back, and waiting for a change without holding up the end of the process."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from backend.kit.pubsub import PubSub
from backend.kit.web import AnyRequest

ThePubSub = NamedDependency[SkipValidation[PubSub]]
LOOK = 0.5
"""Seconds between two looks whether this process is asked to end, or the session is over."""
RETRY = 1500


def stream(messages: AsyncIterator[ServerSentEventMessage]) -> ServerSentEvent:
    """A stream that no proxy keeps back and nobody stores."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return ServerSentEvent(messages, retry_duration=RETRY, headers=headers)


async def goes_on(request: AnyRequest, event: asyncio.Event, seconds: float) -> bool:
    """Wait until it happens or the time is over; False where the stream has to end.

    That is when this process is asked to end, or when the session under which the stream was opened is over: whoever has signed
    out, was signed out or has moved to another department is sent nothing more.
    """
    until = time.monotonic() + seconds
    while True:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(LOOK, max(0.0, until - time.monotonic()))):
                await event.wait()
        if request.app.state.shutdown or not await request.scope["state"]["browser"].still_signed_in():
            return False
        if event.is_set() or time.monotonic() >= until:
            return True
