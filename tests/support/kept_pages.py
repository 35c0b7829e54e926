"""A phone that keeps pages of a draft for when there is no network."""

import re
from typing import Any

from playwright.async_api import BrowserContext, Page

from backend.settings import Settings
from tests import people
from tests.support.browsing import sign_in

CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
STORED = """name => new Promise(done => {
  const opening = indexedDB.open('outbox');
  opening.onsuccess = () => {
    const db = opening.result;
    if (!db.objectStoreNames.contains(name)) return db.close(), done([]);
    const asked = db.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => (db.close(), done(asked.result));
  };
})"""
OTHER_CLOCK = """(minutes => { const now = Date.now, real = Date; Date.now = () => now() + minutes * 6e4;
window.Date = new Proxy(real, {construct: (made, given) => given.length ? new made(...given) : new made(Date.now())}); })"""
"""Sets the clock of a page ahead or back by so many minutes."""
NEXT = ["/form/1", "/form/2", "/form/3"]
PATHS = f"async () => (await ({STORED})('pages')).map(entry => entry.path)"


async def until(page: Page, what: str, *given: Any) -> Any:
    """Ask until the answer is something."""
    for _ in range(400):
        if found := await page.evaluate(what, *given):
            return found
        await page.wait_for_timeout(50)
    raise AssertionError(what)


async def draft(context: BrowserContext, live: Settings) -> tuple[Page, str]:
    """Her draft, opened on her own phone; the pages that come next are kept there."""
    page = await context.new_page()
    await page.goto("/services/FT0205001/start")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.wait_for_url("**/cases/new*")
    await page.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    case = "/" + "/".join(page.url.split("/")[3:5])
    await page.goto(f"{case}/form/1")
    await until(page, CONTROLLED)
    await until(
        page,
        f"async () => {{ const kept = await ({PATHS})(); return {NEXT}.every(part => kept.includes('{case}' + part)); }}",
    )
    return page, case
