"""Every page in a language that is 40 % longer: nothing of the interface stays as it was, and nothing runs out of its place."""

import re
import tomllib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import cache
from html import unescape
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page, Route

from backend.kit.messages.files import FILE
from backend.kit.messages.language import PSEUDO, speaking
from backend.settings import ROOT, Settings
from tests import people
from tests.pwa.eyes import width_with_letters
from tests.support.addresses import CASE, MANDATES, PERSONAL, PUBLIC, SIGNED_IN
from tests.support.allowance import handed_in
from tests.support.desk import desk
from tests.support.looking import LOOKING

HAN = re.compile(r"[\u3400-\u9fff]+")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
DESK = ("/desk", "/desk/recoveries", "/desk/identity", "/desk/mandates", "/desk/objections", "/desk/after-checks")
OWN = ("/me/number", "/me/data", "/me/data/closing", "/me/account", "/share", *PERSONAL)
KEPT = frozenset({"飞船执照", "回执已生成", "可以随时打开", "下载或给别人核对", "其他设备"})
"""What was typed, and what was written down in the language of its time: a message that was sent, the name of a device."""
MADE_ONCE = "/offline.html"
"""Made when the house starts, in its own language."""
CLIPPED = """() => [...document.querySelectorAll("button,a.button,.tag,h1,h2,label,legend,summary,.notice,.menu__line,.case-card")]
  .filter(e => e.checkVisibility() && !e.closest(".visually-hidden") && getComputedStyle(e).overflowX !== "visible")
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)
  .map(e => `${e.className || e.tagName} “${e.textContent.trim().slice(0, 20)}”`)"""


@cache
def content() -> str:
    """Everything that is data and not interface: catalogue, attributes, consents, steps of proving, the cast, what registers answer."""
    files = [path for room in ("backend", "auth") for path in (ROOT / room).rglob("*.toml") if path.name != FILE]
    return "\n".join(text for path in files for text in texts(tomllib.loads(path.read_text("utf-8"))))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
    else:
        yield str(node)


def untranslated(html: str) -> list[str]:
    """Return the Chinese on a page that neither went through the catalogue nor is content."""
    text = html
    while (shorter := MARKED.sub("", text)) != text:  # a marked text may hold another
        text = shorter
    words = HAN.findall(unescape(UNSEEN.sub("\n", text)))
    return [word for word in dict.fromkeys(words) if word not in content() and word not in KEPT]


@asynccontextmanager
async def shown(browser: Browser, settings: Settings, client: httpx.AsyncClient) -> AsyncIterator[Page]:
    """A phone whose every request is answered by the house of this test, in the longer language."""

    async def answer(route: Route) -> None:
        with speaking(PSEUDO):
            said = await client.get(route.request.url, headers={"accept": "text/html,*/*"})
        kind = said.headers.get("content-type", "text/plain")
        await route.fulfill(status=said.status_code, content_type=kind, body=said.content)

    context = await browser.new_context(base_url=settings.origin, **LOOKING)
    await context.route("**/*", answer)
    yield await context.new_page()
    await context.unroute_all(behavior="ignoreErrors")
    await context.close()


async def wrong_on(page: Page, path: str) -> list[str]:
    """Open a page and look for what isn't translated, is clipped, or scrolls sideways."""
    answer = await page.goto(path, wait_until="domcontentloaded", timeout=120_000)
    assert answer is not None
    wrong = untranslated(await answer.text()) + [str(answer.status)] * (answer.status not in {200, 404})
    for width, height in ((1280, 800), (360, 780)):
        await page.set_viewport_size({"width": width, "height": height})
        if (wide := await page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append(f"{wide} wide at {width}")
    wrong += await page.evaluate(CLIPPED)
    await page.set_viewport_size({"width": 320, "height": 640})
    if (wide := await width_with_letters(page, 2)) > 320:
        wrong.append(f"{wide} wide with letters x 2")
    return wrong


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
