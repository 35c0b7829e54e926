"""Pages in a language that is 40 % longer: what of the interface stayed as it was, and what ran out of its place."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from playwright.async_api import BrowserContext, Page

from backend.kit.messages.files import FILE
from backend.kit.messages.language import COOKIE, PSEUDO
from backend.settings import ROOT
from tests.pwa.eyes import width_with_letters

HAN = re.compile(r"[\u3400-\u9fff]+")
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
KEPT = frozenset({
    "飞船执照", "回执已生成", "可以随时打开", "下载或给别人核对", "其他设备", "相册里的身份证", "我的户口在莲花街道", "不在梅林",
    "毕业生把户口迁进深圳", "可以在手机上办理", "说明写得更清楚", "随软件提供的事项目录", "样本发布人",
    "我同意由林晓阳替我办事", "填写和拍照", "每次提交前先问我", "从开始起", "今天开始的话", "登记里或者现在收款的账户", "登记里您的收款账户",
    "先按规则核对", "也核实过是您本人的", "照护课报名", "让照顾家人的人知道有课可以上", "家门口的照护课开始报名", "周末两小时", "学会扶人起身和翻身",
    "另一个窗口写的名称",
    "当场就有结果", "其他的由工作人员接着看", "打登记里的号码问过本人", "是一场误会",
})  # fmt: skip
"""What the walks type, and what has one language: a message that was sent, the words that somebody agrees to, the name of a device."""
CLIPPED = """() => [...document.querySelectorAll("button,a.button,.tag,h1,h2,label,legend,summary,.notice,.menu__line,.case-card")]
  .filter(e => e.checkVisibility() && !e.closest(".visually-hidden") && getComputedStyle(e).overflowX !== "visible")
  .filter(e => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2)
  .map(e => `${e.className || e.tagName} “${e.textContent.trim().slice(0, 20)}”`)"""


@cache
def content() -> str:
    """Everything that is data and not interface: catalogue, attributes, consents, steps of proving, the cast, what registers answer."""
    files = [path for room in ("backend", "auth") for path in (ROOT / room).rglob("*.toml") if path.name != FILE]
    shown_whole = [path.read_text("utf-8") for path in files if path.parent.name == "rules"]  # comments included
    return "\n".join(
        [*shown_whole, *(text for path in files for text in texts(tomllib.loads(path.read_text("utf-8"))))]
    )


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
    while (shorter := MARKED.sub("\n", text)) != text:  # a marked text may hold another
        text = shorter
    words = HAN.findall(unescape(UNSEEN.sub("\n", text)))
    return [word for word in dict.fromkeys(words) if word not in content() and word not in KEPT and not is_place(word)]


def is_place(word: str) -> bool:
    """Is it an address that was read from a paper?"""
    return "深圳市福田区" in word


async def wrong_on(page: Page, path: str) -> list[str]:
    """Open a page whose context speaks the longer language; what isn't translated, is clipped, or scrolls sideways."""
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


async def speaks(context: BrowserContext, url: str) -> None:
    """Let a browser choose the longer language at this origin."""
    await context.add_cookies([{"name": COOKIE, "value": PSEUDO, "url": url}])


class Twin:
    """A second browser with the cookies of a first, without scripts, that reads the same pages in the longer language."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.context: BrowserContext | None = None

    async def wrong(self) -> list[str]:
        """What is wrong with the page that the first one shows; nothing where its address leads elsewhere, as after a form."""
        browser = self.page.context.browser
        assert browser is not None
        self.context = self.context or await browser.new_context(java_script_enabled=False, bypass_csp=True)
        await self.context.clear_cookies()
        await self.context.add_cookies(await self.page.context.cookies())  # type: ignore[arg-type]  # what it gives it takes
        await speaks(self.context, self.page.url)
        twin = await self.context.new_page()
        answer = await self.context.request.get(self.page.url, headers={"accept": "text/html"})
        found = await wrong_on(twin, self.page.url) if answer.ok and answer.url == self.page.url else []
        await twin.close()
        return [f"longer: {one}" for one in found]
