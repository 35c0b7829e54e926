"""What a real browser shows of what we send: decrypted by the push service stand-in, handed to the service worker."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, CDPSession, Page, expect

from backend.kit.clock import SHANGHAI, utc_now
from backend.residents.store import by_phone
from backend.settings import Settings
from push import service
from push.browser_keys import public_key
from push.delivery import PushSender
from push.topics import TRIAL
from push.types import NewSubscription
from tests.conftest import free_port, serving
from tests.people import GRANDMOTHER
from tests.push.world import People, StandIn, new_keys
from tests.support.browsing import says_who
from tests.support.looking import LOOKING, looked_at

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser, clean: None, settings: Settings) -> AsyncIterator[BrowserContext]:
    """Chromium at the house, on a real port, with messages allowed."""
    from backend.app import create

    port = free_port()
    here = msgspec.structs.replace(settings, origin=f"http://127.0.0.1:{port}")
    with serving(create(here), port) as url:
        context = await chromium.new_context(base_url=url, permissions=["notifications"], locale="zh-CN")
        yield context
        await context.close()


BROWSER_AT_THE_STAND_IN = """(() => {
    const { endpoint, keys } = NEW;
    const held = {
        endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys }), unsubscribe: async () => delete localStorage.held,
        get options() { return { applicationServerKey: Uint8Array.from(atob(localStorage.held), (c) => c.charCodeAt(0)).buffer }; },
    };
    PushManager.prototype.getSubscription = async () => (localStorage.held ? held : null);
    PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
        localStorage.held = userVisibleOnly && btoa(String.fromCharCode(...applicationServerKey));
        return held;
    };
})()"""


async def signs_in(page: Page, settings: Settings, wanted: str) -> None:
    """The grandmother signs in with a code."""
    await page.goto(f"/sign-in?next={wanted}")
    await page.locator("input[name=phone]").fill(GRANDMOTHER.phone)
    await page.get_by_role("button", name="获取验证码").click()
    await page.wait_for_url("**/sign-in/code*")
    async with httpx.AsyncClient() as http:
        messages = (await http.get(f"{settings.sms_url}/phone.json", params={"to": GRANDMOTHER.phone})).json()
    await page.locator("input[name=code]").fill(messages[0]["parameters"]["code"])
    await page.wait_for_url(lambda url: not url.endswith("/sign-in/code"))
    await says_who(page, GRANDMOTHER.phone)
    await page.wait_for_url(f"**{wanted}")


async def test_one_press_and_the_device_rings_another_and_it_does_not(
    phone: BrowserContext, people: People, couriers: Callable[..., PushSender], stand_in: StandIn, settings: Settings
) -> None:
    new, name = await stand_in.browser(public_key(settings.vapid_key))
    await phone.add_init_script(BROWSER_AT_THE_STAND_IN.replace("NEW", msgspec.json.encode(new).decode()))
    page = await phone.new_page()
    await signs_in(page, settings, "/me/reminders")
    await page.get_by_role("button", name="在这台设备上提醒我").click()
    await expect(page.locator(".push-button__state")).to_contain_text("已打开")
    key = base64.b64decode(await page.evaluate("localStorage.held"))
    assert base64.urlsafe_b64encode(key).decode().rstrip("=") == public_key(settings.vapid_key)

    (row,) = await people.rows("select person from push_subscription")
    courier, now = couriers(), utc_now()  # the house at the port lives in the present; a trial rings at any hour
    await courier.deliver(people.transaction, await people.owes(row["person"], now, TRIAL), now)
    assert len(await stand_in.received(name)) == 1

    async with page.expect_response("**/push/subscriptions") as again:  # each visit sends what the browser holds
        await page.reload()
    assert (await again.value).ok
    assert len(await people.rows("select from push_subscription")) == 1
    await expect(page.locator("main")).to_contain_text("上次送出")

    for spoiled in (
        "localStorage.held = btoa('x'.repeat(65))",
        "localStorage.removeItem('held')",
    ):  # another key; lost by the browser
        await page.evaluate(f"{spoiled}; sessionStorage.clear()")
        async with page.expect_response(
            lambda one: one.request.method == "POST" and one.url.endswith("/push/subscriptions")
        ):
            await page.goto("/cases")  # any page starts it
        assert base64.b64decode(await page.evaluate("localStorage.held")) == key
        assert len(await people.rows("select from push_subscription")) == 1
    await page.goto("/me/reminders")

    await page.get_by_role("button", name="关闭这台设备的提醒").click()
    await expect(page.locator(".push-button__state")).to_contain_text("已关闭")
    assert not await people.rows("select from push_subscription")
    now = utc_now()
    await courier.deliver(people.transaction, await people.owes(row["person"], now, TRIAL), now)
    assert len(await stand_in.received(name)) == 1


async def service_worker(page: Page) -> tuple[CDPSession, str]:
    """The page's service worker, once it is at work, and the name by which the browser knows it."""
    session = await page.context.new_cdp_session(page)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def registered(event: dict[str, Any]) -> None:
        for registration in event["registrations"]:
            if not found.done():
                found.set_result(registration["registrationId"])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    await session.send("ServiceWorker.enable")
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return session, await asyncio.wait_for(found, 10)


