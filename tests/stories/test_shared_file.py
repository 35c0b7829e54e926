"""A photo shared from the album: kept at once, asked where it belongs, and then a paper like any other."""

import asyncio
import hashlib
import re
from typing import Any

import msgspec
import pytest

from backend.cases.papers import hand_in, upload_intake
from backend.kit.problems import Unavailable
from backend.materials.samples import cast_papers as pictures
from backend.materials.uploads import store as uploads
from backend.materials.uploads.writer import FINISH
from backend.settings import ROOT
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE

CARD = pictures.id_card_front(people.GRANDMOTHER)


def as_shared(content: bytes, name: str = "相册里的身份证.png") -> dict[str, Any]:
    """What the browser sends for the phone's share sheet: no token, and no page of any site in front."""
    target = msgspec.json.decode((ROOT / "pwa" / "manifest" / "manifest.json").read_bytes())["share_target"]
    assert (target["action"], target["method"], target["enctype"]) == ("/share", "POST", "multipart/form-data")
    return {
        "files": {target["params"]["files"][0]["name"]: (name, content, "image/png")},
        "headers": {"sec-fetch-site": "none"},
    }


async def test_it_is_kept_asked_about_and_handed_in(resident: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD))
    there = grandmother.at
    assert "您还没有正在办的事" in said(grandmother.page.text)
    case = await grandmother.begins(ALLOWANCE)
    assert "“相册里的身份证.png”放到哪里？" in said(await grandmother.goes(there))
    assert "请选一份材料" in said(await grandmother.sends(there, status=422))
    stranger = resident(people.NOT_QUITE_SEVENTY)
    await stranger.signs_in()
    await stranger.goes(there, status=404)
    place = f"{case.rsplit('/', 1)[1]}:id_card"
    await grandmother.sends(there, place=place)
    assert grandmother.at == f"{case}/papers/id_card"
    assert await db.fetchval("select digest from material") == hashlib.sha256(CARD).hexdigest()
    await grandmother.goes(there, status=404)


async def placed_while_we_fail(grandmother: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shared card is put in its place, and the request dies before it becomes a paper; answers the case."""

    async def fails(*_: Any, **__: Any) -> None:
        raise Unavailable

    await grandmother.signs_in()
    case: str = await grandmother.begins(ALLOWANCE)
    grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD))
    with monkeypatch.context() as patched:
        patched.setattr(upload_intake, "finish_upload", fails)
        await grandmother.sends(grandmother.at, place=f"{case.rsplit('/', 1)[1]}:id_card", status=503)
    return case


async def later(worker: Any) -> None:
    """The worker, when what was put off is due."""
    async with worker.bench.transaction() as own:
        await own.execute("update pgqueuer set execute_after = now() where entrypoint = $1", FINISH)
    await worker.works()


async def test_a_request_that_dies_is_gone_on_with_by_the_worker(
    resident: Any, worker: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await placed_while_we_fail(grandmother, monkeypatch)
    async with worker.bench.transaction() as own:  # the job of its last byte found no place for it, and was done
        await own.execute("delete from pgqueuer where dedupe_key not like '%:placed'")
    await later(worker)
    assert await db.fetchval("select digest from material") == hashlib.sha256(CARD).hexdigest()


async def test_what_only_the_worker_refuses_is_told_in_the_inbox(
    resident: Any, worker: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await placed_while_we_fail(grandmother, monkeypatch)
    await grandmother.goes(case)
    async with worker.bench.transaction() as own:
        await own.execute("update cases set state = 'withdrawn'")
    await later(worker)
    assert await db.fetchval("select state from upload") == "refused"
    assert await db.fetchval("select count(*) from notice where title = '有一份材料没有交上'") == 1
    inbox = said(await grandmother.goes("/inbox"))
    assert "没能放进材料里" in inbox
    assert "相册里的身份证" not in inbox


async def test_two_files_at_once_have_no_more_room_than_one_after_the_other(
    resident: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    counted = uploads.promised_bytes

    async def slowly(*about: Any, **more: Any) -> int:
        found = await counted(*about, **more)
        await asyncio.sleep(0.3)  # both have counted before either is counted
        return found or 0

    monkeypatch.setattr(uploads, "promised_bytes", slowly)
    monkeypatch.setattr(hand_in, "QUOTA_BYTES", len(CARD) * 3 // 2)
    both = await asyncio.gather(
        *(grandmother.browser.post("/share", **as_shared(CARD, name)) for name in ("一.png", "二.png"))
    )
    assert sorted(answer.status_code for answer in both) == [200, 422]
    assert await db.fetchval("select count(*) from upload") == 1


async def test_a_place_that_is_none_is_said(resident: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    await grandmother.begins(ALLOWANCE)
    grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD))
    assert "请选一份材料" in said(await grandmother.sends(grandmother.at, place="-" * 36 + ":id_card", status=422))


async def test_what_is_no_paper_and_what_another_site_sends_is_refused(resident: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    answer = await grandmother.browser.post("/share", **as_shared(b"MZ" + bytes(500)))
    assert (answer.status_code, "不是照片" in answer.text) == (422, True)
    forged = {**as_shared(CARD), "headers": {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}}
    assert (await grandmother.browser.post("/share", **forged)).status_code == 403
    assert await db.fetchval("select count(*) from upload") == 0
    assert "再点一次“分享”" in said(await grandmother.goes("/share"))


async def test_a_line_leads_back_to_it_until_it_is_placed_or_deleted(resident: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    for name in ("一.png", "二.png"):
        grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD, name))
    case = await grandmother.begins(ALLOWANCE)
    for page in ("/cases", case, "/me"):
        assert "您分享来的2个文件还没用上" in said(await grandmother.goes(page)), page
        assert 'href="/share"' in grandmother.page.text
    listed = await grandmother.goes("/share")
    assert "11月30日以前没有用上，会自动删掉" in said(listed)
    first, second = re.findall(r'href="(/share/[0-9a-f-]{36})"', listed)
    assert "已经删掉了" in said(await grandmother.sends(f"{first}/removal"))
    assert "您分享来的1个文件还没用上" in said(await grandmother.goes("/me"))
    await grandmother.goes(first, status=404)
    await grandmother.goes(second)
    await grandmother.sends(second, place=f"{case.rsplit('/', 1)[1]}:id_card")
    assert await db.fetchval("select count(*) from material") == 1
    for page in ("/cases", case, "/me"):
        assert "还没用上" not in said(await grandmother.goes(page)), page
    assert "再点一次“分享”" in said(await grandmother.goes("/share"))


async def test_only_its_owner_sees_it_or_may_delete_it(resident: Any, db: Any, clock: Any, worker: Any) -> None:
    grandmother, stranger = resident(people.GRANDMOTHER), resident(people.NOT_QUITE_SEVENTY)
    await grandmother.signs_in()
    grandmother.page = await grandmother.browser.post("/share", **as_shared(CARD))
    there = grandmother.at
    await stranger.signs_in()
    assert "还没用上" not in said(await stranger.goes("/cases"))
    await stranger.goes("/me")
    await stranger.sends(f"{there}/removal", status=404)
    assert await db.fetchval("select state from upload") == "open"
    async with worker.bench.transaction() as own:
        await own.execute("update upload set expires_at = $1", clock.now)
    assert "还没用上" not in said(await grandmother.goes("/cases")), "what expired isn't offered"
