"""The time of an answer tells nobody who is known: known and unknown in turns, over HTTP, and a planted difference that must be seen."""

import random
from asyncio import sleep
from collections.abc import AsyncIterator, Awaitable, Callable
from statistics import median

import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from auth.codes.one_time_codes import CodeRequest, Codes
from backend.registers.sample.cast import cast
from backend.settings import Settings
from bench.exists import Person, Spans, Stranger, measured, told
from tests import people
from tests.conftest import free_port, serving

TURNS = 60  # the chance varies by 0.05 then, if nothing is told
CLEAR = 0.25  # five times that, in two measurements, in the same direction: noise doesn't do it
QUESTIONS = {"code", "wrong code", "recovery", "recovery written down"}


@pytest.fixture
async def stranger(clean: None, settings: Settings) -> AsyncIterator[Stranger]:
    """Somebody who asks about others, before a house on a real port."""
    from backend.app import create

    port = free_port()
    here = msgspec.structs.replace(settings, origin=f"http://127.0.0.1:{port}")
    redis = Redis.from_url(settings.redis_url)
    headers = {"origin": here.origin, "sec-fetch-site": "same-origin", "accept": "text/html"}
    with serving(create(here), port) as origin:
        async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=60) as http:
            asking = Stranger(http, redis, settings.sms_url)
            await asking.arrives()
            yield asking
    await redis.aclose()


async def told_apart(ask: Callable[[Person], Awaitable[Spans]]) -> set[str]:
    """The questions whose time tells known from unknown, clearly, and again when measured again."""
    directions = []
    for seed in (1, 2):
        found = await measured(ask, TURNS, random.Random(seed))
        directions.append({(name, one.chance > 0.5) for name, one in found.items() if abs(one.chance - 0.5) > CLEAR})
        if not directions[-1]:
            return set()
    return {name for name, _ in directions[0] & directions[1]}


async def test_no_answer_tells_by_its_time_who_is_known(stranger: Stranger) -> None:
    assert (
        set(await stranger.asks(Person(people.GRANDMOTHER.phone, people.GRANDMOTHER.id_number, "19909999999")))
        == QUESTIONS
    )
    assert await told_apart(stranger.asks) == set()


async def test_a_house_that_took_longer_for_whom_it_knows_is_found_out(
    stranger: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, send = {one.international_phone for one in cast().values()}, Codes.send
    usual = median([(await ask_for_a_code(stranger, Person(f"1990666{n:04}", "", "")))["code"] for n in range(20)])

    extra = {"seconds": 5 * usual}

    async def tattling(codes: Codes, asked: CodeRequest) -> None:
        await send(codes, asked)
        if asked.phone in known:
            await sleep(extra["seconds"])

    monkeypatch.setattr(Codes, "send", tattling)
    for _ in range(4):  # in proportion, and longer where a busy machine hides it
        if found := await told_apart(lambda who: ask_for_a_code(stranger, who)):
            break
        extra["seconds"] *= 3
    assert found == {"code"}


async def ask_for_a_code(stranger: Stranger, who: Person) -> Spans:
    """The first question alone."""
    await stranger.redis.flushdb()
    return {"code": await stranger.posts("/sign-in", 303, phone=who.phone)}


def test_the_measure_itself() -> None:
    far = told([31.0 + n for n in range(100)], [1.0 + n for n in range(100)])
    assert far.chance > 0.7
    assert far.deviations > 5
    near = told([1.0 + 2 * n for n in range(100)], [2.0 + 2 * n for n in range(100)])
    assert abs(near.deviations) < 1
    assert told([1.0, 2.0], [1.0, 2.0]).chance == 0.5
