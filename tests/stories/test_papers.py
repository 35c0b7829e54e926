"""What happens after the last byte: found at once, told live or in the inbox, compared, used again, judged by people."""

import asyncio
import json
import re
from typing import Any

import asyncpg
import httpx
import pytest

from backend.kit.db import transaction
from backend.materials import check_accuracy
from backend.materials.samples import cast_papers, gallery, photograph
from backend.materials.samples.cards import bank_card
from backend.materials.samples.people import chances
from backend.materials.store import records
from backend.registers import licences
from backend.registers.sample.cast import cast
from backend.residents.types import Staff
from tests import people
from tests.conftest import REGISTER_KEY
from tests.journey import said

ALLOWANCE, CHANGE, SUBSIDY = "FT0205001", "FT0205002", "FT0405005"
BLURRED = (gallery.FOLDER / "chen_guilan-id_card_front_blurred.jpg").read_bytes()


async def begun(resident: Any, member: Any, service: str = ALLOWANCE) -> tuple[Any, str]:
    """Somebody signed in, with a case begun."""
    someone = resident(member)
    await someone.signs_in()
    return someone, await someone.begins(service)


async def test_a_blurred_card_is_sent_back_with_advice_and_its_retake_passes_and_clears(
    resident: Any, worker: Any, admin_url: str
) -> None:
    grandmother, case = await begun(resident, people.GRANDMOTHER)
    await grandmother.photographs(case, "id_card", BLURRED)
    await worker.works()
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "这张要重拍一下" in page
    assert "手机拿稳" in page, "the advice stands beside it"
    assert "要重拍一张" in said(await grandmother.goes("/inbox"))
    assert (await unread(grandmother)) == 1
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    await worker.works()
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "这张可以用" in page
    assert "手机拿稳" not in page, "the old finding is gone"
    assert (await unread(grandmother)) == 0, "what the message asked for is done"


async def unread(someone: Any) -> int:
    """How many messages wait."""
    return int((await someone.browser.get("/inbox/count.json")).json()["unread"])


async def test_whoever_left_finds_one_quiet_line_and_whoever_looked_none(
    resident: Any, worker: Any, admin_url: str
) -> None:
    grandmother, case = await begun(resident, people.GRANDMOTHER)
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    await worker.works()
    await later(admin_url, worker)
    inbox = said(await grandmother.goes("/inbox"))
    assert "已通过" in inbox, "nobody had looked"
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    await worker.works()
    await grandmother.goes(f"{case}/papers/id_card")
    await later(admin_url, worker)
    assert said(await grandmother.goes("/inbox")).count("已通过 您上传") == 1


async def later(admin_url: str, worker: Any) -> None:
    """A minute passes for the queue."""
    db = await asyncpg.connect(admin_url)
    await db.execute("update pgqueuer set execute_after = now()")
    await db.close()
    assert "tell-reading" in await worker.works()


async def test_papers_are_compared_with_each_other_whichever_comes_first(
    resident: Any, worker: Any, admin_url: str
) -> None:
    grandmother, case = await begun(resident, people.GRANDMOTHER, CHANGE)
    who = gallery.person(people.GRANDMOTHER)
    card = photograph.jpeg(bank_card(who, chances("her card")), 90)
    await grandmother.photographs(case, "new_account", card)
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.HUKOU_ELSEWHERE))
    await worker.works()
    page = said(await grandmother.goes(f"{case}/papers/id_card"))
    assert "和您账号里的不一样" in page
    await grandmother.sends(f"{case}/papers/id_card/removal")
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    await worker.works()
    assert "这张可以用" in said(await grandmother.goes(f"{case}/papers/id_card"))
    findings = await findings_of(admin_url, "new_account")
    assert findings["same_person"] in {"passed", "could_not_tell"}, "a bank card's number is nobody's identity number"


async def findings_of(admin_url: str, slot: str) -> dict[str, str]:
    """Which check said what of the paper in a slot."""
    db = await asyncpg.connect(admin_url)
    text = await db.fetchval("select findings::text from material where slot = $1 and state = 'read'", slot)
    await db.close()
    return {one["check"]: one["outcome"] for one in json.loads(text)}


