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
        waits = [asyncio.create_task(shares._enter(owner)) for owner in ("a", "b")]
        await asyncio.sleep(0)
        for owner in ("a", "c"):
            with pytest.raises(Crowded):
                await shares._enter(owner)
        waits[0].cancel()
        await asyncio.sleep(0)
        third = asyncio.create_task(shares._enter("c"))
        await asyncio.sleep(0)
    await waits[1]
    shares._leave("b")
    await third
    shares._leave("c")
    assert shares.free == 1
    async with shares.turn("d"):
        assert shares.free == 0


async def test_one_person_never_takes_all_turns_at_once() -> None:
    shares, going, most = FairQueue(3, each=1, waiting_each=5), list[str](), 0
    ends = asyncio.Event()

    async def use(owner: str) -> None:
        nonlocal most
        async with shares.turn(owner):
            going.append(owner)
            most = max(most, going.count("many"))
            await ends.wait()
            going.remove(owner)

    works = [asyncio.create_task(use(owner)) for owner in ("many", "many", "many", "one", "other", "late")]
    for _ in range(3):
        await asyncio.sleep(0)
    assert sorted(going) == ["many", "one", "other"]
    ends.set()
    await asyncio.gather(*works)
    assert most == 1
    assert (shares.free, dict(shares.running), dict(shares.queues)) == (3, {}, {})
