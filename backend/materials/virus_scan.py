"""Virus scan with clamd before any file is opened; only a plain "OK" counts as clean.

The protocol is clamd's INSTREAM (clamd(8)): the bytes in chunks with their length in front, an empty chunk, one line back.
"""

import asyncio
import struct
from typing import Literal
from urllib.parse import urlsplit

from backend.kit.log import worry
from backend.materials.reading.reader import Reader
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.settings import Settings

CHUNK = 64 * 1024
MOST_ANSWER = 4096

Verdict = Literal["clean", "harmful", "unscanned"]


class ClamdScanner:
    """clamd at `tcp://host:port` or `unix:///path`; every failure means: not clean."""

    def __init__(self, address: str, seconds: float = 10.0) -> None:
        self.address, self.seconds = urlsplit(address), seconds

    async def look(self, content: bytes) -> Verdict:
        """Scan bytes; `unscanned` without a clear answer in time."""
        try:
            async with asyncio.timeout(self.seconds):
                answer = await self._asked(content)
        except (TimeoutError, OSError, EOFError) as error:
            worry("scanner.no_answer", error=type(error).__name__)
            return "unscanned"
        if answer == b"stream: OK":
            return "clean"
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            worry("scanner.found")
            return "harmful"
        worry("scanner.unclear")
        return "unscanned"

    async def _asked(self, content: bytes) -> bytes:
        reader, writer = await self._connected()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                writer.write(struct.pack(">I", len(chunk)) + chunk)
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
            return (await reader.readuntil(b"\0"))[:-1].strip()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise EOFError("the answer isn't whole") from error
        finally:
            writer.close()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.address.scheme == "unix":
            return await asyncio.open_unix_connection(self.address.path, limit=MOST_ANSWER)
        return await asyncio.open_connection(self.address.hostname, self.address.port, limit=MOST_ANSWER)


class CarefulReader(Reader):
    """Reader that scans each file first; files not known to be clean are never opened."""

    def __init__(self, scanner: ClamdScanner, seconds: float, samples: bool = False) -> None:
        super().__init__(seconds, samples=samples)
        self.scanner = scanner

    async def read(self, data: bytes, expected: ExpectedDocument | None = None) -> Reading:
        """Read a clean file; else return why it wasn't opened."""
        verdict = await self.scanner.look(data)
        if verdict == "harmful":
            return Reading("unreadable", reason=verdict)
        if verdict == "unscanned":
            return Reading("could_not_tell", reason=verdict)
        return await super().read(data, expected)


def reader_for(settings: Settings) -> Reader:
    """Return the reader of this installation, with the scanner if configured."""
    if not settings.scanner_url:
        return Reader(settings.reading_seconds, samples=settings.sample)
    return CarefulReader(ClamdScanner(settings.scanner_url), settings.reading_seconds, settings.sample)
