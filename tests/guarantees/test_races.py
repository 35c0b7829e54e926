"""Every limit counts those who come at the same moment, and every bounded worker gives each person a share."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from auth.codes.one_time_codes import TRIES, VALID_SECONDS, CodeExpired, Codes, CodeTriesUsed, CodeWrong, new_code
from auth.codes.sending_limits import SendingLimits, SendingPause
from auth.identity import officer_code, proofing, store
from auth.identity.captures import MOST_WAITING, SECONDS, WAITING, Captures, ManyWaiting
from auth.identity.steps import step_of
from auth.identity.types import Pictures, ToProve
from backend.kit import encrypted_redis
from backend.kit.db import transaction
from backend.kit.fair_queue import Crowded
from backend.kit.problems import TooMuch
from backend.materials.reading.reader import AT_ONCE, WAITING_EACH, Reader
from backend.materials.reading.types import Reading
from backend.materials.types import ToRead
from backend.requested_jobs import prove_identity, read_material
from backend.residents import consents
from tests import people
from tests.journey import said
from tests.proving import agrees, card
from tests.support.pictures import picture_bytes

PHONE = "+8619912340000"
MANY = 25


async def at_one_moment(one: Callable[[], Awaitable[Any]], times: int = MANY) -> Counter[Any]:
    """What came of doing this so many times at once: the kinds of refusals, or `True`."""
    came = await asyncio.gather(*(one() for _ in range(times)), return_exceptions=True)
    return Counter(type(each) if isinstance(each, Exception) else True for each in came)


async def waiting_codes(state: Any) -> tuple[Codes, str, str]:
    """The codes of one browser, the one that waits there, and a wrong one."""
    gateway: Any = None
    limits = SendingLimits(state.redis, state.vault, "", "203.0.113.9")
    codes, asked = Codes(state.redis, state.vault, gateway, "held", limits), new_code(PHONE, next="/")
    await encrypted_redis.put(state.redis, state.vault, codes.key, asked, VALID_SECONDS)
    return codes, asked.code, f"{(int(asked.code) + 1) % 10**6:06}"


async def test_guesses_of_a_code_at_one_moment_have_five_tries_together(house: Any) -> None:
    codes, right, wrong = await waiting_codes(house.framework.state)
    came = await at_one_moment(lambda: codes.check(wrong))
    assert came == {CodeWrong: TRIES - 1, CodeTriesUsed: MANY - TRIES + 1}
    with pytest.raises(CodeTriesUsed):
        await codes.check(right)


async def test_a_right_code_is_used_once(house: Any) -> None:
    codes, right, _ = await waiting_codes(house.framework.state)

    async def use() -> None:
        await codes.check(right)
        await codes.use_up()

    assert (await at_one_moment(use))[True] == 1
    with pytest.raises(CodeExpired):
        await codes.check(right)


async def test_an_officers_code_is_guessed_five_times_and_used_once(house: Any, clock: Any) -> None:
    redis, vault, person = house.framework.state.redis, house.framework.state.vault, uuid4()
    code = await officer_code.hand_out(redis, vault, person, clock())
    wrong = f"{(int(code) + 1) % 10**8:08}"
    came = await at_one_moment(lambda: officer_code.use(redis, vault, person, wrong))
    assert came == {officer_code.WrongCode: officer_code.TRIES, TooMuch: MANY - officer_code.TRIES}
    with pytest.raises(TooMuch):
        await officer_code.use(redis, vault, person, code)
    code = await officer_code.hand_out(redis, vault, person, clock())
    assert (await at_one_moment(lambda: officer_code.use(redis, vault, person, code)))[True] == 1


async def test_strangers_who_ask_at_one_moment_get_one_message_and_lengthen_nobodys_wait(house: Any) -> None:
    state = house.framework.state
    limits = SendingLimits(state.redis, state.vault, "", "203.0.113.8")
    assert await at_one_moment(lambda: limits.spend(PHONE)) == {True: 1, SendingPause: MANY - 1}
    [sent] = [key async for key in state.redis.scan_iter("limit:sms-sent:*")]
    assert int(await state.redis.get(sent)) == 1


async def test_tries_to_prove_who_one_is_are_counted_one_by_one(house: Any, clock: Any, db: Any) -> None:
    state, now = house.framework.state, clock()
    captures = Captures(state.redis, state.vault)
    person = await db.fetchval("select id from person order by id limit 1")
    async with transaction(state.pool) as own:
        await consents.give_consent(own, person, step_of("document").consent, now)
        for _ in range(proofing.MOST_TRIES - 1):
            await failed_try(own, person, uuid4(), now)

    async def hand_in() -> UUID:
        shot = Pictures((uuid4().bytes, uuid4().bytes))
        async with transaction(state.pool) as own:
            return await proofing.submit_attempt(own, captures, state.vault, person, "document", shot, now)

    assert await at_one_moment(hand_in, 6) == {True: 1, proofing.StillLooking: 5}
    async with transaction(state.pool) as own:
        last = await own.fetchval("select id from identity_try where state = 'waiting'")
        await settle_as_failed(own, person, last, now)
    assert await at_one_moment(hand_in, 6) == {proofing.TriesUsed: 6}


async def failed_try(db: Any, person: UUID, attempt: UUID, now: Any) -> None:
    """A try that counts."""
    await store.add_try(db, id=attempt, person=person, step="document", digests=[], at=now)
    await settle_as_failed(db, person, attempt, now)


async def settle_as_failed(db: Any, person: UUID, attempt: UUID, now: Any) -> None:
    """For a reason that is the person's."""
    await store.settle_try(db, id=attempt, person=person, state="failed", reasons=["front_blurred"], digests=[], at=now)


