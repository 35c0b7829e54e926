"""Every page of the house that needs no address of its own, seen by those it is for: no violation of the content policy, no console message."""

from collections.abc import Iterable
from typing import Any

import asyncpg
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from auth.session.cookie import name as cookie_name
from backend.app import house
from backend.kit.clock import utc_now
from backend.kit.crypto import Vault
from backend.kit.redis import open_redis
from backend.kit.response_cache import PageCache
from backend.residents.guards import public
from backend.residents.types import Assurance, FreshProof, Staff, Visitor
from backend.settings import Settings
from tests.support.browsing import other_browser
from tests.support.visitors import expected, routes

FILES = (
    ".json",
    ".jsonld",
    ".xml",
    ".txt",
    ".jws",
    ".pdf",
    ".svg",
    "/start",
    "/callback",
    "/metrics",
    "/livez",
    "/readyz",
    "/api",
    "/push/key",
    "/qr",
)
KINDS = ("resident", "officer", "supervisor", "editor", "publisher", "auditor", "operator")


async def signed_in_as(kind: str, live: Settings, db: Any) -> tuple[str, Visitor]:
    """A session of this kind in the running house; answers its cookie."""
    from datetime import timedelta

    from auth.session.sessions import Session, Sessions

    person = await db.fetchval("select person from identity limit 1") if kind == "resident" else None
    staff = None if person else Staff("sub-1", "韩晓梅", frozenset({kind}), "gov_service")  # type: ignore[arg-type]
    level = Assurance.DOCUMENT if person else Assurance.ANONYMOUS
    redis, now = open_redis(live.redis_url), utc_now()
    proofs = (FreshProof(now, "passkey" if person else "staff"),)
    sessions = Sessions(redis, Vault(live.sealing_keys, live.hash_key), utc_now)
    held = await sessions.start(
        Session(person=person, staff=staff, assurance=level, since=now, ends=now + timedelta(hours=1), proofs=proofs)
    )
    await redis.aclose()
    return held, Visitor(person=person, staff=staff, assurance=level, proofs=proofs)


def pages(routes: Iterable[tuple[str, str, Any]], visitor: Visitor) -> list[str]:
    """The addresses of pages without parameters that this visitor may open; public ones only for the resident."""
    found = []
    for method, path, handler in routes:
        open_to_all = handler.opt.get("access") is public
        plain = not any("{" in one for one in handler.paths) and not any(part in path for part in FILES)
        if method == "GET" and plain and expected(handler, visitor) is None and (visitor.person or not open_to_all):
            found.append(path)
    return found


def loud(message: ConsoleMessage) -> bool:
    """Something went wrong on the page; that an address said 404 to this visitor didn't, nor that this browser has no service worker."""
    quiet = ("the server responded with a status of 4", "blocked by Playwright")
    return message.type in {"error", "warning"} and not any(words in message.text for words in quiet)


async def test_no_page_breaks_the_content_policy(chromium: Browser, live: Settings, live_admin_url: str) -> None:
    context: BrowserContext = await other_browser(chromium, live, service_workers="block")
    await context.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective, e.blockedURI))"
    )
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if loud(message) else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    all_routes = list(routes(house(live, utc_now, PageCache())))
    db = await asyncpg.connect(live_admin_url)
    for kind in KINDS:
        held, visitor = await signed_in_as(kind, live, db)
        cookie = {"name": cookie_name(live.secure), "value": held, "url": live.origin, "httpOnly": True}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # as playwright takes it
        seen = pages(all_routes, visitor)
        assert len(seen) >= (20 if kind == "resident" else 1), kind
        for path in seen:
            await opens(page, path)
    await db.close()
    await context.close()
    assert said == []


async def opens(page: Page, path: str) -> None:
    """Open a page, and ask for its headers: what DevTools tells of them is not always whole on a busy machine."""
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status < 500, path
    asked = await page.context.request.get(path)
    if "text/html" in asked.headers.get("content-type", ""):
        policy = asked.headers.get("content-security-policy", f"none at {asked.url}: {asked.status}")
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert asked.headers["content-type"] == "text/html; charset=utf-8", path
