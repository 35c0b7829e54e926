"""The first view on a weak phone: everything that comes over the wire for it, compressed, within a budget."""

import asyncio
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser

from backend.settings import Settings
from tests.support.browsing import PHONE

BUDGET = 60 * 1024  # bytes on the wire, all in: page, style, scripts, pictures
MOST_REQUESTS = 12


async def packed(address: str) -> None:
    """Wait until the house has compressed this page: the first one who asks after a change gets it as it is."""
    async with httpx.AsyncClient(headers={"accept-encoding": "br", "accept": "text/html"}) as client:
        while "content-encoding" not in (await client.get(address)).headers:
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("path", ["/", "/services/FT0205001"])
async def test_the_first_view_stays_within_its_budget(chromium: Browser, live: Settings, path: str) -> None:
    context = await chromium.new_context(
        **PHONE, base_url=live.origin, service_workers="block"
    )  # it fetches afterwards
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    await wire.send("Network.enable")
    sizes: dict[str, float] = {}
    addresses: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda e: addresses.__setitem__(e["requestId"], e["response"]["url"]))
    wire.on("Network.loadingFinished", lambda e: sizes.__setitem__(e["requestId"], e["encodedDataLength"]))
    await packed(live.origin + path)
    await page.goto(path, wait_until="networkidle")
    await context.close()
    ours: dict[str, Any] = {addresses[id]: size for id, size in sizes.items() if id in addresses}
    assert sum(ours.values()) <= BUDGET, ours
    assert len(ours) <= MOST_REQUESTS, ours
    assert all(address.startswith(live.origin) for address in ours), "something comes from elsewhere"


async def test_nothing_moves_and_nothing_blocks(chromium: Browser, live: Settings) -> None:
    context = await chromium.new_context(**PHONE, base_url=live.origin)
    page = await context.new_page()
    await page.add_init_script(
        "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) window.shift += e.value }))"
        ".observe({type: 'layout-shift', buffered: true})"
    )
    await page.goto("/", wait_until="networkidle")
    assert await page.evaluate("window.shift") < 0.1
    await context.close()
