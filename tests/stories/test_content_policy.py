"""Every page of the house that needs no address of its own, seen by those it is for: no violation of the content policy, no console message."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage

from auth.session.cookie import name as cookie_name
from auth.session.sessions import Session, Sessions
from backend import app as assembling
from backend.kit.clock import utc_now
from backend.kit.crypto import Vault
from backend.kit.redis import open_redis
from backend.kit.response_cache import PageCache
from backend.residents.guards import public
from backend.residents.types import Assurance, FreshProof, Staff, Visitor
from backend.settings import Settings
from tests.conftest import HeldClock
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


async def signed_in_as(kind: str, live: Settings, db: Any, now: datetime) -> tuple[str, Visitor]:
    """A session of this kind; answers its cookie."""
    person = await db.fetchval("select person from identity limit 1") if kind == "resident" else None
    staff = None if person else Staff("sub-1", "韩晓梅", frozenset({kind}), "gov_service")  # type: ignore[arg-type]
    level = Assurance.DOCUMENT if person else Assurance.ANONYMOUS
    redis = open_redis(live.redis_url)
    proofs = (FreshProof(now, "passkey" if person else "staff"),)
    sessions = Sessions(redis, Vault(live.sealing_keys, live.hash_key), lambda: now)
    session_id = await sessions.start(
        Session(person=person, staff=staff, assurance=level, since=now, ends=now + timedelta(hours=1), proofs=proofs)
    )
    await redis.aclose()
    return session_id, Visitor(person=person, staff=staff, assurance=level, proofs=proofs)


def pages(routes: Iterable[tuple[str, str, Any]], visitor: Visitor, kind: str) -> list[str]:
    """The addresses of pages without parameters that this visitor may open; public ones only for the resident."""
    found = []
    for method, path, handler in routes:
        open_to_all = handler.opt.get("access") is public
        plain = not any("{" in one for one in handler.paths) and not any(part in path for part in FILES)
        if method == "GET" and plain and expected(handler, visitor) is None and (visitor.person or not open_to_all):
            found.append(path)
    assert len(found) >= (20 if kind == "resident" else 1), kind
    return found


def loud(message: ConsoleMessage) -> bool:
    """Something went wrong on the page; that an address said 404 to this visitor didn't, nor that this browser has no service worker."""
    quiet = ("the server responded with a status of 4", "blocked by Playwright")
    return message.type in {"error", "warning"} and not any(words in message.text for words in quiet)


@pytest.mark.nightly("pages")
async def test_no_page_breaks_the_content_policy(
    chromium: Browser, live: Settings, live_db: asyncpg.Connection
) -> None:
    context: BrowserContext = await other_browser(chromium, live, service_workers="block")
    await context.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('policy', e.violatedDirective, e.blockedURI))"
    )
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if loud(message) else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    all_routes = list(routes(assembling.house(live, utc_now, PageCache())))
    for kind in KINDS:
        session_id, visitor = await signed_in_as(kind, live, live_db, utc_now())
        cookie = {"name": cookie_name(live.secure), "value": session_id, "url": live.origin, "httpOnly": True}
        await context.add_cookies([cookie])  # type: ignore[list-item]  # as playwright takes it
        for path in pages(all_routes, visitor, kind):
            answer = await page.goto(path)
            assert answer is not None
            assert answer.status < 500, path
    await context.close()
    assert said == []


async def test_every_page_has_the_content_policy(
    house: Any, browser: httpx.AsyncClient, settings: Settings, db: asyncpg.Connection, clock: HeldClock
) -> None:
    all_routes = list(routes(house.framework))
    for kind in KINDS:
        session_id, visitor = await signed_in_as(kind, settings, db, clock())
        browser.cookies.set(cookie_name(settings.secure), session_id)
        for path in pages(all_routes, visitor, kind):
            answer = await browser.get(path)
            assert answer.status_code < 500, path
            if "text/html" in answer.headers.get("content-type", ""):
                policy = answer.headers.get("content-security-policy", f"none at {answer.url}: {answer.status_code}")
                assert "default-src 'none'" in policy, path
                assert "unsafe" not in policy, path
                assert answer.headers["content-type"] == "text/html; charset=utf-8", path
