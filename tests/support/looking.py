"""Looking at a page for barriers, small letters and targets, and sideways scrolling."""

import os
import re
from collections.abc import Collection, Iterable
from typing import Any

import httpx
from playwright.async_api import Locator, Page

from tests.pwa.eyes import barriers, small_letters, small_targets, width_with_letters
from tests.support.hands import nameless, unreachable
from tests.support.longer_language import Twin

SIZES = {"normal": (14, 44), "elder": (18, 60)}
NIGHT = bool(os.environ.get("FUTIAN_NIGHT"))
AXE = tuple(SIZES) if NIGHT else ("normal",)  # colours and names hardly differ between the modes


async def looked_at(page: Page, modes: Iterable[str] = SIZES, *, axe: bool = False, walks: bool = False) -> list[Any]:
    """Everything wrong with the page that is open, in each reading mode; the mode is an attribute, so it is read where it stands.

    axe takes longer than all else together: by day it reads a page of each kind, where a test asks for it, and by night all.
    `walks`: by night it is gone through by keyboard too, and its accessibility tree is read.
    """
    found: list[Any] = []
    before = await page.get_attribute("html", "data-mode") or "normal"
    for mode in modes:
        await page.evaluate(FLIP, mode)
        letters, targets = SIZES[mode]
        wrong = [*await small_letters(page, letters), *await small_targets(page, targets)]
        found += [f"{mode}: {one}" for one in wrong + (await barriers(page) if mode in AXE and (axe or NIGHT) else [])]
        if walks and NIGHT:
            found += [f"{mode}: {one}" for one in (*await nameless(page), *await unreachable(page))]
    await page.set_viewport_size({"width": 320, "height": 640})
    for mode in modes:
        await page.evaluate(FLIP, mode)
        width = await width_with_letters(page, 2)
        found += [f"{mode}: {width} wide"] * (width > 320)
    await page.set_viewport_size({"width": 360, "height": 780})
    await page.evaluate(FLIP, before)
    return found


FLIP = """(mode) => {
  document.documentElement.dataset.mode = mode;
  document.documentElement.style.fontSize = "";
}"""


LOOKING: dict[str, Any] = {
    "viewport": {"width": 360, "height": 780}, "service_workers": "block", "bypass_csp": True, "reduced_motion": "reduce",
}  # fmt: skip


class Looks:
    """A page that is opened, one address after the other, and what is wrong with each."""

    def __init__(self, page: Page, axe: Collection[str] = (), *, walks: bool = False) -> None:
        self.page, self.walks = page, walks
        self.axe = axe  # by day, too
        self.twin = Twin(page)
        self.found: dict[str, list[Any]] = {}

    async def at(self, path: str, status: int = 200, name: str = "") -> None:
        """Open it and look."""
        answer = await self.page.goto(path)
        assert answer is not None
        assert answer.status == status, path
        assert httpx.URL(self.page.url).path == httpx.URL(path).path or path.startswith("http"), "led elsewhere"
        await self.here(name or path)

    async def here(self, name: str) -> None:
        """Look at the page that is open, by night in the longer language too; its letters are as large afterwards as they were."""
        if folder := os.environ.get("FUTIAN_SCREENSHOTS"):
            await self.photographed(f"{folder}/{re.sub('[^A-Za-z0-9]+', '-', name).strip('-')}")
        self.found[name] = await looked_at(self.page, axe=name in self.axe, walks=self.walks)
        if NIGHT:
            self.found[name] += await self.twin.wrong()

    async def photographed(self, to: str) -> None:
        """For people's eyes: on a phone and on a desk."""
        for size, width, height in (("desktop", 1280, 800), ("phone", 360, 780)):
            await self.page.set_viewport_size({"width": width, "height": height})
            await self.page.screenshot(path=f"{to}-{size}.png", full_page=True)

    def nothing(self) -> None:
        """No page had anything wrong."""
        found = {name: wrong for name, wrong in self.found.items() if wrong}
        assert found == {}, found


async def presses(page: Page, words: str) -> None:
    """Press a button by its words, and wait for the page that it leads to."""
    await leads_on(page, page.get_by_role("button", name=re.compile(words)).first)


async def leads_on(page: Page, target: Locator) -> None:
    """Click what leads to another page, and wait until that one is there: a click alone returns before."""
    async with page.expect_navigation():
        await target.click()
