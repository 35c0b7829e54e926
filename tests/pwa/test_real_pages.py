"""The pages of the grandmother's way as the house serves them: no barrier, large enough, never sideways, light."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.support.addresses import CASE, PUBLIC, SIGNED_IN
from tests.support.browsing import OFFICER, desk_of, saves, sign_in
from tests.support.looking import SIZES, leads_on, looked_at

AXE_BY_DAY = {"/", "/services?q=老人钱", "/services/FT0205001", "/sign-in", "", "/form/2", "/papers/id_card"}
BUDGET = 100_000  # bytes over the wire for a first view, all in


async def test_the_public_pages(page: Page, live: Settings) -> None:
    found: dict[str, list[Any]] = {}
    for path in PUBLIC:
        await page.goto(path)
        found[path] = await looked_at(page, SIZES if path != "/offline.html" else ("normal",), axe=path in AXE_BY_DAY)
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.nightly("pages")
async def test_the_pages_of_a_case(page: Page, live: Settings, tmp_path: Path) -> None:
    found: dict[str, list[Any]] = {}
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.wait_for_url("**/cases/new*")
    found["start"] = await looked_at(page)
    await page.goto(page.url)
    await page.get_by_label("深圳以外").check()
    await page.locator("main form button").first.click()
    await page.wait_for_url("**/check")
    case = re.sub(r"(/cases/[0-9a-f-]{36})/.*", r"\1", page.url)
    for path in CASE:
        await page.goto(case + path)
        found[path or "tasks"] = await looked_at(page, axe=path in AXE_BY_DAY)
    picture = tmp_path / "id.png"
    picture.write_bytes(pictures.id_card_front(people.GRANDMOTHER))
    await page.goto(f"{case}/papers/id_card")
    await page.set_input_files("input[type=file]", picture)
    await page.wait_for_url(lambda url: not url.endswith("/id_card"), timeout=60_000)
    await page.goto(f"{case}/papers/id_card")
    found["read"] = await looked_at(page)
    for number in (1, 2, 3):
        await page.goto(f"{case}/form/{number}")
        if number == 2:
            await page.get_by_label("深圳以外").check()
        await saves(page)
    await page.goto(f"{case}/check")
    found["complete"] = await looked_at(page, axe=True)
    await page.get_by_label("以上内容我看过了").check()
    await page.get_by_role("button", name="提交申请").click()
    await page.locator(".decision").wait_for()
    if folder := os.environ.get("FUTIAN_SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/decided.png", full_page=True)
    found["decided"] = await looked_at(page, axe=True)
    for path in (*SIGNED_IN, case + "/receipt"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found[path.removeprefix(case)] = await looked_at(page)
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.nightly("pages")
async def test_the_page_of_a_signature(page: Page, live: Settings) -> None:
    await page.goto("/cases/new?service=FT0110009")
    await sign_in(page, live, people.GRADUATE.phone)
    await leads_on(page, page.locator("main form button").first)
    case = re.sub(r"(/cases/[0-9a-f-]{36}).*", r"\1", page.url)
    await page.goto(f"{case}/papers/promise")
    found = {"a promise": await looked_at(page, axe=True)}
    await page.goto(f"{case}/papers/promise/signature")
    found["its signature"] = await looked_at(page, axe=True)
    await page.get_by_label("或者填您的姓名").fill(people.GRADUATE.name)
    await leads_on(page, page.get_by_role("button", name="签名", exact=True))
    await page.goto(f"{case}/papers/promise")
    await page.get_by_text("摘要，核对用").click()
    found["signed"] = await looked_at(page, axe=True)
    assert {path: f for path, f in found.items() if f} == {}


async def test_trying_whether_one_may_apply(page: Page, live: Settings) -> None:
    await page.goto("/services/FT0205001/check")
    await leads_on(page, page.locator("main form button").last)
    found = {"answered": await looked_at(page, axe=True)}
    assert {path: f for path, f in found.items() if f} == {}


async def test_the_desk(page: Page, live: Settings) -> None:
    await desk_of(page, OFFICER)
    found = {"desk": await looked_at(page, axe=True)}
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.parametrize("path", ["/", "/services/FT0205001"])
async def test_the_first_view_is_light(chromium: Browser, live: Settings, path: str) -> None:
    context = await chromium.new_context(base_url=live.origin)
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    await session.send("Network.enable")
    await page.goto(path, wait_until="networkidle")
    await context.close()
    assert sum(received) <= BUDGET, received
    assert len(received) <= 15
