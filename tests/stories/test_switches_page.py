"""An operator turns a switch on a page: closed to others, freshly signed in, with a reason; it holds for the next application."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, expect

from backend.residents.types import FreshProof, Role, Staff, Visitor
from backend.settings import Settings
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.pwa.eyes import barriers
from tests.support.allowance import ALLOWANCE, ready
from tests.support.browsing import other_browser
from tests.support.switches import until
from tests.support.visitors import headers_of

pytestmark = pytest.mark.usefixtures("as_shipped")


@asynccontextmanager
async def at_work(house: Any, role: Role, *, fresh: bool = True) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in with one role, just now or a while ago."""
    who = Visitor(
        staff=Staff("op-1", "任杰", frozenset({role}), "gov_service"),
        proofs=(FreshProof(NOW, "staff"),) if fresh else (),
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(house), base_url=house.framework.state.settings.origin
    ) as browser:
        browser.headers.update({**await headers_of(house.framework, who), "accept": "text/html"})
        yield browser


async def test_off_and_on_again_with_a_reason(resident: Any, worker: Any, house: Any, admin_url: str) -> None:
    grandmother = resident(people.GRANDMOTHER)
    decided = await ready(grandmother, worker)
    assert "通过了" in said(await grandmother.hands_in(decided))
    address = f"/desk/switches/{ALLOWANCE}"
    async with at_work(house, "operator") as operator:
        page = said((await operator.get(address)).text)
        assert "系统当场批准" in page
        assert "初始设置" in page
        assert "1件" in page
        short = await operator.post(address, data={"to": "off", "reason": "改"})
        assert short.status_code == 422
        assert "开关没有动" in said(short.text)
        done = await operator.post(address, data={"to": "off", "reason": "标准有变，先停一停"})
        assert done.status_code == 303
        assert "现在由工作人员办" in said((await operator.get(done.headers["location"])).text)
        await until(house, ALLOWANCE, False)
        page = said((await operator.get(address)).text)
        assert "op-1" in page
        assert "标准有变，先停一停" in page
        assert (await operator.get("/desk/switches/FT9999999")).status_code == 404
        assert (
            await operator.post("/desk/switches/FT9999999", data={"to": "on", "reason": "没有这个事项"})
        ).status_code == 404
        assert (await operator.post(address, data={"to": "maybe", "reason": "写错了的选择"})).status_code == 400
    waiting = await ready(grandmother, worker)
    assert "有工作人员接着看" in said(await grandmother.hands_in(waiting))
    db = await asyncpg.connect(admin_url)
    noted = await db.fetch("select actor, action, subject, detail from audit where action like 'switch.%' order by seq")
    await db.close()
    assert [tuple(row)[:3] for row in noted] == [("staff:op-1", "switch.off", ALLOWANCE)]
    assert "标准有变" in noted[0]["detail"]


async def test_who_signed_in_a_while_ago_is_asked_again_and_others_have_no_business_here(house: Any) -> None:
    address = f"/desk/switches/{ALLOWANCE}"
    async with at_work(house, "operator", fresh=False) as operator:
        assert (await operator.get(address)).status_code == 200  # looking is free
        asked = await operator.post(
            address,
            data={"to": "off", "reason": "标准有变，先停一停"},
            headers={"referer": f"http://127.0.0.1:8000{address}"},
        )
        assert asked.status_code == 303
        assert asked.headers["location"] == f"/staff/sign-in/again?next={address}"
    for role in ("officer", "supervisor", "editor", "publisher", "auditor"):
        async with at_work(house, role) as other:
            assert (await other.get("/desk/switches")).status_code == 403
            assert (await other.post(address, data={"to": "off", "reason": "标准有变，先停一停"})).status_code == 403
    catalogue = house.framework.state.catalogue
    assert catalogue.decides_at_once(catalogue.get(ALLOWANCE))


async def test_in_a_browser_from_sign_in_to_the_switch(live: Settings, chromium: Browser) -> None:
    page = await (await other_browser(chromium, live, bypass_csp=True)).new_page()
    await page.goto("/staff/sign-in/start")
    await page.get_by_role("button", name=re.compile("任杰")).first.click()
    await page.wait_for_url("**/desk/switches")
    assert await barriers(page) == []
    await page.get_by_role("link", name=re.compile("百岁老人慰问金")).click()
    await expect(page.locator("main")).to_contain_text("由工作人员办")
    assert await barriers(page) == []
    await page.get_by_role("button", name=re.compile("打开")).click()
    await expect(page.locator("main")).to_contain_text("至少5个字")
    await page.get_by_label(re.compile("为什么")).fill("试运行一个月")
    await page.get_by_role("button", name=re.compile("打开")).click()
    await expect(page.locator("main")).to_contain_text("现在由系统当场批准")
    await page.goto("/staff/sign-in/again?next=/desk/switches")  # the provider asks again, whoever is signed in there
    await page.get_by_role("button", name=re.compile("任杰")).first.click()
    await page.wait_for_url("**/desk/switches")
    await page.context.close()
