"""Looking at a page for barriers, small letters and targets, and sideways scrolling."""

import os
from collections.abc import Iterable
from typing import Any

from playwright.async_api import Page

from tests.pwa.eyes import barriers, small_letters, small_targets, width_with_letters

SIZES = {"normal": (14, 44), "elder": (18, 60)}
NIGHT = bool(os.environ.get("FUTIAN_NIGHT"))
AXE = tuple(SIZES) if NIGHT else ("normal",)  # colours and names hardly differ between the modes


async def looked_at(page: Page, modes: Iterable[str] = SIZES, *, axe: bool = False) -> list[Any]:
    """Everything wrong with the page that is open, in each reading mode; the mode is an attribute, so it is read where it stands.

    axe takes longer than all else together: by day it reads a page of each kind, where a test asks for it, and by night all.
    """
    found: list[Any] = []
    before = await page.get_attribute("html", "data-mode") or "normal"
    for mode in modes:
        await page.evaluate(FLIP, mode)
        letters, targets = SIZES[mode]
        wrong = [*await small_letters(page, letters), *await small_targets(page, targets)]
        found += [f"{mode}: {one}" for one in wrong + (await barriers(page) if mode in AXE and (axe or NIGHT) else [])]
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
