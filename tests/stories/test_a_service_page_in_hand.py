"""What one does with a service page: hear it, send it, scan it, print it, make it larger."""

import io

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image
from playwright.async_api import Browser, Page, expect

from backend.settings import Settings
from tests.support.browsing import HEARD, other_browser

ALLOWANCE = "/services/FT0205001"
SHEET = """Object.defineProperty(navigator, "share", {value: async (what) => { window.shared = what; }});"""
CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {value: {writeText: async (text) => { window.copied = text; }}});"""


async def opened(chromium: Browser, live: Settings, script: str = "") -> Page:
    """The page of the allowance on a phone with these abilities."""
    context = await other_browser(chromium, live)
    await context.add_init_script(script)
    page = await context.new_page()
    await page.goto(ALLOWANCE)
    return page


async def test_it_is_read_aloud_sentence_by_sentence_until_told_to_stop(chromium: Browser, live: Settings) -> None:
    page = await opened(chromium, live, HEARD)
    await page.get_by_text("谁能办").last.click()  # what is open is read
    await page.get_by_role("button", name="念给我听").first.click()
    said = await page.evaluate("said")
    assert {lang for _, lang in said} == {"zh-CN"}
    texts = [text for text, _ in said]
    assert texts[0] == "高龄老人津贴申请"
    assert any("可以每月领取一笔高龄津贴" in text for text in texts)
    assert max(map(len, texts)) < 120
    assert sum(text == "有法规依据" for text in texts) >= 2, texts  # the mark beside the result, and beside a condition
    assert "做法，待核实" in texts
    await page.get_by_role("button", name="停下").first.click()
    assert await page.evaluate("stopped") >= 1
    await expect(page.get_by_role("button", name="念给我听").first).to_be_visible()
    await page.context.close()


@pytest.mark.nightly("pages")
async def test_it_is_sent_with_the_sheet_of_the_phone_or_copied(chromium: Browser, live: Settings) -> None:
    page = await opened(chromium, live, SHEET)
    await page.get_by_role("button", name="发给家人").first.click()
    assert await page.evaluate("shared") == {"title": "高龄老人津贴申请", "url": live.origin + ALLOWANCE}
    await page.context.close()
    page = await opened(chromium, live, CLIPBOARD)
    await page.get_by_role("button", name="发给家人").first.click()
    await expect(page.get_by_text("地址已复制").first).to_be_visible()
    assert await page.evaluate("copied") == live.origin + ALLOWANCE
    await page.context.close()


async def test_the_code_on_the_page_is_its_address(chromium: Browser, live: Settings) -> None:
    page = await opened(chromium, live)
    await page.get_by_text("更多").click()
    await page.get_by_text("带走这一页").click()
    code = page.get_by_alt_text("这一页的二维码")
    await code.scroll_into_view_if_needed()
    await expect(code).to_have_js_property("complete", True)
    await code.evaluate("e => { e.style.width = e.style.height = '400px'; }")
    read, *_ = cv2.QRCodeDetector().detectAndDecode(
        np.array(Image.open(io.BytesIO(await code.screenshot())).convert("L"))
    )
    assert read == live.origin + ALLOWANCE
    await page.context.close()


@pytest.mark.nightly("pages")
async def test_on_paper_nothing_is_folded_and_no_button_is_left(chromium: Browser, live: Settings) -> None:
    page = await opened(chromium, live)
    paper = pypdfium2.PdfDocument(await page.pdf(format="A4"))
    said = "".join(sheet.get_textpage().get_text_range() for sheet in paper).replace("\r\n", "")
    assert "不能补发。所以快到70岁时就可以先来看看" in said  # the answer to a question that is folded on the screen
    assert "要准备什么" in said
    assert not [word for word in ("开始办理", "打印这一页", "念给我听", "发给家人", "首页") if word in said]
    last = np.array(paper[len(paper) - 1].render(scale=2).to_pil().convert("L"))
    before = np.array(paper[max(0, len(paper) - 2)].render(scale=2).to_pil().convert("L"))
    addresses = {cv2.QRCodeDetector().detectAndDecode(sheet)[0] for sheet in (last, before)}
    assert live.origin + ALLOWANCE in addresses
    await page.context.close()


@pytest.mark.nightly("pages")
async def test_the_letters_grow_and_one_is_back_on_the_page(chromium: Browser, live: Settings) -> None:
    page = await opened(chromium, live)
    before = await page.evaluate("getComputedStyle(document.querySelector('.service-head__lead')).fontSize")
    await page.get_by_role("button", name="长辈版").first.click()
    await expect(page.locator("html")).to_have_attribute("data-mode", "elder")
    after = await page.evaluate("getComputedStyle(document.querySelector('.service-head__lead')).fontSize")
    assert float(after[:-2]) > float(before[:-2])
    await page.context.close()
