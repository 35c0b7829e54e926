"""A way to a server's socket that can be frozen: connections are still taken, but not a byte comes through (a server under SIGSTOP)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


class Relay:
    """A Unix socket that passes bytes to another one while `flowing`."""

    def __init__(self, to: Path) -> None:
        self.to, self.flowing, self.carrying = to, asyncio.Event(), set[asyncio.Task[None]]()
        self.flowing.set()

    async def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection to its end."""
        far, forth = await asyncio.open_unix_connection(self.to)
        for source, target in ((near, forth), (far, back)):
            task = asyncio.create_task(self.pipe(source, target))
            self.carrying.add(task)
            task.add_done_callback(self.carrying.discard)

    async def pipe(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """One direction."""
        try:
            while part := await source.read(65536):
                await self.flowing.wait()
                target.write(part)
                await target.drain()
        except OSError:
            pass
        finally:
            target.close()


@asynccontextmanager
async def relayed(to: Path, at: Path) -> AsyncIterator[Relay]:
    """A relay at the socket `at` to the one at `to`."""
    relay = Relay(to)
    server = await asyncio.start_unix_server(relay.carry, at)
    try:
        yield relay
    finally:
        relay.flowing.set()
        server.close()
        for task in tuple(relay.carrying):
            task.cancel()
        await asyncio.gather(*relay.carrying, return_exceptions=True)
