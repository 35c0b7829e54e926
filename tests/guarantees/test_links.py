"""Every link on every public page leads somewhere, and every service can be reached by following links from the first page."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

LINK = re.compile(r'(?:href|src|action)="([^"#]+)')


async def crawl(browser: httpx.AsyncClient, origin: str) -> dict[str, tuple[int, str]]:
    """Every public page within reach: address to status and the page that led there."""
    waiting, seen = [("/", "")], {"/"}
    found: dict[str, tuple[int, str]] = {}
    while waiting:
        path, source = waiting.pop()
        answer = await browser.get(path)
        found[path] = (answer.status_code, source)
        if "text/html" not in answer.headers.get("content-type", "") or answer.url.path == "/sign-in":
            continue
        for raw in LINK.findall(answer.text):
            target = urljoin(origin + path, unescape(raw))
            if not target.startswith(origin) or target.endswith("/mode"):
                continue
            parts = urlsplit(target)
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if address not in seen and len(seen) < 5000:
                seen.add(address)
                waiting.append((address, path))
    return found


async def test_no_link_leads_nowhere_and_every_service_is_reached(
    browser: httpx.AsyncClient, settings: Any, house: Any
) -> None:
    found = await crawl(browser, settings.origin)
    broken = {path: answer for path, answer in found.items() if answer[0] >= 400}
    assert not broken
    codes = set(house.framework.state.catalogue.in_force)
    assert len(codes) == 212
    assert codes == {m[1] for path in found if (m := re.fullmatch(r"/services/(FT\d{7})", path))}
