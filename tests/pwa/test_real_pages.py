"""The pages of the grandmother's way as the house serves them: no barrier, large enough, never sideways, light."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from backend.materials.samples import of_the_cast as pictures
from backend.settings import Settings
from tests import people
from tests.pwa.eyes import barriers, small_letters, small_targets, width_with_letters
from tests.stories.conftest import chromium, live  # noqa: F401  fixtures
from tests.stories.test_an_officer_goes_on import OFFICER, desk_of
from tests.stories.test_in_the_browser import sign_in

PUBLIC = [
    "/", "/services", "/services?q=老人钱", "/services?q=飞船执照", "/services?q=zzzzqqqq", "/services/elderly", "/services/in/city", "/services/for/birth",
    "/services/group/low_income", "/services/by", "/services/by/civil_affairs", "/services/with/zero-trip", "/services/FT0205001",
    "/services/FT1120009", "/services/FT0205001/check", "/about", "/mode", "/verify", "/verify/7KQ2M-X4PDR-9TBHW-3FNCA", "/sign-in",
    "/staff/sign-in", "/nowhere", "/offline.html",
]  # fmt: skip
SIGNED_IN = [
    "/cases", "/cases/new?service=FT0205001", "/inbox", "/me", "/me/access", "/me/consents", "/me/consents/face", "/me/devices", "/me/passkeys",
    "/me/reminders", "/step-up",
]  # fmt: skip
CASE = ["", "/form/1", "/form/2", "/form/3", "/papers/id_card", "/check"]  # of a case
NO_PAGE = re.compile(
    r"/(api|assets|\.well-known|feeds|livez|readyz|robots|sitemap|session\.json|push|qr|papers|events|metrics|health)\b|\.(json|svg|pdf|jws|xml|jpg)$"
    r"|/(services/suggest|services/.*/start|sign-in/(out|kept|code|provider.*)|staff/sign-in/.+|step-up/code|me/passkeys/new|me/identity/provider|components)$|/\{number:int\}$"
)  # pieces, files, ways to somewhere else; the gallery and a new passkey have their own tests
SIZES = {"normal": (14, 44), "elder": (18, 60)}
BUDGET = 100_000  # bytes over the wire for a first view, all in


async def looked_at(page: Page, mode: str) -> list[Any]:
    """Everything wrong with the page that is open."""
    letters, targets = SIZES[mode]
    found = [*await barriers(page), *await small_letters(page, letters), *await small_targets(page, targets)]
    await page.set_viewport_size({"width": 320, "height": 640})
    width = await width_with_letters(page, 2)
    await page.set_viewport_size({"width": 360, "height": 780})
    return found + [f"{width} wide"] * (width > 320)


async def phone_in(chromium: Browser, live: Settings, mode: str) -> Page:  # noqa: F811  the fixtures
    """A small phone that reads in this mode."""
    context = await chromium.new_context(
        viewport={"width": 360, "height": 780}, base_url=live.origin, service_workers="block", bypass_csp=True, reduced_motion="reduce"
    )  # fmt: skip
    await context.add_cookies([{"name": "mode", "value": mode, "url": live.origin}])
    return await context.new_page()


@pytest.mark.parametrize("mode", ["normal", "elder"])
async def test_the_public_pages(chromium: Browser, live: Settings, clean: None, mode: str) -> None:  # noqa: F811
    page = await phone_in(chromium, live, mode)
    found: dict[str, list[Any]] = {}
    for path in PUBLIC:
        await page.goto(path)
        assert await page.get_attribute("html", "data-mode") == mode or path == "/offline.html"
        found[path] = await looked_at(page, mode if path != "/offline.html" else "normal")
    await page.context.close()
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.parametrize("mode", ["normal", "elder"])
async def test_the_pages_of_a_case(
    chromium: Browser,  # noqa: F811
    live: Settings,  # noqa: F811
    clean: None,
    tmp_path: Path,
    mode: str,
) -> None:
    page = await phone_in(chromium, live, mode)
    found: dict[str, list[Any]] = {}
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.wait_for_url("**/cases/new*")
    found["start"] = await looked_at(page, mode)
    await page.goto(page.url)
    await page.locator("main form button").first.click()
    await page.wait_for_url("**/cases/*-*")
    case = page.url
    for path in CASE:
        await page.goto(case + path)
        found[path or "tasks"] = await looked_at(page, mode)
    picture = tmp_path / "id.png"
    picture.write_bytes(pictures.id_card_front(people.GRANDMOTHER))
    await page.goto(f"{case}/papers/id_card")
    await page.set_input_files("input[type=file]", picture)
    await page.locator("button:has-text('上传这一张')").click()
    await page.get_by_text("这张可以用").wait_for(timeout=60_000)
    found["read"] = await looked_at(page, mode)
    for number in (1, 2, 3):
        await page.goto(f"{case}/form/{number}")
        if number == 2:
            await page.get_by_label("深圳以外").check()
        await page.get_by_role("button", name="保存，继续").click()
        await page.wait_for_load_state()
    await page.goto(f"{case}/check")
    found["complete"] = await looked_at(page, mode)
    await page.get_by_label("以上内容我看过了").check()
    await page.get_by_role("button", name="提交申请").click()
    await page.locator(".decision").wait_for()
    if folder := os.environ.get("FUTIAN_SCREENSHOTS"):
        await page.screenshot(path=f"{folder}/decided-{mode}.png", full_page=True)
    found["decided"] = await looked_at(page, mode)
    for path in (*SIGNED_IN, case + "/receipt"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        found[path.removeprefix(case)] = await looked_at(page, mode)
    await page.context.close()
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.parametrize("mode", ["normal", "elder"])
async def test_trying_whether_one_may_apply(chromium: Browser, live: Settings, clean: None, mode: str) -> None:  # noqa: F811
    page = await phone_in(chromium, live, mode)
    await page.goto("/services/FT0205001/check")
    await page.locator("main form button").last.click()
    await page.wait_for_load_state()
    found = {"answered": await looked_at(page, mode)}
    await page.context.close()
    assert {path: f for path, f in found.items() if f} == {}


async def test_the_desk(chromium: Browser, live: Settings, clean: None) -> None:  # noqa: F811
    page = await phone_in(chromium, live, "normal")
    await desk_of(page, OFFICER)
    found = {"desk": await looked_at(page, "normal")}
    await page.context.close()
    assert {path: f for path, f in found.items() if f} == {}


@pytest.mark.parametrize("path", ["/", "/services/FT0205001"])
async def test_the_first_view_is_light(chromium: Browser, live: Settings, clean: None, path: str) -> None:  # noqa: F811
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
