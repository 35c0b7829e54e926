"""Other people's pages while registers hang: p95 with 8 applications begun each second, registers silent or answering in turn.

`python -m bench.hanging`: one granian worker, an open loop of pages that ask no register, alternated, medians; the limit is 1.3 times.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from backend.registers.types import RegisterQuery, RegisterResponse
from backend.settings import Settings
from bench import over_http
from bench.house import furnish, house, server

ROUNDS, SECONDS = 5, 3.0  # of each side
BEGUN_EACH_SECOND, PAGES_EACH_SECOND = 8, 24
PEOPLE = 2 * ROUNDS * int(SECONDS) * BEGUN_EACH_SECOND + 1
CODE = "FT0110009"
LIMIT = 1.3


class Register:
    """Answers every question with an empty sheet, or takes it and stays silent."""

    def __init__(self) -> None:
        self.answering, self.asked = asyncio.Event(), 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                top = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in top.split(b"\r\n")
                    if line.lower().startswith(b"content-length")
                )
                question = msgspec.json.decode(await reader.readexactly(length), type=RegisterQuery)
                self.asked += 1
                await self.answering.wait()
                body = msgspec.json.encode(RegisterResponse(request_id=question.request_id, answers=[]))
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
        except (OSError, EOFError, asyncio.CancelledError):  # the bench is over: nobody asks any more
            writer.close()


@asynccontextmanager
async def register() -> AsyncIterator[tuple[Register, str]]:
    """A register and its address."""
    found = Register()
    serving = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    yield found, f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}"
    serving.close()


class Load:
    """An open loop: requests leave at their time, whatever became of those before."""

    def __init__(self, settings: Settings, origin: str, held: list[str]) -> None:
        self.settings, self.origin, self.held, self.begun = settings, origin, held, 0

    async def once(self, raw: bytes, wanted: int) -> float:
        """Milliseconds that one request takes on a connection of its own."""
        host, _, port = self.origin.removeprefix("http://").partition(":")
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection(host, int(port), limit=1 << 20)
        writer.write(raw)
        await over_http.answered(reader, wanted)
        writer.close()
        return (time.perf_counter() - began) * 1000

    async def round(self) -> tuple[float, float]:
        """95th percentiles in ms: of pages, and of beginning an application."""
        pages, begun = [], []
        for number in range(int(SECONDS * PAGES_EACH_SECOND)):
            path = ("/me", "/cases", "/services/FT0205001")[number % 3]
            raw = over_http.get(self.settings, self.origin, path, self.held[-1])
            pages.append(asyncio.create_task(self.once(raw, 200)))
            if len(begun) * PAGES_EACH_SECOND <= number * BEGUN_EACH_SECOND:
                held = self.held[self.begun]
                raw = over_http.post(self.settings, self.origin, "/cases", held, {"service": CODE})
                begun.append(asyncio.create_task(self.once(raw, 303)))
                self.begun += 1
            await asyncio.sleep(1 / PAGES_EACH_SECOND)
        return p95(await asyncio.gather(*pages)), p95(await asyncio.gather(*begun))


def p95(spans: list[float]) -> float:
    """The 95th percentile."""
    return sorted(spans)[int(len(spans) * 0.95)]


async def compare(settings: Settings, told: Register, origin: str) -> None:
    """Alternate and print."""
    load = Load(settings, origin, await over_http.sessions(settings, PEOPLE))
    told.answering.set()
    await load.once(over_http.get(settings, origin, "/me", load.held[-1]), 200)
    found: dict[str, list[tuple[float, float]]] = {"answering": [], "silent": []}
    for number in range(2 * ROUNDS):
        mode = "silent" if number % 2 else "answering"
        (told.answering.clear if number % 2 else told.answering.set)()
        found[mode].append(await load.round())
    middle = {mode: [statistics.median(one) for one in zip(*rounds, strict=True)] for mode, rounds in found.items()}
    pairs = zip(
        found["silent"], found["answering"], strict=True
    )  # neighbours, so that what else the machine does counts on both sides
    ratio = statistics.median(silent[0] / answering[0] for silent, answering in pairs)
    for mode, (pages, begun) in middle.items():
        print(f"registers {mode:10} pages p95 {pages:6.0f} ms   an application begun p95 {begun:6.0f} ms")
    print(f"{told.asked} questions; with silent registers the pages take {ratio:.2f} x (limit {LIMIT})")


async def run(settings: Settings, admin: str) -> None:
    """A house with this register behind it."""
    async with register() as (told, url):
        settings = msgspec.structs.replace(settings, register_url=url)
        await furnish(settings, admin, PEOPLE)
        with server("backend.app:create", settings.to_env(), "--factory") as origin:
            await compare(settings, told, origin)


def main() -> None:
    """Measure in a fresh house."""
    with house() as (_, settings, admin):
        asyncio.run(run(settings, admin))


if __name__ == "__main__":
    main()
