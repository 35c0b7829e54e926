"""Turns go round among people; nobody's many things hold up somebody else's one."""

import asyncio

import pytest

from backend.kit.fair_queue import Crowded, FairQueue


async def test_one_person_with_many_things_lets_the_next_one_through() -> None:
    shares, done = FairQueue(1, waiting_each=5), []
    first = asyncio.Event()

    async def use(owner: str, number: int) -> None:
        async with shares.turn(owner):
            if not done:
                await first.wait()
            done.append((owner, number))

    works = [asyncio.create_task(use("many", n)) for n in range(5)]
    await asyncio.sleep(0)
    works += [asyncio.create_task(use("one", 0)), asyncio.create_task(use("other", 0))]
    await asyncio.sleep(0)
    first.set()
    await asyncio.gather(*works)
    assert done[:4] == [("many", 0), ("many", 1), ("one", 0), ("other", 0)]
    assert len(done) == 7
    assert shares.free == 1
    assert not shares.queues


async def test_a_full_queue_says_so_and_a_turn_that_nobody_takes_goes_on() -> None:
    shares = FairQueue(1, waiting_each=1, waiting_all=2)
    async with shares.turn("a"):
        waits = [asyncio.create_task(shares._wait(owner)) for owner in ("a", "b")]
        await asyncio.sleep(0)
        for owner in ("a", "c"):
            with pytest.raises(Crowded):
                await shares._wait(owner)
        waits[0].cancel()
        await asyncio.sleep(0)
        third = asyncio.create_task(shares._wait("c"))
        await asyncio.sleep(0)
    await waits[1]
    shares._pass_on()
    await third
    shares._pass_on()
    assert shares.free == 1
    async with shares.turn("d"):
        assert shares.free == 0