async def test_an_earlier_paper_is_used_again_only_with_consent_and_with_one_tap(
    resident: Any, worker: Any, admin_url: str
) -> None:
    grandmother, first = await begun(resident, people.GRANDMOTHER)
    await grandmother.photographs(first, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    await worker.works()
    second = await grandmother.begins(CHANGE)
    page = await grandmother.goes(f"{second}/papers/id_card")
    assert "您以前交过的这份材料" not in page, "not before she agrees"
    await grandmother.goes("/me/consents/reuse_material")
    seen = re.search(r'name="seen" value="([^"]+)"', grandmother.page.text)
    assert seen
    await grandmother.sends("/me/consents/reuse_material", seen=seen[1])
    page = await grandmother.goes(f"{second}/papers/id_card")
    key = re.search(r'name="source" value="earlier">\s*<input type="hidden" name="key" value="([^"]+)"', page)
    assert key
    page = said(await grandmother.sends(f"{second}/papers/id_card/held", source="earlier", key=key[1]))
    assert "这张可以用" in page
    assert "用的是您以前交过的这一份" in page
    picture = re.search(r'src="(/papers/[^"]+)"', grandmother.page.text)
    assert picture
    assert (await grandmother.browser.get(picture[1])).content[:2] == b"\xff\xd8", (
        "a copy of her own, sealed for its new place"
    )
    stranger = resident(people.TRADER)
    await stranger.signs_in()
    theirs = await stranger.begins(CHANGE)
    await stranger.goes(f"{theirs}/papers/id_card")
    await stranger.sends(f"{theirs}/papers/id_card/held", status=403, source="earlier", key=key[1])


async def test_an_electronic_licence_counts_as_a_paper_and_is_checked_when_used(
    resident: Any, worker: Any, sample_world: str
) -> None:
    member = cast()["deng_guohua"]
    someone, case = await begun(resident, member, SUBSIDY)
    page = said(await someone.goes(f"{case}/papers/certificate"))
    assert "电子证照：残疾人证" in page
    assert "深圳市残疾人联合会（样本）" in page
    assert "2031年4月30日" in page
    page = said(await someone.sends(f"{case}/papers/certificate/held", source="licence", key="disability_certificate"))
    assert "这张可以用" in page
    assert "向证照库核验" in page
    await someone.sends(f"{case}/papers/certificate/removal")
    await trouble(sample_world, "down")
    try:
        await someone.goes(f"{case}/papers/certificate")
        assert "电子证照" not in said(someone.page.text), (
            "a register that is down offers nothing, and the photo still can be taken"
        )
        text = await someone.sends(
            f"{case}/papers/certificate/held", status=409, source="licence", key="disability_certificate"
        )
        assert "请直接拍一张" in said(text)
    finally:
        await trouble(sample_world, "ok")


async def test_a_slow_register_of_licences_holds_no_connection_to_the_database(
    resident: Any, house: Any, sample_world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it thinks, every connection of the pool is free; what it says is offered, and can be taken."""
    someone, case = await begun(resident, cast()["deng_guohua"], SUBSIDY)
    pool, in_hand = house.framework.state.pool, []

    async def asked(*about: Any, **more: Any) -> Any:
        for _ in range(100):  # the request before may still be giving its connection back
            if pool.get_idle_size() == pool.get_size():
                break
            await asyncio.sleep(0.01)
        in_hand.append(pool.get_size() - pool.get_idle_size())
        return await licences_of(*about, seconds=60, **more)

    licences_of = licences.licences_of
    monkeypatch.setattr(licences, "licences_of", asked)
    await trouble(sample_world, "slow", seconds=0.5)
    try:
        assert "电子证照：残疾人证" in said(await someone.goes(f"{case}/papers/certificate"))
        page = await someone.sends(f"{case}/papers/certificate/held", source="licence", key="disability_certificate")
    finally:
        await trouble(sample_world, "ok")
    assert "向证照库核验" in said(page)
    assert in_hand == [0, 0], "asked once to show and once to take, and never with a connection in hand"


async def trouble(sample_world: str, mode: str, **more: Any) -> None:
    """Turn a trouble of the licence register on or off."""
    import time

    from backend.registers.signature import signed

    body = json.dumps({"register": "licences", "mode": mode, **more}).encode()
    async with httpx.AsyncClient() as http:
        answer = await http.post(
            f"{sample_world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time()))
        )
    assert answer.status_code == 200


async def test_the_stream_tells_once_reconnects_safely_and_belongs_to_its_owner(
    resident: Any, worker: Any, house: Any, settings: Any
) -> None:
    grandmother, case = await begun(resident, people.GRANDMOTHER)
    news = f"{case}/papers/id_card/news"
    assert (await grandmother.browser.get(news)).status_code == 404, "nothing was handed in"
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    stream = asyncio.create_task(grandmother.browser.get(news, headers={"accept": "text/event-stream"}))
    state = house.framework.state
    for _ in range(200):
        if state.pubsub.count:
            break
        await asyncio.sleep(0.02)
    assert state.pubsub.count == 1
    await worker.works()
    answer = await asyncio.wait_for(stream, 20)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.count("event: changed") == 1
    assert people.GRANDMOTHER.name not in answer.text
    assert state.pubsub.count == 0, "who has gone waits no longer"
    again = await grandmother.browser.get(news)
    assert again.text.count("event: changed") == 1, "asked again, it says the same"
    stranger = resident(people.TRADER)
    await stranger.signs_in()
    assert (await stranger.browser.get(news)).status_code == 404


async def test_no_more_wait_than_there_is_room_for(resident: Any, house: Any) -> None:
    grandmother, case = await begun(resident, people.GRANDMOTHER)
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    state = house.framework.state
    state.pubsub.most = 0
    answer = await grandmother.browser.get(f"{case}/papers/id_card/news")
    assert (answer.status_code, answer.text) == (200, "retry: 10000\n\n"), "EventSource comes again, when it is told"
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert state.pubsub.count == 0


async def test_a_broken_check_holds_nobody_back_for_long(
    resident: Any, worker: Any, calls_all_blurred: None, house: Any, admin_url: str
) -> None:
    """A check that calls every photo blurred: residents insist, an officer finds the photos fine, and it loses its say."""
    from backend.cases.desk import judge_paper

    officer = Staff("officer-1", "韩晓梅", frozenset({"supervisor"}))
    pool = house.framework.state.pool
    someone, case = await begun(resident, people.GRANDMOTHER, ALLOWANCE)
    for round_ in range(check_accuracy.ENOUGH):
        case = await someone.begins(ALLOWANCE)
        await someone.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
        await worker.works()
        assert "这张要重拍一下" in said(await someone.goes(f"{case}/papers/id_card")), round_
        await someone.sends(f"{case}/papers/id_card/insistence", reason="我看得清楚")
        async with transaction(pool) as db:
            id, material = await handed_in(db)
            insisted = "select count(*) from case_event where case_id = $1 and kind = 'paper_insisted'"
            assert await db.fetchval(insisted, id) == 1
            await judge_paper.judge(
                db, house.framework.state.services, officer, id, material, "usable", (), worker.bench.clock()
            )
            await db.execute("update cases set state = 'withdrawn' where id = $1", id)
    someone, case = await begun(resident, people.NINETY_TWO, ALLOWANCE)
    await someone.photographs(case, "id_card", cast_papers.id_card_front(people.NINETY_TWO))
    await worker.works()
    page = said(await someone.goes(f"{case}/papers/id_card"))
    assert "这张要重拍一下" not in page
    assert "就用这一张，继续" in page
    async with transaction(pool) as db:
        assert [r.mode for r in await records(db) if r.check_name == "sharp"] == ["advice"]


async def handed_in(db: Any) -> tuple[Any, Any]:
    """The case with a paper that nobody has judged, as if it had been handed in."""
    row = await db.fetchrow(
        "select case_id, id from material where judged is null and state = 'read' order by uploaded_at desc limit 1"
    )
    await db.execute("update cases set state = 'submitted' where id = $1", row["case_id"])
    return row["case_id"], row["id"]
