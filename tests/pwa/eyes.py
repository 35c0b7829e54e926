"""What a person with weak eyes or unsure hands would stumble over on a page, asked of the browser; for any test."""

from pathlib import Path

from playwright.async_api import Page

AXE = Path("node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => (await axe.run(document, {runOnly: rules})).violations
  .map(v => `${v.id}: ${v.nodes.map(n => n.target.join(" ")).slice(0, 3).join(" | ")}`)"""
SMALL_LETTERS = """(least) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), small = new Set();
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest(".visually-hidden,noscript,option,.text-size")) continue;
    const size = parseFloat(getComputedStyle(e).fontSize);
    if (size < least - 0.01) small.add(`${e.className || e.tagName} ${size}`);
  }
  return [...small];
}"""
SMALL_TARGETS = """(least) => {
  const inText = e => e.tagName === "A" && !e.className && e.closest("p,dd,li") && e.closest("p,dd,li").textContent.trim() !== e.textContent.trim();
  const area = e => e.matches("[type=radio],[type=checkbox],[type=file]") ? e.closest("label,.upload__frame,.camera__slot") ?? e
    : getComputedStyle(e, "::after").position === "absolute" ? e.offsetParent : e;
  return [...document.querySelectorAll("a[href],button,summary,select,textarea,input:not([type=hidden])")]
    .filter(e => e.checkVisibility() && !e.matches(".skip") && !inText(e))
    .map(e => [e, area(e).getBoundingClientRect()])
    .filter(([, box]) => box.height < least - 0.5 || box.width < 43.5)
    .map(([e, box]) => `${e.tagName}.${e.className} “${e.textContent.trim().slice(0, 12)}” ${Math.round(box.width)}x${Math.round(box.height)}`);
}"""
UNSEEN_PRIMARY = """() => {
  const nav = document.querySelector(".main-nav"), fixed = nav && getComputedStyle(nav).position === "fixed";
  const bottom = fixed ? nav.getBoundingClientRect().top : innerHeight;
  const filled = [...document.querySelectorAll("main .button")].filter(e => e.checkVisibility() && !e.closest("dialog")
    && !e.matches(".button--secondary,.button--quiet,.button--danger"));
  const seen = filled.some(e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= bottom + 1);
  return filled.length && !seen ? [`“${filled[0].textContent.trim()}” is below the first screen`] : [];
}"""
ENLARGE = """(times) => {
  const root = document.documentElement;
  root.style.fontSize = `calc(${getComputedStyle(root).fontSize} * ${times})`;
}"""


async def barriers(page: Page) -> list[str]:
    """Every violation that axe knows (WCAG 2.2 AA and its good practices); needs a window with bypass_csp.

    It looks at the end of the page, where the button that stays in sight stands in its own place and lies over nothing.
    Nothing has the focus, since the link to the text lies over the top while it has. A page that a click has just begun to load is waited for.
    """
    await page.wait_for_load_state()
    await page.evaluate("document.activeElement?.blur(); scrollTo(0, document.body.scrollHeight)")
    await page.evaluate(AXE)
    found: list[str] = await page.evaluate(RUN, RULES)
    return found


async def unseen_primary(page: Page) -> list[str]:
    """The one thing to press (a filled button), where it isn't seen without scrolling."""
    await page.evaluate("scrollTo(0, 0)")
    found: list[str] = await page.evaluate(UNSEEN_PRIMARY)
    return found


async def small_letters(page: Page, least: float) -> list[str]:
    """Text smaller than this, in CSS pixels."""
    found: list[str] = await page.evaluate(SMALL_LETTERS, least)
    return found


async def small_targets(page: Page, least: float) -> list[str]:
    """Things to touch that are lower than this; links inside a sentence don't count (WCAG 2.5.8)."""
    found: list[str] = await page.evaluate(SMALL_TARGETS, least)
    return found


async def width_with_letters(page: Page, times: int) -> int:
    """How wide the page becomes when the letters are so many times as large."""
    await page.evaluate(ENLARGE, times)
    return int(await page.evaluate("document.documentElement.scrollWidth"))
