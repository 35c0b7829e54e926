"""The small modules: what they add to pages that work without them."""

import io
from collections.abc import AsyncIterator

import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, Page, expect

from tests.pwa.conftest import Handler
from tests.pwa.pages import PAGES


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: Browser, site: str) -> AsyncIterator[Page]:
    """A page on a small phone; whatever the console says against it fails the test."""
    context = await browser.new_context(viewport={"width": 360, "height": 780}, base_url=site)
    page = await context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    Handler.posts.clear()
    yield page
    await context.close()
    assert said == []


def picture(width: int, height: int) -> dict[str, str | bytes]:
    """A photo as a phone would hand it over."""
    made = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(made, "JPEG", quality=95)
    return {"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


async def test_no_page_breaks_the_content_policy_or_complains(phone: Page) -> None:
    for name in [*PAGES, "gallery"]:
        await phone.goto(f"/{name}")
        await phone.wait_for_load_state()


async def test_a_large_photo_is_shown_and_made_small_before_it_is_sent(phone: Page) -> None:
    await phone.goto("/upload")
    photo = picture(4000, 3000)
    await phone.set_input_files("#f-file", photo)  # type: ignore[arg-type]  # a file payload
    await expect(phone.locator("canvas")).to_be_visible()
    while await phone.evaluate("document.querySelector('#f-file').files[0].size") == len(photo["buffer"]):
        await phone.wait_for_timeout(50)
    await phone.click("button:has-text('上传这一张')")
    await phone.wait_for_url("**/tasks")
    sent = Handler.posts[0]
    start = sent.index(b"\xff\xd8\xff")
    received = Image.open(io.BytesIO(sent[start:]))
    assert received.size == (2400, 1800)
    assert len(sent) < len(photo["buffer"]) / 2


async def test_a_small_photo_is_sent_untouched(phone: Page) -> None:
    await phone.goto("/upload")
    photo = picture(800, 500)
    await phone.set_input_files("#f-file", photo)  # type: ignore[arg-type]  # a file payload
    await expect(phone.locator("canvas")).to_be_visible()
    await phone.click("button:has-text('上传这一张')")
    await phone.wait_for_url("**/tasks")
    assert photo["buffer"] in Handler.posts[0]


async def test_a_lost_network_keeps_the_photo(browser: Browser, site: str) -> None:
    page = await browser.new_page(base_url=site, service_workers="block")
    await page.goto("/upload")
    await page.set_input_files("#f-file", picture(300, 200))  # type: ignore[arg-type]  # a file payload
    await page.context.set_offline(True)
    await page.click("button:has-text('上传这一张')")
    await expect(page.locator(".upload__progress")).to_contain_text("照片还在")
    await expect(page.locator("[data-module=offline]")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator("[data-module=offline]")).to_be_hidden()
    await page.click("button:has-text('上传这一张')")
    await page.wait_for_url("**/tasks")
    await page.close()


async def test_pressing_upload_without_a_photo_says_so(phone: Page) -> None:
    await phone.goto("/upload")
    await phone.click("button:has-text('上传这一张')")
    await expect(phone.locator(".upload__progress")).to_have_text("请先拍一张或选一张。")


async def test_five_taps_are_one_submission(phone: Page) -> None:
    await phone.goto("/form")
    await phone.evaluate("for (let i = 0; i < 5; i++) document.querySelector('main form button').click()")
    await phone.wait_for_url("**/tasks")
    assert len(Handler.posts) == 1


async def test_a_question_waits_for_the_answer_that_asks_for_it(phone: Page) -> None:
    await phone.goto("/form")
    await phone.check("[value=elsewhere]")
    asked = phone.locator("input[name=province]")
    await expect(asked).to_be_visible()
    await phone.check("[value=futian]")
    await expect(asked).to_be_hidden()
    await expect(asked).to_be_disabled()


async def test_letters_left_are_counted(phone: Page) -> None:
    await phone.goto("/form")
    await phone.fill("textarea", "看得清")
    await expect(phone.locator("textarea + p")).to_have_text("还可以写 197 个字")


async def test_enter_while_composing_pinyin_does_not_search(phone: Page) -> None:
    await phone.goto("/home")
    await phone.focus("#search")
    session = await phone.context.new_cdp_session(phone)
    await session.send("Input.imeSetComposition", {"text": "laoren", "selectionStart": 6, "selectionEnd": 6})
    enter = {"key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
    await session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    await phone.wait_for_timeout(200)
    assert phone.url.endswith("/home")


async def test_what_changes_on_the_server_is_shown_when_it_is_announced(phone: Page) -> None:
    await phone.goto("/service")
    await phone.evaluate("""() => {
      const head = document.querySelector(".facts");
      head.textContent = "旧";
      Object.assign(head.dataset, {module: "live", live: "/events", again: "/service"});
      head.dispatchEvent(new CustomEvent("htmx:load", {bubbles: true}));
    }""")
    await expect(phone.locator(".facts")).to_contain_text("谁能办")


async def test_where_no_stream_tells_the_page_asks_now_and_then(phone: Page) -> None:
    await phone.goto("/reading")
    await expect(phone.locator(".upload-result__word")).to_contain_text("这张可以用", timeout=8000)


async def test_buttons_that_this_device_can_not_serve_stay_away(browser: Browser, site: str) -> None:
    page = await browser.new_page(java_script_enabled=False)
    await page.goto(f"{site}/service")
    assert await page.locator("button:visible").all_inner_texts() == ["长辈版"]
    await page.close()


async def test_before_the_session_ends_one_is_asked_and_can_stay(phone: Page) -> None:
    await phone.goto("/guarded?seconds=100")
    dialog = phone.get_by_role("dialog")
    await expect(dialog).to_contain_text("您还在吗")
    await expect(dialog).to_contain_text("1分钟多")
    async with phone.expect_request(lambda r: r.url.endswith("/session") and r.method == "POST") as sent:
        await dialog.get_by_role("button").click()
    assert (await sent.value).headers["x-csrf-token"] == "x"


async def test_nobody_is_asked_long_before_the_session_ends(phone: Page) -> None:
    await phone.goto("/guarded?seconds=3000")
    await phone.wait_for_timeout(500)
    await expect(phone.get_by_role("dialog")).to_be_hidden()
