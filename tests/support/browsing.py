"""Steps in a real browser: signing in as a resident or at the desk, windows, widths."""

import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psutil
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from backend.registers.sample.cast import cast
from backend.settings import Settings
from tests.support.gate import note_unaccounted, tree

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--process-per-site",
)  # fmt: skip


def executable() -> str | None:
    """Where the browser is."""
    return os.environ.get("FUTIAN_CHROMIUM") or shutil.which("chromium")


@asynccontextmanager
async def launched(*flags: str) -> AsyncIterator[Browser]:
    """Run the system's chromium; it ends without waiting for its helper processes, so their CPU time is noted for the budget."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=[*FLAGS, *flags])
        yield browser
        before = sum(tree(psutil.Process()).values())
        await browser.close()
        note_unaccounted(before - sum(tree(psutil.Process()).values()))


def code_on_the_phone(live: Settings, number: str) -> str:
    """The code in the newest message on the sample phone."""
    messages = httpx.get(f"{live.sms_url}/phone.json", params={"to": number}, verify=False).json()
    return str(next(one for one in messages if "code" in one["parameters"])["parameters"]["code"])


async def sign_in(page: Page, live: Settings, number: str) -> None:
    """Sign in with a one-time code, as the page asks, and with what a browser that isn't known yet is asked besides."""
    await types_the_code(page, live, number)
    await says_who(page, number)


async def types_the_code(page: Page, live: Settings, number: str) -> None:
    """As far as the number and the code lead."""
    await page.get_by_label("手机号", exact=False).first.fill(number)
    await page.locator("main form button[type=submit], main form button:not([type])").first.click()
    await page.wait_for_url("**/sign-in/code*")
    await page.locator("input[name=code]").fill(code_on_the_phone(live, number))  # the page sends it by itself
    await page.wait_for_url(lambda url: not url.endswith("/sign-in/code"))


async def says_who(page: Page, number: str) -> None:
    """Answer what is asked in a browser that isn't known yet, where it is asked: the name, and the last digits of the identity number."""
    if not page.url.endswith("/sign-in/second"):
        return
    member = next(one for one in cast().values() if one.phone == number)
    await page.locator("input[name=name]").fill(member.name)
    await page.locator("input[name=digits]").fill(member.id_number[-4:])
    await page.locator("main form button").first.click()
    await page.wait_for_url(lambda url: not url.endswith("/sign-in/second"))


async def saves(page: Page) -> None:
    """Press save and wait for the next page: the script sends the form first and goes on afterwards."""
    async with page.expect_navigation():
        await page.get_by_role("button", name="保存，继续").click()


async def sideways(page: Page) -> Any:
    """By how much the page is wider than the screen."""
    return await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


OFFICER, SECURITY = "韩晓梅", "范志远"


async def desk_of(page: Page, name: str) -> None:
    """Sign in as a member of staff at the sample provider."""
    await page.goto("/desk")
    await (
        page.get_by_role("button").or_(page.get_by_role("link")).filter(has_text=re.compile("登录|工作")).first.click()
    )
    await page.get_by_role("button", name=re.compile(name)).first.click()
    await page.wait_for_url(re.compile(r"^[^?]*/desk"))


PHONE = {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}


DESKTOP = {"viewport": {"width": 1280, "height": 800}}


async def other_browser(chromium: Browser, live: Settings, **options: Any) -> BrowserContext:
    """Somebody else's browser."""
    return await chromium.new_context(**{**DESKTOP, **options}, base_url=live.origin, locale="zh-CN")


HEARD = """window.said = []; window.stopped = 0;
Object.defineProperty(window, "speechSynthesis", {value: {speak: (u) => said.push([u.text, u.lang]), cancel: () => { stopped += 1; }}});"""
"""A device that can speak: what it says is kept in `said`, with its language."""
