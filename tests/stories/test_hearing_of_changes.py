"""What a register tells is heard once, however often, late or garbled it comes, and only by its department."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar, Request, Response, post

from backend.registers.client import Registers
from backend.registers.signature import signed
from backend.settings import Settings
from tests import people
from tests.conftest import REGISTER_KEY, free_port, serving
from tests.support.allowance import approved
from tests.support.register_feed import CHANGSHA, FUTIAN, Feed, hearing, proposals, pull


async def test_told_twice_is_proposed_once_and_strangers_leave_no_trace(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any
) -> None:
    await approved(resident(people.GRANDMOTHER), worker)
    await feed.happens("11010119000101001X", "died", date(2026, 11, 1))  # nobody here
    await feed.happens("li_boan", "moved", date(2026, 11, 1), CHANGSHA)  # known here, granted nothing
    assert await proposals(db) == []
    assert not await db.fetchval("select count(*) from audit where action like 'grant.%'")
    await feed.happens("chen_guilan", "moved", date(2026, 11, 20), CHANGSHA)
    once = await db.fetchval("select count(*) from notice")
    async with feed.bench.transaction() as own:
        await own.execute("update register_feed set place = ''")
    await pull(feed.bench)
    await pull(feed.bench)
    assert len(await proposals(db)) == 1
    assert await db.fetchval("select count(*) from notice") == once
    assert await db.fetchval("select place from register_feed") == "3"


async def test_a_register_that_is_away_loses_nothing(
    resident: Any, worker: Any, feed: Feed, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.registers import changes

    await approved(resident(people.GRANDMOTHER), worker)
    await feed.sends("/happenings", {"who": "chen_guilan", "kind": "moved", "on": date(2026, 11, 20), "to": CHANGSHA})
    for mode in ("down", "silent"):
        await feed.sends("/trouble", {"register": "population", "mode": mode})
        await pull(feed.bench)
        assert await proposals(db) == []
    monkeypatch.setattr(changes.changes_since, "__defaults__", (0.05,))
    await feed.sends("/trouble", {"register": "population", "mode": "slow", "seconds": 30})
    await pull(feed.bench)
    assert await proposals(db) == []
    monkeypatch.undo()
    await feed.sends("/trouble", {"register": "population", "mode": "ok"})
    await pull(feed.bench)
    assert len(await proposals(db)) == 1


def told(**changed: Any) -> dict[str, Any]:
    """A change as an honest register tells it, but for what is changed."""
    one = {
        "id": "x-1",
        "kind": "moved",
        "on": "2026-11-20",
        "id_number": people.GRANDMOTHER.id_number,
        "origin": FUTIAN,
        "to": CHANGSHA,
    }
    return {**one, **changed}


GARBAGE: list[Callable[[dict[str, Any]], Any]] = [
    lambda _: b"<html>",
    lambda _: b"[" * 100_000,
    lambda asked: {"request_id": asked["request_id"], "changes": [told(kind="born")], "next": "1"},
    lambda asked: {"request_id": asked["request_id"], "changes": [told(to="")], "next": "1"},
    lambda asked: {"request_id": asked["request_id"], "changes": [told(on="2026-13-40")], "next": "1"},
    lambda asked: {"request_id": asked["request_id"], "changes": [told(name="陈桂兰")], "next": "1"},
    lambda asked: {"request_id": asked["request_id"], "changes": [told()], "next": asked.get("after", "")},
    lambda asked: {"request_id": asked["request_id"], "changes": [], "next": "99"},
    lambda asked: {"request_id": "00000000-0000-0000-0000-000000000000", "changes": [told()], "next": "1"},
]


async def test_garbage_and_unsigned_words_change_nothing(
    resident: Any, worker: Any, settings: Settings, db: Any
) -> None:
    await approved(resident(people.GRANDMOTHER), worker)
    answers: list[Any] = []
    key = ["a wrong key"]

    @post("/changes", status_code=200)
    async def changes(request: Request[Any, Any, Any]) -> Response[bytes]:
        made = answers[0](msgspec.json.decode(await request.body()))
        body = made if isinstance(made, bytes) else msgspec.json.encode(made)
        return Response(body, media_type="application/json", headers=signed(key[0], body, int(time.time())))

    def honest(asked: dict[str, Any]) -> dict[str, Any]:
        new = not asked.get("after")
        late = told(id="x-0", on="2027-06-01")  # of a day that has not come
        return {"request_id": asked["request_id"], "changes": [late, told()] if new else [], "next": "2"}

    registers: list[Registers] = []
    with serving(Litestar([changes], openapi_config=None), free_port()) as url:
        hears = hearing(worker, settings, url, registers)
        answers[:] = [honest]
        await pull(hears.bench)
        assert await proposals(db) == []  # not signed with our key
        key[0] = REGISTER_KEY
        for one in GARBAGE:
            answers[:] = [one]
            await pull(hears.bench)
        assert await proposals(db) == []
        answers[:] = [honest]
        await pull(hears.bench)
        assert [row[0] for row in await proposals(db)] == ["moved_out_of_city"]
        assert await db.fetchval("select place from register_feed") is None  # what waits for its day is asked for again
        await pull(hears.bench)
        assert len(await proposals(db)) == 1
        await registers[0].close()


async def test_another_department_sees_and_settles_nothing(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any
) -> None:
    from backend.residents.types import Staff, Visitor
    from tests.support.visitors import headers_of

    case = await approved(resident(people.GRANDMOTHER), worker)
    await feed.happens("chen_guilan", "moved", date(2026, 11, 20), CHANGSHA)
    change = await db.fetchval("select id from grant_change")
    other = Visitor(staff=Staff("p-1", "范志远", frozenset({"officer"}), "public_security"))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(house), base_url=house.framework.state.settings.origin
    ) as browser:
        browser.headers.update(await headers_of(house.framework, other))
        assert "户口迁出" not in (await browser.get("/desk")).text
        answer = await browser.post(f"/desk{case}/changes/{change}", data={"word": "confirm"})
        assert answer.status_code == 404
    assert [row[2] for row in await proposals(db)] == ["proposed"]
