"""Phones as they are: a wrong clock, a browser inside another app, a full store, a network that answers for us; and what is left on the disk."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from backend.settings import Settings
from tests import people
from tests.support.browsing import FLAGS, PHONE, executable, other_browser, sign_in
from tests.support.kept_pages import OTHER_CLOCK, draft, until
from tests.support.servers import empty_redis

pytestmark = pytest.mark.nightly("pages")
YEAR = 400 * 24 * 60  # minutes, and some days
NO_SUCH = "delete Navigator.prototype.serviceWorker; delete Navigator.prototype.mediaDevices; delete window.PushManager; delete window.Notification;"
FULL = """Object.defineProperty(window, "indexedDB", {value: {open() { const one = {error: new DOMException("full", "QuotaExceededError")};
setTimeout(() => one.onerror && one.onerror({target: one})); return one; }}});"""
THROWS = 'Object.defineProperty(window, "indexedDB", {get() { throw new DOMException("private", "SecurityError"); }});'
HANGS = 'Object.defineProperty(window, "indexedDB", {value: {open: () => ({addEventListener() {}})}});'
WECHAT = "Mozilla/5.0 (Linux; Android 10; wv) AppleWebKit/537.36 Chrome/87.0.4280.141 Mobile Safari/537.36 MicroMessenger/8.0.2"
CANARY = "三楼东头靠电梯"


async def at_a_question(page: Page, live: Settings) -> None:
    """Signed in, on the second page of questions of her draft."""
    await empty_redis(live)
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.wait_for_url("**/cases/new*")
    await page.get_by_role("button", name=re.compile("开始填|接着办|，继续")).click()
    await page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    await page.goto("/".join(page.url.split("/")[:5]) + "/form/2")


@pytest.mark.parametrize(
    "script",
    [f"{OTHER_CLOCK}({-YEAR})", f"{OTHER_CLOCK}({YEAR})", NO_SUCH, FULL, HANGS, THROWS],
    ids=["400 days behind", "400 days ahead", "inside another app", "store full", "store hangs", "store throws"],
)
async def test_it_goes_on_to_the_end(chromium: Browser, live: Settings, script: str) -> None:
    context = await other_browser(chromium, live, **PHONE, user_agent=WECHAT)
    await context.add_init_script(script)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    await at_a_question(page, live)
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name="保存，继续").click()
    await page.wait_for_url(re.compile(r"/(form/3|check)$"))
    await expect(page.get_by_text("已自动退出")).to_have_count(0)
    assert wrong == []
    await context.close()


@pytest.mark.parametrize("status", [200, 302, 403, 405, 501])
async def test_a_network_that_answers_for_us_takes_nothing_away(chromium: Browser, live: Settings, status: int) -> None:
    context = await other_browser(chromium, live, **PHONE, service_workers="block")
    page = await context.new_page()
    await at_a_question(page, live)

    async def portal(route: Route) -> None:
        if route.request.method != "POST":
            await route.continue_()
            return
        headers = {"content-type": "text/html"} | ({"location": "http://portal.invalid/"} if status == 302 else {})
        await route.fulfill(status=status, body="<h1>WiFi</h1>", headers=headers)

    await page.route("**/form/**", portal)
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name="保存，继续").click()
    await expect(page.get_by_text("还有1页写的在手机上")).to_be_visible(timeout=15_000)
    await page.unroute("**/form/**")
    await page.reload()
    await expect(page.get_by_text("没有网络时写的1页，已经保存好了")).to_be_visible(timeout=15_000)
    await page.goto(re.sub(r"/form/.*", "/form/2", page.url))
    await expect(page.get_by_label("深圳以外")).to_be_checked()
    await context.close()


async def test_a_browser_that_throws_away_what_it_kept_is_said_to_have(chromium: Browser, live: Settings) -> None:
    context = await other_browser(chromium, live, **PHONE)
    await context.add_init_script("navigator.setAppBadge = async (unread) => { window.badge = unread; };")
    page, case = await draft(context, live)
    await until(page, "() => window.badge === 0")
    await context.set_offline(True)
    await page.goto(f"{case}/form/2")
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name="保存，继续").click()
    await page.wait_for_url("**/form/3")
    await expect(page.get_by_text("现在没有网络，新的变化联网后才看得到")).to_be_visible()
    device = await context.new_cdp_session(page)
    thrown = {"origin": live.origin, "storageTypes": "indexeddb,cache_storage"}
    await device.send("Storage.clearDataForOrigin", thrown)
    await page.get_by_role("button", name=re.compile("继续")).click()
    await expect(page.get_by_text("网络断了，还没有保存。您写的都在这一页")).to_be_visible()
    await page.goto(case)
    await expect(page.get_by_text("这台设备清理过存储空间，以前存在上面的页面都不在了")).to_be_visible()
    await context.set_offline(False)
    await page.goto(case)
    await expect(page.get_by_text("没有网络时写的1页没有留下，也没有交上去")).to_be_visible()
    await page.goto(f"{case}/form/2")
    await expect(page.get_by_text("没有留下")).to_have_count(0)
    await expect(page.get_by_label("深圳以外")).not_to_be_checked()
    await context.close()


async def test_over_two_bars_of_2g_a_page_is_saved_once(chromium: Browser, live: Settings) -> None:
    context = await other_browser(chromium, live, **PHONE)
    page = await context.new_page()
    await at_a_question(page, live)
    slow = {"offline": False, "latency": 1500, "downloadThroughput": 6000, "uploadThroughput": 3000}
    device = await context.new_cdp_session(page)
    await device.send("Network.enable")
    await device.send("Network.emulateNetworkConditions", slow)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" and "/form/" in one.url else None)
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name="保存，继续").dblclick()
    await page.wait_for_url(re.compile(r"/(form/3|check)$"), timeout=90_000)
    assert len(sent) == 1
    await context.close()


async def test_nothing_of_hers_is_left_on_the_disk(chromium: Browser, live: Settings, tmp_path: Path) -> None:
    await empty_redis(live)
    context = await chromium.browser_type.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=executable(), args=list(FLAGS), base_url=live.origin, locale="zh-CN", **PHONE
    )  # fmt: skip
    page, case = await draft(context, live)
    await page.goto(f"{case}/form/1")
    await page.locator("main form textarea, main form input[type=text]").first.fill(CANARY)
    await page.wait_for_timeout(1000)
    await context.set_offline(True)
    await page.goto(f"{case}/form/2")
    await context.set_offline(False)
    await page.goto("/me/settings")
    await page.get_by_role("button", name=re.compile("退出登录")).first.click()
    await expect(page.get_by_text("已退出")).to_be_visible()
    await page.wait_for_timeout(500)
    await context.close()
    assert leaves(tmp_path / "profile", (CANARY, people.GRANDMOTHER.name, people.GRANDMOTHER.id_number)) == []


def leaves(folder: Path, hers: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files of a browser's profile that hold one of these texts, in either spelling of the disk."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    held = [(str(path.relative_to(folder)), path.read_bytes()) for path in files]
    return [
        (name, one) for name, data in held for one in hers if one.encode() in data or one.encode("utf-16-le") in data
    ]
