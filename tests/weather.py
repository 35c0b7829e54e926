"""A link in bad weather: a TCP proxy that cuts every connection after so many bytes, as a tunnel or a lift does."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

Most = int | Callable[[], int] | None
"""Bytes that pass before a connection breaks: a number, drawn anew for each connection, or None on a fine day."""


class Weather:
    """How much passes before a connection breaks."""

    def __init__(self, port: int, most: Most) -> None:
        self.port, self.most, self.cuts, self.origin = port, most, 0, ""

    async def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """One connection until it ends or breaks."""
        far, forth = await asyncio.open_connection("127.0.0.1", self.port)
        down = asyncio.create_task(self.pipe(far, back))
        up = asyncio.create_task(self.pipe(near, forth, self.most() if callable(self.most) else self.most))
        await asyncio.wait({down, up}, return_when=asyncio.FIRST_COMPLETED)
        if up.done() and up.result():
            self.cuts += 1
            reset(back)
            reset(forth)
        else:
            await asyncio.wait({down}, timeout=5)
        for task in (down, up):
            task.cancel()
        forth.close()
        back.close()

    async def pipe(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, most: int | None = None) -> bool:
        """Carry bytes; answers whether it was cut."""
        passed = 0
        try:
            while part := await source.read(1024):
                target.write(part)
                await target.drain()
                passed += len(part)
                if most is not None and passed >= most:
                    await asyncio.sleep(0.1)  # what has passed arrives before the break does
                    return True
            target.write_eof()
        except (ConnectionError, OSError):
            pass
        return False


def reset(writer: asyncio.StreamWriter) -> None:
    """Break this connection (RST), so that nobody waits for a polite end."""
    plug: socket.socket | None = writer.get_extra_info("socket")
    if plug is not None:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@asynccontextmanager
async def through(port: int, most: Most) -> AsyncIterator[Weather]:
    """A way to this port through this weather."""
    weather = Weather(port, most)
    server = await asyncio.start_server(weather.carry, "127.0.0.1", 0)
    weather.origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield weather
    server.close()