async def test_pictures_of_many_people_at_one_moment_have_their_places_and_no_more(house: Any) -> None:
    redis = house.framework.state.redis
    captures, shot = Captures(redis, house.framework.state.vault), Pictures((b"x",))
    came = await at_one_moment(lambda: captures.keep(uuid4(), shot), MOST_WAITING + 9)
    assert came == {True: MOST_WAITING, ManyWaiting: 9}
    assert len([key async for key in redis.scan_iter("capture:*")]) == MOST_WAITING
    first = UUID((await redis.zrange(WAITING, 0, 0))[0].decode())
    await captures.forget(first)
    await captures.keep(uuid4(), shot)
    with pytest.raises(ManyWaiting):
        await captures.keep(uuid4(), shot)
    await redis.zadd(WAITING, {(await redis.zrange(WAITING, 0, 0))[0]: time.time() - SECONDS - 1})
    await captures.keep(uuid4(), shot)


async def test_who_finds_the_queue_full_is_told_kindly_and_loses_no_try(resident: Any, house: Any, db: Any) -> None:
    state, she = house.framework.state, resident(people.GRANDDAUGHTER)
    await she.signs_in()
    await agrees(she, "document")
    await state.redis.zadd(WAITING, {str(uuid4()): time.time() for _ in range(MOST_WAITING)})
    page = said(await she.sends("/me/identity/document", 429, files=card(people.GRANDDAUGHTER)))
    assert "现在核实身份的人比较多，请过几分钟再拍一次" in page
    assert await db.fetchval("select count(*) from identity_try") == 0


class Blank(Reader):
    """A reader for which every file is unreadable by machine."""

    async def _asked(self, task: Any) -> Reading:
        return Reading("could_not_tell", reason="slow")


@pytest.mark.parametrize("kind", ["paper", "pictures"])
async def test_nothing_is_fetched_before_its_persons_turn_and_a_full_queue_sends_it_back(
    resident: Any, worker: Any, house: Any, db: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    bench = worker.bench = msgspec.structs.replace(worker.bench, reader=Blank())
    she, fetched = resident(people.GRANDMOTHER if kind == "paper" else people.GRANDDAUGHTER), list[Any]()
    await she.signs_in()
    if kind == "paper":
        case = await she.begins("FT0205001")
        await she.photographs(case, "id_card", picture_bytes(800, 500))
        get, owner = bench.file_store.get, await db.fetchval("select principal from material")
        job: Callable[[], Awaitable[None]] = lambda: read_material(bench, ToRead(waiting))  # noqa: E731
        waiting = await db.fetchval("select id from material where state = 'waiting'")
        monkeypatch.setattr(bench.file_store, "get", lambda *given: fetched.append(given) or get(*given))
    else:
        await agrees(she, "document")
        await she.sends("/me/identity/document", files=card(people.GRANDDAUGHTER))
        look, owner = bench.captures.look, await db.fetchval("select person from identity_try")
        job = lambda: prove_identity(bench, ToProve(waiting))  # noqa: E731
        waiting = await db.fetchval("select id from identity_try where state = 'waiting'")
        monkeypatch.setattr(bench.captures, "look", lambda *given: fetched.append(given) or look(*given))
    async with AsyncExitStack() as others:
        for number in range(AT_ONCE):
            await others.enter_async_context(bench.reader.turn(number))
        lines = [asyncio.create_task(bench.reader._shares._enter(owner)) for _ in range(WAITING_EACH - 1)]
        task = asyncio.create_task(job())
        while len(bench.reader._shares.queues.get(owner, ())) < WAITING_EACH:
            await asyncio.sleep(0.005)
        with pytest.raises(Crowded):
            await job()
        assert not fetched
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)
    await task
    assert len(fetched) == 1
