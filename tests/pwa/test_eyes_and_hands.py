"""What WCAG 2.2 AA and the rules for old people ask, measured on every component (DESIGN §9); pages: tests/stories."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.pwa.eyes import barriers, small_letters, small_targets, width_with_letters
from tests.pwa.pages import PAGES
from tests.support.looking import AXE, FLIP

PHONE, WIDE, NARROW = {"width": 360, "height": 780}, {"width": 1280, "height": 800}, {"width": 320, "height": 640}
QUIET = {"service_workers": "block", "reduced_motion": "reduce", "bypass_csp": True}
STARTED = "![...document.querySelectorAll('[data-module]')].some(e => e.dataset.started === undefined)"
EVERY = [*PAGES, "gallery"]


async def walk(
    browser: Browser, site: str, names: list[str], mode: str, **window: Any
) -> AsyncIterator[tuple[str, Page]]:
    """One page after the other, as somebody sees it, its modules started."""
    context = await browser.new_context(**{"viewport": PHONE, **QUIET, **window})
    page = await context.new_page()
    for name in names:
        response = await page.goto(f"{site}/{name}?mode={mode}")
        assert response is not None
        assert response.ok, await response.text()
        await page.wait_for_function(STARTED)
        yield name, page
    await context.close()


SIZES = {"normal": (16, 14, 44), "elder": (20, 18, 60), "largest": (30, 18, 60)}  # body text, least text, least target
NEVER_WIDER = {("normal", 1), ("normal", 2), ("elder", 2), ("largest", 1)}  # mode, and how many times the letters


BY_DAY = ["form-wrong", "decided"]


@pytest.mark.parametrize("names", [BY_DAY, pytest.param(EVERY, marks=pytest.mark.nightly("pages"))])
async def test_every_page_in_every_mode(browser: Browser, site: str, names: list[str]) -> None:
    """No barrier that axe knows, letters and targets large enough, never sideways on a narrow phone, also with double letters."""
    found: dict[str, list[str]] = {}
    async for name, page in walk(browser, site, names, "normal"):
        wrong = []
        for mode in SIZES:
            await page.evaluate(FLIP, mode)
            wrong += [f"{mode}: {one}" for one in await too_small(page, mode, name) + await too_wide(page, mode)]
            wrong += [f"{mode}: {one}" for one in await barriers(page)] if mode in AXE else []
        found[name] = wrong
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


async def too_small(page: Page, mode: str, name: str) -> list[str]:
    """Letters and targets that are too small; the gallery shows also what has no size of its own."""
    if name == "gallery":
        return []
    body, least, target = SIZES[mode]
    size = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    small = await small_letters(page, least) + await small_targets(page, target)
    return small + [f"body text {size}"] * (size < body)


async def too_wide(page: Page, mode: str) -> list[str]:
    """How wide the page becomes on a narrow phone."""
    await page.set_viewport_size(NARROW)
    found = []
    for times in sorted(times for one, times in NEVER_WIDER if one == mode):
        await page.evaluate(FLIP, mode)
        width = await width_with_letters(page, times)
        found += [f"{width} wide with letters x {times}"] * (width > 320)
    await page.set_viewport_size(PHONE)
    await page.evaluate(FLIP, mode)
    return found


@pytest.mark.nightly("pages")
@pytest.mark.parametrize("window", [{"color_scheme": "dark"}, {"viewport": WIDE}, {"forced_colors": "active"}])
async def test_no_barrier_in_the_dark_on_wide_screens_or_in_forced_colours(
    browser: Browser, site: str, window: dict[str, Any]
) -> None:
    names = ["home", "form-wrong", "decided", "gallery"]
    found = {name: await barriers(page) async for name, page in walk(browser, site, names, "normal", **window)}
    assert {name: b for name, b in found.items() if b} == {}


async def test_the_way_by_keyboard_never_goes_under_the_bar(browser: Browser, site: str) -> None:
    async for _, page in walk(browser, site, ["home", "tasks", "decided"], "normal"):
        for _ in range(25):
            await page.keyboard.press("Tab")
            assert await page.evaluate(UNDER) == ""


UNDER = """() => {
  const e = document.activeElement, bar = document.querySelector(".main-nav").getBoundingClientRect();
  const box = e.getBoundingClientRect();
  return e !== document.body && !e.closest(".main-nav") && box.bottom > bar.top + 1 && box.top < bar.bottom ? e.outerHTML.slice(0, 90) : "";
}"""


async def test_the_first_tab_leads_past_the_navigation(browser: Browser, site: str) -> None:
    async for _, page in walk(browser, site, ["service"], "normal"):
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.locator("#main")).to_be_focused()


async def test_zoom_is_never_forbidden_and_the_language_is_said(browser: Browser, site: str) -> None:
    async for _, page in walk(browser, site, ["home"], "normal"):
        viewport = await page.get_attribute("meta[name=viewport]", "content") or ""
        assert "user-scalable" not in viewport
        assert "maximum-scale" not in viewport
        assert await page.get_attribute("html", "lang") == "zh-Hans"


async def test_after_a_mistake_the_reader_is_at_the_summary(browser: Browser, site: str) -> None:
    async for _, page in walk(browser, site, ["form-wrong"], "normal"):
        await page.wait_for_function("document.activeElement?.classList.contains('error-summary')")
        await page.click(".error-summary a >> nth=1")
        await expect(page.locator("#f-contact_phone")).to_be_focused()


async def test_nothing_moves_while_the_page_arrives(browser: Browser, site: str) -> None:
    async for name, page in walk(browser, site, ["home", "service", "decided"], "normal"):
        assert await page.evaluate(SHIFT) < 0.05, name


SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""
