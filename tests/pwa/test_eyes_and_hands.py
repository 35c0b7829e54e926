"""What WCAG 2.2 AA and the rules for old people ask of every page, measured in a browser (DESIGN §9)."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.pwa.page_samples import SAMPLES

AXE = Path("node_modules/axe-core/axe.min.js").read_text()
PAGES = [*SAMPLES, "gallery"]
RUN_AXE = """async () => {
  const found = await axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]});
  return found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`);
}"""
SMALL_TEXT = """(least) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = new Set();
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest(".visually-hidden,noscript,option")) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < least) small.add(`${e.className || e.tagName} ${size}`);
  }
  return [...small];
}"""
SMALL_TARGETS = """(least) => [...document.querySelectorAll("a[href],button,summary,select,textarea,input:not([type=hidden])")].filter(e => {
  if (!e.checkVisibility() || e.closest("p,dd,.desk-facts") && e.tagName === "A" && !e.className || e.matches(".skip")) return false;
  const label = e.matches("[type=radio],[type=checkbox],[type=file]") ? e.closest("label,.upload__frame") : e;
  const after = getComputedStyle(e, "::after"), card = after.position === "absolute" ? e.offsetParent ?? e : label;
  const box = card.getBoundingClientRect();
  return box.height < least - 0.5 || box.width < 44 - 0.5;
}).map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)} ${e.textContent.trim().slice(0, 12)}`)"""


async def opened(browser: Browser, site: str, name: str, mode: str, **context: Any) -> Page:
    """The page as somebody sees it."""
    options = {"viewport": {"width": 360, "height": 780}, "service_workers": "block", "reduced_motion": "reduce", **context}
    page = await (await browser.new_context(**options)).new_page()
    await page.goto(f"{site}/{name}?mode={mode}", wait_until="networkidle")
    return page


@pytest.mark.parametrize("mode", ["normal", "elder"])
@pytest.mark.parametrize("name", PAGES)
async def test_no_barrier_that_axe_knows(browser: Browser, site: str, name: str, mode: str) -> None:
    page = await opened(browser, site, name, mode, bypass_csp=True)
    await page.evaluate(AXE)
    assert await page.evaluate(RUN_AXE) == []
    await page.context.close()


@pytest.mark.parametrize("name", ["home", "service", "question-wrong", "approved", "paper-failed", "gallery"])
async def test_no_barrier_in_the_dark_and_on_wide_screens(browser: Browser, site: str, name: str) -> None:
    wide = {"width": 1280, "height": 800}
    page = await opened(browser, site, name, "normal", bypass_csp=True, color_scheme="dark", viewport=wide)
    await page.evaluate(AXE)
    assert await page.evaluate(RUN_AXE) == []
    await page.context.close()


@pytest.mark.parametrize(("mode", "least"), [("normal", 14), ("elder", 18), ("largest", 24)])
@pytest.mark.parametrize("name", [n for n in PAGES if n != "gallery"])
async def test_letters_and_targets_are_large_enough(
    browser: Browser, site: str, name: str, mode: str, least: int
) -> None:
    page = await opened(browser, site, name, mode)
    body = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert body >= {"normal": 16, "elder": 20, "largest": 30}[mode]
    assert await page.evaluate(SMALL_TEXT, least) == []
    assert await page.evaluate(SMALL_TARGETS, {"normal": 44, "elder": 60, "largest": 60}[mode]) == []
    await page.context.close()


@pytest.mark.parametrize("mode", ["normal", "elder", "largest"])
@pytest.mark.parametrize("name", PAGES)
async def test_a_narrow_phone_with_double_letters_never_scrolls_sideways(
    browser: Browser, site: str, name: str, mode: str
) -> None:
    page = await opened(browser, site, name, mode, viewport={"width": 320, "height": 640})
    if mode != "largest":  # the largest mode is the double already
        size = await page.evaluate("getComputedStyle(document.documentElement).fontSize")
        await page.add_style_tag(content=f"html {{ font-size: calc({size} * 2) }}") if False else None
        await page.evaluate("(s) => { document.documentElement.style.fontSize = `calc(${s} * 2)` }", size)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    await page.context.close()


async def test_the_way_by_keyboard_never_goes_under_the_bar(browser: Browser, site: str) -> None:
    page = await opened(browser, site, "home", "normal")
    for _ in range(30):
        await page.keyboard.press("Tab")
        hidden = await page.evaluate("""() => {
          const e = document.activeElement, box = e.getBoundingClientRect();
          const top = document.elementFromPoint(box.x + box.width / 2, Math.min(box.y + 4, innerHeight - 1));
          return e !== document.body && !(e === top || e.contains(top) || top?.contains(e)) ? e.outerHTML.slice(0, 80) : "";
        }""")
        assert hidden == ""
    await page.context.close()


async def test_the_first_tab_leads_past_the_navigation(browser: Browser, site: str) -> None:
    page = await opened(browser, site, "service", "normal")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "main"
    await page.context.close()


async def test_zoom_is_never_forbidden_and_the_language_is_said(browser: Browser, site: str) -> None:
    page = await opened(browser, site, "home", "normal")
    viewport = await page.get_attribute("meta[name=viewport]", "content") or ""
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport
    assert await page.get_attribute("html", "lang") == "zh-CN"
    await page.context.close()


async def test_after_a_mistake_the_reader_is_at_the_summary(browser: Browser, site: str) -> None:
    page = await opened(browser, site, "question-wrong", "normal")
    await page.wait_for_function("document.activeElement?.classList.contains('error-summary')")
    await page.click(".error-summary a >> nth=1")
    assert await page.evaluate("document.activeElement.id") == "f-contact_phone"
    await page.context.close()


async def test_nothing_moves_while_the_page_arrives(browser: Browser, site: str) -> None:
    for name in ("home", "service", "approved"):
        page = await opened(browser, site, name, "normal")
        shift = await page.evaluate("""() => new Promise(done => {
          let sum = 0;
          new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true});
          setTimeout(() => done(sum), 300);
        })""")
        assert shift < 0.05, (name, shift)
        await page.context.close()
