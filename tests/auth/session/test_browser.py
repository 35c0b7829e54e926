"""Signing in, in a real browser: by code, by passkey, with the warning before the end; and what each page is like."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from redis.asyncio import Redis

from backend.app import create
from backend.settings import Settings
from tests.conftest import free_port, serving
from tests.support.kept_pages import CONTROLLED, OTHER_CLOCK, PATHS, STORED, until
from tests.support.looking import LOOKING, looked_at
from tests.support.stepping_up import steps_up_in

PHONE = {"viewport": {"width": 360, "height": 780}, "reduced_motion": "reduce"}
PAGES = (
    "/sign-in",
    "/sign-in/code",
    "/sign-in/out",
    "/step-up",
    "/step-up/another-factor",
    "/me",
    "/me/devices",
    "/me/passkeys",
    "/me/passkeys/new",
    "/me/access",
)
Numbers = Callable[[], str]


@pytest.fixture(scope="module")
def site(settings: Settings, seeded: None, sample_world: str) -> Iterator[str]:
    """The house on a name, as passkeys need it."""
    port = free_port()
    origin = f"http://localhost:{port}"
    with serving(create(msgspec.structs.replace(settings, origin=origin)), port):
        yield origin


async def forget(settings: Settings) -> None:
    """Let limits and sessions pass."""
    async with Redis.from_url(settings.redis_url) as redis:
        await redis.flushdb()


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium: Browser, site: str, settings: Settings) -> AsyncIterator[BrowserContext]:
    """A fresh browser on a phone, with all limits forgotten; a page that breaks our content policy fails its test."""
    await forget(settings)
    context = await chromium.new_context(**PHONE, base_url=site)  # type: ignore[arg-type]  # playwright's own options
    complaints: list[str] = []
    context.on("console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None)
    context.on("weberror", lambda e: complaints.append(str(e.error)))
    yield context
    await context.close()
    assert complaints == []


async def code_for(world: str, number: str) -> str:
    async with httpx.AsyncClient() as http:
        messages = (await http.get(f"{world}/phone.json", params={"to": number})).json()
    return str(messages[0]["parameters"]["code"])


async def lands(page: Page, path: str) -> None:
    """The page of this path is open."""
    await page.wait_for_url(lambda url: urlsplit(url).path == path)


async def sign_in(page: Page, world: str, number: str, wanted: str = "/me/settings") -> None:
    """As a resident does it."""
    await page.goto(f"/sign-in?next={wanted}")
    await page.fill("[name=phone]", number)
    await page.click("text=获取验证码")
    await page.fill("[name=code]", await code_for(world, number))
    await lands(page, wanted)


async def lock_of(page: Page, *, prf: bool = False) -> Callable[[str, dict[str, Any]], Awaitable[Any]]:
    """The phone's own lock, played by Chromium; with `prf` it gives out a secret as well."""
    session = await page.context.new_cdp_session(page)
    await session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": prf,
    }  # fmt: skip
    made = await session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda what, more: session.send(what, {"authenticatorId": made["authenticatorId"], **more})


async def test_a_passkey_is_set_up_used_and_proves_again(
    window: BrowserContext, sample_world: str, settings: Settings
) -> None:
    page = await window.new_page()
    lock = await lock_of(page)
    await sign_in(page, sample_world, "19900000101")
    await page.goto("/step-up")
    assert await page.locator(".passkey-button").count() == 0, "there is no lock yet that would open anything"
    await steps_up_in(window, settings, "face")
    await page.goto("/me/passkeys/new")
    await page.click("text=开通指纹或刷脸登录")
    await lands(page, "/me/passkeys")
    await expect(page.locator(".device")).to_contain_text("开通")
    await page.goto("/me/settings")
    await page.click("text=退出登录")
    await expect(page.get_by_text("已退出")).to_be_visible()
    await page.goto("/sign-in?next=/me/devices")
    await page.click("text=用指纹或刷脸登录")
    await lands(page, "/me/devices")
    await page.goto("/step-up?next=/me/access")
    await page.click("text=用指纹或刷脸确认")
    await lands(page, "/me/access")
    credentials = await lock("WebAuthn.getCredentials", {})
    assert credentials["credentials"][0]["isResidentCredential"]
    assert credentials["credentials"][0]["signCount"] >= 2


async def test_a_finger_that_isnt_recognised_leaves_the_code(
    window: BrowserContext, sample_world: str, settings: Settings
) -> None:
    page = await window.new_page()
    lock = await lock_of(page)
    await sign_in(page, sample_world, "19900000102")
    await steps_up_in(window, settings, "face")
    await page.goto("/me/passkeys/new")
    await page.click("text=开通指纹或刷脸登录")
    await lands(page, "/me/passkeys")
    await window.clear_cookies()
    await lock("WebAuthn.setUserVerified", {"isUserVerified": False})
    await page.goto("/sign-in?next=/me")
    await page.click("text=用指纹或刷脸登录")
    await expect(page.locator(".passkey-button [role=status]")).to_contain_text("短信验证码")
    await forget(settings)
    await sign_in(page, sample_world, "19900000102")


