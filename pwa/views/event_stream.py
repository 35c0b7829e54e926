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
from backend.kit.shutdown import Shutdown

ThePubSub = NamedDependency[SkipValidation[PubSub]]
LOOK = 0.5
"""Seconds between two looks whether this process is asked to end: a stream that goes on would hold it up."""
RETRY = 1500


def stream(messages: AsyncIterator[ServerSentEventMessage]) -> ServerSentEvent:
    """A stream that no proxy keeps back and nobody stores."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return ServerSentEvent(messages, retry_duration=RETRY, headers=headers)


async def within(event: asyncio.Event, seconds: float, shutdown: Shutdown) -> bool:
    """Did it happen in time, and before this process was asked to end?"""
    until = time.monotonic() + seconds
    while not event.is_set() and not shutdown and (left := until - time.monotonic()) > 0:
        with suppress(TimeoutError):
            async with asyncio.timeout(min(LOOK, left)):
                await event.wait()
    return event.is_set()
