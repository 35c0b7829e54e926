"""Does the time of an answer tell whether somebody exists? Known and unknown people in turns, over real HTTP.

`python -m bench.exists [turns]`: asking for a code, a wrong code, beginning a recovery, and writing it down, each by Mann and Whitney's test.
The last line is the right code: whoever knows it holds the phone, and a new number is enrolled then. It shows that the measure sees a difference.
"""

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import date
from typing import Any

import asyncpg
import httpx
import msgspec
import numpy as np
from msgspec import Struct
from redis.asyncio import Redis

from backend.kit.db import prepare
from backend.kit.identity_number import sample_number
from backend.registers.sample.cast import cast
from backend.seed import sample_people, seed
from backend.settings import Settings
from bench.house import house, server
from tests.journey import TOKEN

TURNS = 400
Spans = dict[str, float]


class Person(Struct, frozen=True):
    """Whom a stranger asks about."""

    phone: str
    id_number: str
    new_phone: str


class Told(Struct, frozen=True):
    """What one question told by its time."""

    chance: float
    """How likely an answer about a known person takes longer than one about an unknown; a half tells nothing."""
    deviations: float
    """How far that is from chance, in standard deviations."""
    known: float
    unknown: float
    """Medians in seconds."""


def told(known: list[float], unknown: list[float]) -> Told:
    """Mann and Whitney's statistic (1947), as a chance and by its normal approximation."""
    sorted_ = np.sort(np.array(unknown))
    below, up_to = (np.searchsorted(sorted_, known, side=side).sum() for side in ("left", "right"))
    n, m = len(known), len(unknown)
    chance = float(below + up_to) / 2 / (n * m)
    return Told(
        chance,
        (chance - 0.5) * float(np.sqrt(12 * n * m / (n + m + 1))),
        statistics.median(known),
        statistics.median(unknown),
    )


def pairs(turns: int) -> list[tuple[Person, Person]]:
    """As many known people as unknown ones; the known come again, the unknown never do."""
    known = [Person(one.phone, one.id_number, "") for one in cast().values()]
    found = []
    for turn in range(turns):
        unknown = Person(
            f"19907{turn:06}", sample_number(date(1951 + turn // 900, 2, 3), turn % 900 + 1), f"19908{turn:06}"
        )
        found.append((msgspec.structs.replace(known[turn % len(known)], new_phone=f"19909{turn:06}"), unknown))
    return found


class Stranger:
    """Somebody who asks about others, with one browser; limits are lifted between two questions, so that only the answer counts."""

    def __init__(self, http: httpx.AsyncClient, redis: Any, phone_box: str) -> None:
        self.http, self.redis, self.phone_box = http, redis, phone_box
        self.token = ""

    async def arrives(self) -> None:
        """Open the page whose forms are sent."""
        found = TOKEN.search((await self.http.get("/sign-in")).text)
        assert found
        self.token = found[1]

    async def posts(self, path: str, status: int, **fields: str) -> float:
        """Send one form; how long the answer took."""
        began = time.perf_counter()
        answer = await self.http.post(path, data={"_token": self.token, **fields})
        spent = time.perf_counter() - began
        assert answer.status_code == status, (path, answer.status_code)
        return spent

    async def code(self, phone: str) -> str:
        """The code that arrived on a phone of their own."""
        return str(
            (await self.http.get(f"{self.phone_box}/phone.json", params={"to": phone})).json()[0]["parameters"]["code"]
        )

    async def asks(self, who: Person) -> Spans:
        """Every question about one person."""
        await self.redis.flushdb()
        spans = {
            "code": await self.posts("/sign-in", 303, phone=who.phone),
            "wrong code": await self.posts("/sign-in/code", 422, code="x"),
        }
        said = {"name": "样本人", "id_number": who.id_number, "phone": who.new_phone}
        spans["recovery"] = await self.posts("/recover/counter", 303, **said)
        spans["recovery written down"] = await self.posts(
            "/recover/counter/code", 200, code=await self.code(who.new_phone)
        )
        return spans

    async def signs_in(self, who: Person) -> Spans:
        """The right code, in a browser that is signed out again."""
        await self.redis.flushdb()
        await self.posts("/sign-in", 303, phone=who.phone)
        spent = await self.posts("/sign-in/code", 303, code=await self.code(who.phone))
        self.http.cookies.clear()
        await self.arrives()
        return {"right code": spent}


async def measured(ask: Callable[[Person], Awaitable[Spans]], turns: int, dice: random.Random) -> dict[str, Told]:
    """What each question tells; who comes first in a pair is left to chance, so that the machine's other work falls on both alike."""
    spent: dict[str, tuple[list[float], list[float]]] = {}
    for pair in pairs(turns):
        for side in dice.sample((0, 1), 2):
            for name, span in (await ask(pair[side])).items():
                spent.setdefault(name, ([], []))[side].append(span)
    return {name: told(*sides) for name, sides in spent.items()}


async def measure(settings: Settings, admin: str, origin: str, turns: int) -> dict[str, Told]:
    """All questions, against this house."""
    await seed(settings)
    db = await asyncpg.connect(admin)
    await prepare(db)
    await sample_people(db, settings)
    await db.close()
    redis, headers = (
        Redis.from_url(settings.redis_url),
        {"origin": settings.origin, "sec-fetch-site": "same-origin", "accept": "text/html"},
    )
    async with httpx.AsyncClient(base_url=origin, headers=headers) as http:
        stranger, dice = Stranger(http, redis, settings.sms_url), random.Random(1)
        await stranger.arrives()
        await measured(stranger.asks, 20, dice)  # the first answers of a process are slower
        found = await measured(stranger.asks, turns, dice)
        found |= await measured(stranger.signs_in, min(turns, 200), dice)
    await redis.aclose()
    return found


def main() -> None:
    """Measure and print."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    with house() as (folder, trial, admin), ExitStack() as stack:
        env = {"FUTIAN_SMS_KEY": "k", "FUTIAN_REGISTER_KEY": "k", "FUTIAN_ORIGIN": trial.origin, "VAR": str(folder)}
        world = stack.enter_context(server("backend.registers.sample.app:create", env, "--factory"))
        settings = msgspec.structs.replace(trial, sms_url=world, register_url=world)
        asyncio.run(seed(settings))
        origin = stack.enter_context(server("backend.app:create", settings.to_env(), "--factory"))
        found = asyncio.run(measure(settings, admin, origin, turns))
    print("| asked | known, ms | unknown, ms | chance that known takes longer | standard deviations |")
    print("| --- | --- | --- | --- | --- |")
    for name, one in found.items():
        print(
            f"| {name} | {one.known * 1000:.2f} | {one.unknown * 1000:.2f} | {one.chance:.3f} | {one.deviations:+.1f} |"
        )


if __name__ == "__main__":
    main()
