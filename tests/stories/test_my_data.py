"""My data: seen, put right, objected to, taken along, and the account closed and kept after all."""

import json
import re
from typing import Any

import httpx
import pypdfium2
import pytest

from backend.jobs import SCHEDULES
from backend.privacy.inventory import tables
from pwa.pages.data import routes
from tests import people
from tests.conftest import NOW
from tests.journey import Resident, said
from tests.support.allowance import handed_in
from tests.support.mandates import begun
from tests.support.stepping_up import steps_up
from tests.support.visitors import headers_of, who


@pytest.fixture
async def she(resident: Any, worker: Any) -> Resident:
    """She has filed and was approved."""
    found: Resident = resident(people.GRANDMOTHER)
    await handed_in(found, worker)
    return found


async def test_she_sees_and_takes_along_everything(she: Resident) -> None:
    text = said(await she.goes("/me/data"))
    assert people.GRANDMOTHER.name in text
    assert people.GRANDMOTHER.id_number not in text  # over her shoulder
    assert "公安户籍和人口登记" in text
    assert "办结后10年" in text

    answer = await she.browser.get("/me/data/my-data.json")
    assert answer.headers["cache-control"] == "no-store"
    assert "attachment" in answer.headers["content-disposition"]
    exported = json.loads(answer.content)["held"]
    assert set(exported) == {t.name for t in tables().values() if t.is_somebodys}
    assert exported["identity"]["rows"][0]["sealed"]["id_number"] == people.GRANDMOTHER.id_number
    assert "样本花园" in json.dumps(exported["cases"], ensure_ascii=False)
    assert len(exported["decision"]["rows"]) == len(exported["receipt"]["rows"]) == 1
    assert "phone_hash" not in exported["identity"]["rows"][0]

    paper = await she.browser.get("/me/data/my-data.pdf")
    document = pypdfium2.PdfDocument(paper.content)
    words = "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\r\n", "")
    assert people.GRANDMOTHER.name in words
    assert people.GRANDMOTHER.id_number in words


