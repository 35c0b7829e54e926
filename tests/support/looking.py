"""Looking at a page for barriers, small letters and targets, and sideways scrolling."""

from typing import Any

from playwright.async_api import Browser, Page

from backend.settings import Settings
from tests.pwa.eyes import barriers, small_letters, small_targets, width_with_letters

SIZES = {"normal": (14, 44), "elder": (18, 60)}


async def looked_at(page: Page, mode: str) -> list[Any]:
    """Everything wrong with the page that is open."""
    letters, targets = SIZES[mode]
    found = [*await barriers(page), *await small_letters(page, letters), *await small_targets(page, targets)]
    await page.set_viewport_size({"width": 320, "height": 640})
    width = await width_with_letters(page, 2)
    await page.set_viewport_size({"width": 360, "height": 780})
    return found + [f"{width} wide"] * (width > 320)


async def phone_in(chromium: Browser, live: Settings, mode: str) -> Page:
    """A small phone that reads in this mode."""
    context = await chromium.new_context(
        viewport={"width": 360, "height": 780}, base_url=live.origin, service_workers="block", bypass_csp=True, reduced_motion="reduce"
    )  # fmt: skip
    await context.add_cookies([{"name": "mode", "value": mode, "url": live.origin}])
    return await context.new_page()
