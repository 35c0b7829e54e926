"""An editor sees what a rule comes to and what a draft would change, as numbers; nobody else does."""

from typing import Any

import httpx
import pytest

from backend.population import seeding
from tests.conftest import NOW
from tests.journey import TOKEN, said
from tests.support.visitors import headers_of, who

CODE = "FT0205001"
PAGE = f"/studio/impact/{CODE}"


@pytest.fixture
def editor(house: Any) -> Any:
    app = house.framework
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(house), base_url=app.state.settings.origin, headers={"accept": "text/html"}
    )


async def test_an_editor_tries_a_draft(editor: httpx.AsyncClient, house: Any) -> None:
    async with editor:
        async with house.framework.state.pool.acquire() as db:
            await seeding.add_residents(db, 1500, NOW)
        editor.headers.update(await headers_of(house.framework, who("editor")))
        assert "高龄老人津贴申请" in said((await editor.get("/studio/impact")).text)
        page = (await editor.get(PAGE)).text
        assert "符合全部要求" in said(page)
        assert "约1,5" in said(page)
        draft = page.split('name="draft"', 1)[1].split(">", 1)[1].split("</textarea>", 1)[0].replace("&#34;", '"')
        assert "at_least = 70" in draft
        fields = {"_token": TOKEN.search(page)[1], "on": "2026-12-01"}  # type: ignore[index]

        tried = await editor.post(PAGE, data={**fields, "draft": draft.replace("at_least = 70", "at_least = 45")})
        assert tried.status_code == 200
        assert "按草稿，2026年12月1日会怎样" in said(tried.text)
        assert "会减少没有人" in said(tried.text).replace(" ", "").replace("\n", "")

        same = await editor.post(PAGE, data=fields, files={"file": ("x.toml", draft.encode())})
        assert "会多出没有人" in said(same.text).replace(" ", "").replace("\n", "")

        wrong = await editor.post(PAGE, data={**fields, "draft": draft.replace("at_least = 70", "at_leest = 45")})
        assert wrong.status_code == 422
        assert f"第{draft[: draft.index('at_least = 70')].count(chr(10)) + 1}行" in said(wrong.text)
        assert "rule[0].require[2].at_leest" in wrong.text
        assert "可以写：" in said(wrong.text)

        for files, says in (
            ({"file": ("x.bin", b"\xff\xfe\x00")}, "不是文本"),
            ({"file": ("x", b"#" * 300_000)}, "太大"),
        ):
            answer = await editor.post(PAGE, data={**fields, "draft": "# 写到一半"}, files=files)
            assert answer.status_code == 422
            assert says in said(answer.text)
            assert "# 写到一半" in answer.text
        assert (await editor.post(PAGE, data={**fields, "draft": ""})).status_code == 422
        assert (await editor.post(PAGE, data={**fields, "draft": draft, "more": "1"})).status_code == 400
        editor.headers.pop("x-csrf-token")
        assert (await editor.post(PAGE, data={"draft": draft, "on": ""})).status_code == 403


async def test_a_day_that_cant_be_meant_and_a_service_without_rules(editor: httpx.AsyncClient, house: Any) -> None:
    async with editor:
        editor.headers.update(await headers_of(house.framework, who("publisher")))
        assert "日期看不懂" in said((await editor.get(PAGE, params={"on": "明天"})).text)
        assert "2036年之间" in said((await editor.get(PAGE, params={"on": "2999-01-01"})).text)
        assert "没有适用的规则" in said((await editor.get(PAGE, params={"on": "2010-01-01"})).text)
        assert (await editor.get("/studio/impact/FT9999999")).status_code == 404


async def test_a_process_that_holds_nobody_says_so(
    editor: httpx.AsyncClient, house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = house.framework.state.population
    monkeypatch.setattr(keeper, "start", lambda: None)
    ask = keeper.ask
    monkeypatch.setattr(keeper, "ask", lambda question: ask(question, patience=0))
    async with editor:
        editor.headers.update(await headers_of(house.framework, who("editor")))
        page = (await editor.get(PAGE)).text
        assert "正在读入全区居民的登记情况" in said(page)
        assert "再看一次" in page
        fields = {"_token": TOKEN.search(page)[1], "draft": "", "on": ""}  # type: ignore[index]
        draft = (
            (await editor.get(PAGE))
            .text.split('name="draft"', 1)[1]
            .split(">", 1)[1]
            .split("</textarea>", 1)[0]
            .replace("&#34;", '"')
        )
        answer = await editor.post(PAGE, data={**fields, "draft": draft})
        assert answer.status_code == 503
        assert "at_least = 70" in answer.text


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor", "operator"])
async def test_others_have_no_door_here(editor: httpx.AsyncClient, house: Any, role: str) -> None:
    async with editor:
        editor.headers.update(await headers_of(house.framework, who(role)))
        assert (await editor.get(PAGE)).status_code == 403
        assert (await editor.get("/studio/impact")).status_code == 403