async def test_a_sheet_that_takes_too_long_leads_to_the_file_that_does_not(
    resident: Any, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = resident(people.GRANDMOTHER)
    await someone.signs_in()
    await steps_up(someone, house)
    monkeypatch.setattr(routes, "PRINTING", 0.01)
    answer = await someone.browser.get("/me/data/my-data.pdf")
    assert answer.status_code == 503
    assert "资料都在" in said(answer.text)
    assert "/me/data/my-data.json" in answer.text


async def test_nobody_elses_is_in_it(she: Resident, resident: Any) -> None:
    other = resident(people.GRADUATE)
    await other.signs_in()
    exported = (await other.browser.get("/me/data/my-data.json")).text
    assert people.GRANDMOTHER.name not in exported
    assert '"case_event":' in exported
    assert not json.loads(exported)["held"]["decision"]["rows"]


async def test_old_sign_ins_are_asked_again_before_it_leaves(she: Resident, clock: Any) -> None:
    clock.pass_(minutes=11)
    for path in ("/me/data/my-data.json", "/me/data/my-data.pdf"):
        assert (await she.browser.get(path)).url.path == "/step-up", path


async def test_she_changes_what_is_hers(she: Resident, house: Any) -> None:
    refused = await she.browser.get("/me/data/own/living_address")
    assert refused.url.path == "/step-up/another-factor", "a contact: whoever holds the SIM card holds the SMS as well"
    await steps_up(she, house)
    await she.goes(
        "/me/data/own/payable_account", status=404
    )  # checked, waits and can be stopped: not a word of one's own
    await she.goes("/me/data/own/name", status=404)
    await she.goes("/me/data/own/living_address")
    await she.sends("/me/data/own/living_address", value="样本路\r\n 1号")
    assert "样本路 1号" in said(she.page.text)


async def test_an_objection_reaches_an_officer_and_comes_back(she: Resident, house: Any) -> None:
    fact = re.search(r'/me/data/facts/(hukou)"', await she.goes("/me/data"))
    assert fact
    await she.goes(f"/me/data/facts/{fact[1]}")
    await she.sends(f"/me/data/facts/{fact[1]}", said="错", status=422)
    await she.sends(f"/me/data/facts/{fact[1]}", said="我的户口在莲花街道，不在梅林。")
    assert "正在核对" in said(she.page.text)
    await she.goes("/me/data/facts/nothing", status=404)

    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        elsewhere = await headers_of(app, who("officer"))  # of civil affairs; the register is kept by public security
        assert "登记异议0件" in said((await officer.get("/desk/objections", headers=elsewhere)).text)
        visitor = who("supervisor")
        assert visitor.staff
        keeper = await headers_of(
            app, type(visitor)(staff=type(visitor.staff)("sub-2", "范志远", visitor.staff.roles, "public_security"))
        )
        link = re.search(
            r"/desk/objections/[0-9a-f-]{36}", (await officer.get("/desk/objections", headers=keeper)).text
        )
        assert link
        assert (await officer.get(link[0], headers=elsewhere)).status_code == 404
        assert "我的户口在莲花街道" in (await officer.get(link[0], headers=keeper)).text
        answer = {"words": "已向派出所核实，登记改为莲花街道。", "again": "yes"}
        assert (await officer.post(link[0], headers=keeper, data=answer)).status_code == 303
        assert (await officer.post(link[0], headers=keeper, data=answer)).status_code == 409

    text = said(await she.goes("/me/data"))
    assert "登记改为莲花街道" in text
    assert 'facts/hukou"' not in she.page.text  # asked anew when it is next needed
    assert "范志远" in said(await she.goes("/me/access"))
    assert "有答复了" in said(await she.goes("/inbox"))


async def test_she_goes_and_thinks_again(she: Resident, resident: Any, house: Any) -> None:
    await steps_up(she, house)
    text = said(await she.goes("/me/data/closing"))
    assert "您是谁：姓名" in text
    assert "个人信息保护法第56条" in text
    await she.sends("/me/data/closing", status=422)
    await she.sends("/me/data/closing", understood="yes")
    assert "所有设备都已退出登录" in said(she.page.text)
    await she.goes("/me")
    assert she.at == "/sign-in"
    await house.framework.state.redis.flushdb()  # the minute between two codes passes
    back = resident(people.GRANDMOTHER)
    await back.signs_in("/me/data")
    assert "账号正在注销" in said(back.page.text)
    await back.sends("/me/data/closing/undo")
    assert "账号正在注销" not in said(back.page.text)


async def test_one_account_that_cannot_be_closed_keeps_no_other_waiting(
    worker: Any, db: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.privacy import closure

    closes, tried = closure.close_account, list[Any]()

    async def broken(own: Any, file_store: Any, person: Any, now: Any) -> None:
        tried.append(person)
        if len(tried) == 1:
            raise ValueError("it can't be closed")
        await closes(own, file_store, person, now)

    async with worker.bench.transaction() as own:
        await own.execute(
            "insert into closing (person, asked_at, due_at)"
            " select id, cast($1 as timestamptz) - interval '8 days', $1 from person order by id limit 2", clock(),
        )  # fmt: skip
    monkeypatch.setattr(closure, "close_account", broken)
    await SCHEDULES["close-accounts"].does(worker.bench)
    assert len(tried) == 2
    assert await db.fetchval("select count(*) from person where closed_at is not null") == 1


async def test_a_closed_account_ends_its_mandates_on_both_sides(worker: Any, house: Any, db: Any, clock: Any) -> None:
    helped = await begun(house, people.GRANDMOTHER, people.GRADUATE, NOW)
    helps = await begun(house, people.NINETY_TWO, people.GRANDMOTHER, NOW)
    async with worker.bench.transaction() as own:
        await own.execute(
            "insert into closing (person, asked_at, due_at) values ($1, cast($2 as timestamptz) - interval '8 days', $2)", helped.principal,
            clock(),
        )  # fmt: skip
    await SCHEDULES["close-accounts"].does(worker.bench)
    rows = await db.fetch("select id, state, reason from mandate where id = any($1)", [helped.id, helps.id])
    assert {(row["state"], row["reason"]) for row in rows} == {("ended", "closed")}
    told = await db.fetch("select person from notice where title = '代办授权结束了'")
    assert {row["person"] for row in told} == {helped.helper, helps.principal}
