"""Guided sessions: how soon a hint is in the browser of whom it is for, with 50 sessions at once on two cores.

`python -m bench.guided`: one granian worker; each of 50 residents has a stream open and so has each guide; guides write in turn,
each a hint every two seconds. Measured from sending the hint to the moment its words have come by the resident's stream; limit p95 1 s.
"""

import asyncio
import statistics
import time
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import asyncpg

from auth.session import cookie
from auth.session.sessions import Session, Sessions
from backend.cases.services import CaseServices
from backend.guidance import desk, service
from backend.guidance.guide import as_officer
from backend.guidance.request_session import GuidanceWish, ask
from backend.guidance.types import GuidedStep
from backend.kit.clock import utc_now
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.kit.redis import open_redis
from backend.kit.web import token_for
from backend.residents.types import Acting, Staff
from backend.settings import Settings
from bench import over_http
from bench.house import SERVICE, furnish, house, server, uuid_of

SESSIONS, HINTS, EVERY, LIMIT = 50, 8, 2.0, 1.0


def staff_of(n: int) -> Staff:
    """An official."""
    return Staff(f"guide-{n}", f"韩{n}", frozenset({"officer"}), "civil_affairs")


async def begin(settings: Settings, services: CaseServices, admin: str) -> list[str]:
    """Every session asked, taken and let in; the ids."""
    db = await asyncpg.connect(admin)
    await prepare(db)
    found = []
    for n in range(SESSIONS):
        she = Acting(person=uuid_of(1, n), principal=uuid_of(1, n))
        step = GuidedStep(page="questions", service=SERVICE, case=uuid_of(2, n), number=2)
        async with db.transaction():
            asked = await ask(db, services, she, GuidanceWish(step=step), utc_now())
            await desk.take_next(db, services, as_officer(staff_of(n)), utc_now())
            await service.let_in(db, services, she, asked.session.id, utc_now())
        found.append(str(asked.session.id))
    await db.close()
    return found


async def guides(settings: Settings) -> list[str]:
    """The cookie of each official, signed in."""
    redis, now = open_redis(settings.redis_url), utc_now()
    opened = Sessions(redis, Vault(settings.sealing_keys, settings.hash_key), utc_now)
    held = [
        await opened.start(
            Session(person=None, staff=staff_of(n), since=now, ends=now + timedelta(hours=1), device="bench")
        )
        for n in range(SESSIONS)
    ]
    await redis.aclose()
    return held


class Reader:
    """A stream that is open: when each hint came."""

    def __init__(self) -> None:
        self.came: dict[str, asyncio.Future[float]] = {}

    def waits_for(self, mark: str) -> "asyncio.Future[float]":
        """The moment at which this hint comes."""
        return self.came.setdefault(mark, asyncio.get_running_loop().create_future())

    async def reads(self, origin: str, raw: bytes) -> None:
        """Read until the other side ends it; a browser would come again."""
        parts = urlsplit(origin)
        while True:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
            writer.write(raw)
            while line := await reader.readline():
                at, text = time.perf_counter(), line.decode("utf-8", "replace")
                if "提示第" in text:
                    moment = self.waits_for(text.partition("提示第")[2].partition("句")[0])
                    if not moment.done():
                        moment.set_result(at)
            writer.close()


def hint(settings: Settings, origin: str, session: str, held: str, words: str) -> bytes:
    """A hint as the desk sends it."""
    token = token_for(settings.csrf_key, cookie.redis_name(held))
    body = urlencode({"_token": token, "text": words}).encode()
    top = over_http.head("POST", origin, f"/desk/guidance/{session}/hint", settings, held)
    return top + b"content-type: application/x-www-form-urlencoded\r\ncontent-length: %d\r\n\r\n" % len(body) + body


async def guide(settings: Settings, origin: str, n: int, session: str, held: str, hers: Reader) -> list[float]:
    """Write hints; how long each took to come, in seconds."""
    parts, spans = urlsplit(origin), []
    await asyncio.sleep(n * EVERY / SESSIONS)
    for number in range(HINTS):
        mark, began = f"{n}-{number}", time.perf_counter()
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1 << 20)
        writer.write(hint(settings, origin, session, held, f"提示第{mark}句：按下面的按钮"))
        await over_http.answered(reader, 303)
        writer.close()
        spans.append(await asyncio.wait_for(hers.waits_for(mark), 10) - began)
        await asyncio.sleep(max(0.0, EVERY - (time.perf_counter() - began)))
    return spans


async def measure(settings: Settings, origin: str, ids: list[str]) -> None:
    """All streams open, then all guides."""
    residents, officials = await over_http.sessions(settings, SESSIONS), await guides(settings)
    readers = [Reader() for _ in ids]
    streams = []
    for n, session in enumerate(ids):
        hers = over_http.get(settings, origin, f"/guidance/{session}/live", residents[n])
        theirs = over_http.get(settings, origin, f"/desk/guidance/{session}/live", officials[n])
        streams += [
            asyncio.create_task(readers[n].reads(origin, hers)),
            asyncio.create_task(Reader().reads(origin, theirs)),
        ]
    await asyncio.sleep(3)
    found = await asyncio.gather(
        *(guide(settings, origin, n, one, officials[n], readers[n]) for n, one in enumerate(ids))
    )
    for stream in streams:
        stream.cancel()
    spans = sorted(span for one in found for span in one)
    p95 = spans[int(len(spans) * 0.95)]
    print(
        f"{SESSIONS} sessions, {len(spans)} hints: median {statistics.median(spans) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, longest {spans[-1] * 1000:.0f} ms"
    )
    print(f"p95 is {p95 / LIMIT:.2f} of the limit")


async def run(settings: Settings, admin: str) -> None:
    """A house with sessions that have begun."""
    services = await furnish(settings, admin, SESSIONS)
    ids = await begin(settings, services, admin)
    with server("backend.app:create", settings.to_env(), "--factory") as origin:
        await measure(settings, origin, ids)


def main() -> None:
    """Measure in a fresh house."""
    with house() as (_, settings, admin):
        asyncio.run(run(settings, admin))


if __name__ == "__main__":
    main()