async def test_a_code_that_stands_there_before_the_script_is_sent(window: BrowserContext, sample_world: str) -> None:
    page = await window.new_page()
    filled = asyncio.Event()

    async def waits(route: Route) -> None:
        await filled.wait()
        await route.continue_()

    await page.route("**/complete_code*", waits)
    await page.goto("/sign-in?next=/me/settings")
    await page.fill("[name=phone]", "19900000103")
    await page.click("text=获取验证码")
    await page.fill("[name=code]", await code_for(sample_world, "19900000103"))
    filled.set()
    await lands(page, "/me/settings")


async def half_an_hour_later_without_network(page: Page, world: str, number: str, settings: Settings) -> None:
    """Somebody with a lock has seen a page of theirs; the idle time of the session is over, and the network is gone."""
    await sign_in(page, world, number, "/me")
    await steps_up_in(page.context, settings, "face")
    await page.goto("/me/passkeys/new")
    await page.click("text=开通指纹或刷脸登录")
    await lands(page, "/me/passkeys")
    await page.goto("/step-up?next=/me")
    await page.click("text=用指纹或刷脸确认")
    await lands(page, "/me")
    await until(page, CONTROLLED)
    await until(page, f"async () => (await ({PATHS})()).includes('/me')")
    await page.context.set_offline(True)
    await page.add_init_script(f"{OTHER_CLOCK}(30)")
    await page.goto("/me")


@pytest.mark.nightly("pages")
async def test_the_lock_opens_what_was_seen_without_network(
    window: BrowserContext, sample_world: str, settings: Settings
) -> None:
    page = await window.new_page()
    lock = await lock_of(page, prf=True)
    await half_an_hour_later_without_network(page, sample_world, "19900000107", settings)
    (kept,) = await page.evaluate(STORED, "locks")
    assert set(kept) == {"owner", "credential", "iv", "sealed"}
    await page.click("text=用指纹或刷脸打开")
    await expect(page.locator("main")).to_contain_text("199****0107")
    await expect(page.locator("main")).to_contain_text("现在没有网络，新的变化联网后才看得到")
    await page.add_init_script(f"{OTHER_CLOCK}(30)")
    await lock("WebAuthn.setUserVerified", {"isUserVerified": False})
    await page.goto("/me")
    await page.click("text=用指纹或刷脸打开")
    await expect(page.locator("main")).to_contain_text("没有打开")
    await window.set_offline(False)
    await page.goto("/me/settings")
    await page.click("text=退出登录")
    await until(page, "async () => !(await indexedDB.databases()).some(one => one.name === 'outbox')")


@pytest.mark.nightly("pages")
async def test_without_its_secret_the_lock_leaves_it_locked(
    window: BrowserContext, sample_world: str, settings: Settings
) -> None:
    page = await window.new_page()
    await lock_of(page)
    await half_an_hour_later_without_network(page, sample_world, "19900000108", settings)
    await expect(page.locator("main")).to_contain_text("还在这台手机上，锁着。联网登录后就能打开")
    await expect(page.locator("main")).not_to_contain_text("199****0108")
    assert await page.evaluate(STORED, "locks") == []
    assert await page.locator("text=用指纹或刷脸打开").count() == 0


@pytest.mark.nightly("pages")
async def test_the_warning_comes_before_the_end_and_one_press_keeps_the_session(
    window: BrowserContext, sample_world: str, settings: Settings
) -> None:
    page = await window.new_page()
    await sign_in(page, sample_world, "19900000103")
    redis = Redis.from_url(settings.redis_url)
    (key,) = await redis.keys("session:*")
    await redis.expire(key, 125)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.locator("dialog.session-warning")).to_be_visible()
    await page.click("text=我还在，继续")
    await expect(page.locator("dialog.session-warning")).to_be_hidden()
    assert await redis.ttl(key) > 880
    await redis.aclose()


async def test_after_signing_out_back_shows_nothing(window: BrowserContext, sample_world: str) -> None:
    page = await window.new_page()
    await sign_in(page, sample_world, "19900000104")
    await expect(page.locator("main")).to_contain_text("199****0104")
    await page.click("text=退出登录")
    await lands(page, "/sign-in/out")
    await page.go_back()
    await expect(page.locator("body")).not_to_contain_text("199****0104")


@pytest.mark.nightly("pages")
async def test_no_page_has_a_barrier(
    chromium: Browser, site: str, sample_world: str, settings: Settings, window: BrowserContext
) -> None:
    context = await chromium.new_context(**LOOKING, base_url=site)
    page = await context.new_page()
    found: dict[str, Any] = {}
    for path in PAGES:
        if path == "/step-up":
            await sign_in(page, sample_world, "19900000106")
            await steps_up_in(context, settings, "face")
        await page.goto(path)
        found[path] = await looked_at(page, axe=path == "/step-up")
    await context.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