SHOWN = """navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) =>
    all.map(({ title, body, tag, data, timestamp }) => ({ title, body, tag, data, timestamp })))"""


async def shown(page: Page, number: int, before: float) -> list[dict[str, Any]]:
    """The notifications on the screen, once there are so many and one is newer than what stood there before."""
    for _ in range(200):
        found: list[dict[str, Any]] = await page.evaluate(SHOWN)
        if len(found) >= number and newest(found) > before:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"{number} notifications did not appear")


def newest(screen: list[dict[str, Any]]) -> float:
    """When the last of them was shown, in milliseconds; 0 for none."""
    return max((one["timestamp"] for one in screen), default=0)


async def test_the_lock_screen_says_that_there_is_a_message(
    phone: BrowserContext, people: People, couriers: Callable[..., PushSender], stand_in: StandIn, settings: Settings
) -> None:
    new, name = await stand_in.browser(public_key(settings.vapid_key))
    person, courier = await people.arrives(), couriers()
    await people.allows(person, new, MORNING)
    for now in (MORNING, MORNING + timedelta(minutes=1)):
        await courier.deliver(people.transaction, await people.owes(person, now), now)
    first, second = await stand_in.received(name)
    page = await phone.new_page()
    await page.goto("/")
    session, registration = await service_worker(page)
    origin = page.url.rstrip("/")
    screen: list[dict[str, Any]] = []
    for text, number in ((first, 1), (first, 1), (second, 2)):  # the first one twice, as after a crash
        await session.send(
            "ServiceWorker.deliverPushMessage", {"origin": origin, "registrationId": registration, "data": text}
        )
        screen = await shown(page, number, newest(screen))  # one at a time: shown at once, one of two was lost
    assert {(n["title"], n["body"], n["data"]) for n in screen} == {("智慧福田", "您有一条新消息", "/inbox")}
    assert {n["tag"] for n in screen} == {json.loads(text)["notification"]["tag"] for text in (first, second)}
    assert len(screen) == 2


@pytest.mark.nightly("pages")
async def test_weak_eyes_and_unsure_hands_find_their_way_on_the_page(
    phone: BrowserContext, people: People, settings: Settings
) -> None:
    await signs_in(await phone.new_page(), settings, "/me/reminders")
    async with people.transaction() as db:
        her = await by_phone(db, phone_hashes=people.vault.fingerprints("phone", "+86" + GRANDMOTHER.phone))
        assert her
    for device in ("安卓手机 · Firefox", "Windows 电脑 · Edge"):
        await people.allows(
            her.id, NewSubscription(f"https://fcm.googleapis.com/{device}", new_keys()), utc_now(), device
        )
    async with people.transaction() as db:
        await service.try_it(db, her.id, utc_now())
    assert phone.browser
    eyes = await phone.browser.new_context(storage_state=await phone.storage_state(), **LOOKING)
    page = await eyes.new_page()
    await page.goto(phone.pages[0].url)
    await page.locator("summary").first.click()
    assert await page.get_by_text("正在送").count() == 2
    assert await looked_at(page, axe=True) == []
    await eyes.close()
