"""The service worker: offline help, updates that wait, push that always shows, and nothing personal on the device."""

import json
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.pwa.conftest import Handler

BUILT = Path("pwa/dist/service_worker.js")
CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) for (const r of await (await caches.open(name)).keys()) found.push(new URL(r.url).pathname);
  return found.sort();
}"""


@pytest.fixture(autouse=True)
def same_worker_again() -> Iterator[None]:
    """Each test starts with the worker as built and an honest network."""
    Handler.worker, Handler.portal = b"", False
    yield
    Handler.worker, Handler.portal = b"", False


@pytest_asyncio.fixture(loop_scope="session")
async def device(browser: Browser, site: str) -> AsyncIterator[BrowserContext]:
    """A device of its own, with its own storage."""
    context = await browser.new_context(base_url=site, permissions=["notifications"])
    yield context
    await context.close()


async def until(page: Page, what: str) -> Any:
    """Ask until the answer is something, and give it back; promises are awaited. A busy machine gets its time."""
    for _ in range(2000):
        if found := await page.evaluate(what):
            return found
        await page.wait_for_timeout(50)
    raise AssertionError(what)


async def first_visit(device: BrowserContext, path: str = "/home?public=1") -> Page:
    """A page that the worker serves from now on."""
    page = await device.new_page()
    await page.goto(path)
    await until(page, CONTROLLED)
    await page.reload()
    return page


async def test_public_pages_remain_and_personal_ones_are_never_kept(device: BrowserContext) -> None:
    page = await first_visit(device)
    await page.goto("/decided")
    await page.goto("/service?public=1")
    kept = await page.evaluate(KEPT)
    assert {"/home", "/service", "/offline.html"} <= set(kept)
    assert "/decided" not in kept
    await device.set_offline(True)
    await page.goto("/home?public=1")
    await expect(page.locator("h1")).to_contain_text("您想办什么事")
    await page.goto("/decided")
    await expect(page.locator("h1")).to_have_text("现在没有网络")
    assert await page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600"


async def test_the_page_of_another_network_is_never_kept_as_a_script(device: BrowserContext) -> None:
    page = await first_visit(device)
    (script,) = [path for path in (f"/assets/{one.name}" for one in BUILT.parent.glob("assets/htmx-*.js"))]
    Handler.portal = True
    assert await page.evaluate("path => fetch(path).then(() => 'came', () => 'refused')", script) == "refused"
    assert script not in await page.evaluate(KEPT)
    Handler.portal = False
    assert await page.evaluate("path => fetch(path).then(() => 'came', () => 'refused')", script) == "came"
    assert script in await page.evaluate(KEPT)


async def test_the_very_first_page_opens_again_without_network(device: BrowserContext) -> None:
    page = await device.new_page()
    await page.goto("/service?public=1")
    await until(page, f"async () => (await ({KEPT})()).includes('/service')")
    await device.set_offline(True)
    await page.reload()
    await expect(page.locator("h1")).to_have_text("高龄老人津贴申请")


async def test_a_newer_worker_waits_until_it_is_wanted(device: BrowserContext) -> None:
    page = await first_visit(device)
    Handler.worker = BUILT.read_bytes() + b"//newer"
    await page.evaluate("navigator.serviceWorker.ready.then(r => r.update())")
    await until(page, "navigator.serviceWorker.ready.then(r => r.waiting !== null)")
    bar = page.locator("[data-update]")
    await expect(bar).to_be_visible()
    async with page.expect_navigation():
        await bar.get_by_role("button").click()
    await until(page, "navigator.serviceWorker.ready.then(r => r.waiting === null)")


async def test_a_newer_worker_does_not_disturb_somebody_who_fills_a_form(device: BrowserContext) -> None:
    page = await first_visit(device, "/form?public=1")
    Handler.worker = BUILT.read_bytes() + b"//newer"
    await page.evaluate("navigator.serviceWorker.ready.then(r => r.update())")
    await until(page, "navigator.serviceWorker.ready.then(r => r.waiting !== null)")
    await expect(page.locator("[data-update]")).to_be_hidden()


async def test_the_kill_switch_forgets_everything_and_stays_off(device: BrowserContext, tmp_path: Path) -> None:
    env = {**os.environ, "OUT": str(tmp_path), "RETIRE_WORKER": "1"}
    subprocess.run(["node", "pwa/build.mjs"], check=True, env=env)
    page = await first_visit(device)
    Handler.worker = (tmp_path / "service_worker.js").read_bytes()
    for _ in range(2):  # also a page that registers it again
        await page.reload()
        await until(page, "navigator.serviceWorker.getRegistrations().then(all => all.length === 0)")
        assert await page.evaluate(KEPT) == []


def declared(title: str, navigate: str) -> str:
    """A message as Declarative Web Push has it."""
    said = {"title": title, "body": "点开查看。", "navigate": navigate, "tag": "a"}
    return json.dumps({"web_push": 8030, "notification": said}, ensure_ascii=False)


PUSHED = {  # what comes → title and where it leads
    declared("有新进展", "/inbox"): ("有新进展", "/inbox"),
    declared("x", "https://evil.example/inbox"): ("x", "/inbox"),
    declared("y", "//evil.example/cases"): ("y", "/inbox"),
    '{"title": "of another format"}': ("智慧福田", "/inbox"),
    "not json": ("智慧福田", "/inbox"),
    "": ("智慧福田", "/inbox"),
}


async def test_a_push_always_shows_and_leads_only_to_ourselves(device: BrowserContext, site: str) -> None:
    page = await first_visit(device)
    session = await device.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"]))
    await session.send("ServiceWorker.enable")

    seen: list[dict[str, str]] = []
    for payload, (title, path) in PUSHED.items():
        wanted = {"title": title, "data": path}
        for _ in range(200):  # the browser drops a message for a worker that is just being replaced: it is sent again
            living = [
                r["registrationId"] for r in registrations if not r["isDeleted"] and r["scopeURL"].startswith(site)
            ]
            if living:
                message = {"origin": site, "registrationId": living[-1], "data": payload}
                await session.send("ServiceWorker.deliverPushMessage", message)
            await page.wait_for_timeout(50)
            shown = await page.evaluate(TAKE_SHOWN)
            seen += shown
            if wanted in shown:
                break
        else:
            raise AssertionError(f"{payload!r} showed {seen[-1:]}")
    assert {(one["title"], one["data"]) for one in seen} == set(PUSHED.values())


TAKE_SHOWN = """async () => {
  const shown = await (await navigator.serviceWorker.ready).getNotifications();
  return shown.map((one) => (one.close(), {title: one.title, data: one.data}));
}"""


async def test_the_app_can_be_installed(device: BrowserContext) -> None:
    page = await first_visit(device)
    session = await device.new_cdp_session(page)
    manifest = await session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    errors = (await session.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    assert [e["errorId"] for e in errors] == ["in-incognito"]  # a test window is always a private one
