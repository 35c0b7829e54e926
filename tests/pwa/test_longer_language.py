"""Every page in a language that is 40 % longer; those of mandates, guidance, desks and the studio are read so by their own walks (`Looks`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Route

from backend.kit.messages.language import COOKIE, PSEUDO
from backend.settings import Settings
from tests import people
from tests.support.addresses import CASE, MANDATES, PERSONAL, PUBLIC, SIGNED_IN
from tests.support.allowance import handed_in
from tests.support.desk import desk
from tests.support.longer_language import untranslated, wrong_on
from tests.support.looking import LOOKING

DESK = ("/desk", "/desk/recoveries", "/desk/identity", "/desk/mandates", "/desk/objections", "/desk/after-checks")
OWN = ("/me/number", "/me/data", "/me/data/closing", "/me/account", "/share", *PERSONAL)
MADE_ONCE = "/offline.html"
"""Made when the house starts, in its own language."""


@asynccontextmanager
async def shown(browser: Browser, settings: Settings, client: httpx.AsyncClient) -> AsyncIterator[Page]:
    """A phone whose every request is answered by the house of this test, in the longer language."""

    async def answer(route: Route) -> None:
        said = await client.get(route.request.url, headers={"accept": "text/html,*/*"})
        kind = said.headers.get("content-type", "text/plain")
        await route.fulfill(status=said.status_code, content_type=kind, body=said.content)

    if own := client.headers.get("cookie"):  # staff have theirs as a header, beside which httpx sends no other
        client.headers["cookie"] = f"{own}; {COOKIE}={PSEUDO}"
    else:
        client.cookies.set(COOKIE, PSEUDO)
    context = await browser.new_context(base_url=settings.origin, **LOOKING)
    await context.route("**/*", answer)
    yield await context.new_page()
    await context.unroute_all(behavior="ignoreErrors")
    await context.close()


@pytest.mark.nightly("pages")
async def test_no_page_is_left_out_or_breaks(
    browser: Browser, house: Any, settings: Settings, resident: Any, worker: Any
) -> None:
    she = resident(people.GRANDMOTHER)
    case = await handed_in(she, worker)
    draft = await she.begins("FT0107003")
    found: dict[str, list[str]] = {}
    mine = [
        *(path for path in PUBLIC if path != MADE_ONCE),
        *SIGNED_IN,
        *OWN,
        case,
        f"{case}/receipt",
        *(draft + part for part in CASE if "id_card" not in part),
    ]
    async with shown(browser, settings, she.browser) as page:
        for path in (
            *mine,
            *(path for path in MANDATES if "ID" not in path and "TOKEN" not in path and "/desk" not in path),
        ):
            found[path] = await wrong_on(page, path)
    async with desk(house, "o-1", "officer") as officer, shown(browser, settings, officer.browser) as page:
        for path in (*DESK, f"/desk{case}"):
            found[path] = await wrong_on(page, path)
    assert not (wrong := {path: w for path, w in found.items() if w}), wrong


def test_what_is_left_is_found() -> None:
    page = "<p>⟦您好～⟧</p><p>没有翻译</p><script>脚本</script><b>⟦欢迎⟦您⟧～⟧ 高龄</b>"
    assert untranslated(page) == ["没有翻译"]
