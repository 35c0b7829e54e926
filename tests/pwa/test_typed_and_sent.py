"""Nothing typed and no chosen photo is lost: reloads, lost networks, ended sessions, and networks that stop uploads."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.pwa.conftest import Handler
from tests.support.pictures import picture_bytes
from tests.support.windows import Windows

BIG = picture_bytes(800, 500)
PHOTO = {"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": BIG}
Answer = Callable[[Route], Coroutine[Any, Any, None]]


@pytest_asyncio.fixture(loop_scope="session")
async def phone(windows: Windows, site: str) -> AsyncIterator[Page]:
    """A small phone whose network these tests break on purpose: the console may say so."""
    for kept in (Handler.posts, Handler.uploads, Handler.breaks):
        kept.clear()
    async with windows.opened(site, viewport={"width": 360, "height": 780}, service_workers="block") as context:
        yield await context.new_page()


def answering(status: int, body: str = "<h1>blocked</h1>", content_type: str = "text/html") -> Answer:
    async def answer(route: Route) -> None:
        await route.fulfill(status=status, body=body, content_type=content_type)

    return answer


async def type_something(page: Page) -> None:
    await page.goto("/kept-form")
    await page.get_by_label("在哪里", exact=True).fill("三楼东头")
    await page.get_by_label("深圳以外").check()
    await expect(page.locator("form[data-unsaved]")).to_be_visible()


async def test_a_reload_brings_back_what_was_typed_and_it_lies_sealed(phone: Page) -> None:
    await type_something(phone)
    assert "三楼" not in await phone.evaluate("JSON.stringify(sessionStorage)")
    await phone.reload()
    await expect(phone.get_by_label("在哪里", exact=True)).to_have_value("三楼东头")
    await expect(phone.get_by_label("深圳以外")).to_be_checked()
    await expect(phone.locator("[data-typed]")).to_contain_text("还没有保存")


async def test_what_is_typed_before_the_script_comes_is_kept_too(phone: Page) -> None:
    late = asyncio.Event()

    async def slowly(route: Route) -> None:
        await late.wait()
        await route.continue_()

    await phone.route("**/kept_form*.js", slowly)
    await phone.goto("/kept-form", wait_until="commit")
    await phone.get_by_label("在哪里", exact=True).fill("三楼东头")
    late.set()
    await expect(phone.locator("form[data-unsaved]")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_label("在哪里", exact=True)).to_have_value("三楼东头")


async def test_without_network_the_page_stays_and_saves_by_itself_later(phone: Page) -> None:
    await type_something(phone)
    await phone.context.set_offline(True)
    await phone.get_by_role("button", name="保存，继续").click()
    await expect(phone.locator("[data-typed]")).to_contain_text("网络断了，还没有保存")
    await expect(phone.locator("[data-typed]")).to_be_in_viewport()
    await expect(phone.get_by_label("在哪里", exact=True)).to_have_value("三楼东头")
    assert Handler.posts == []
    await phone.context.set_offline(False)
    await phone.wait_for_url("**/tasks")
    assert len(Handler.posts) == 1
    assert await phone.evaluate("Object.keys(sessionStorage).length") == 0


async def test_handing_in_waits_in_sight_and_happens_once(phone: Page) -> None:
    await phone.goto("/hand-in")
    await phone.get_by_label("我看过了").check()
    await phone.context.set_offline(True)
    await phone.get_by_role("button", name="提交").click()
    await expect(phone.locator("[data-typed]")).to_contain_text("还没有交上去")
    await phone.context.set_offline(False)
    await phone.wait_for_url("**/tasks")
    (only,) = Handler.posts
    assert b"event=one" in only


STORES_THAT_FAIL = {
    "hangs": "indexedDB.open = () => ({})",
    "throws": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }",
    "refuses": """indexedDB.open = () => { const asked = {}; setTimeout(() => asked.onerror?.(new Event('error'))); return asked; }""",
    "is missing": "delete window.indexedDB",
}


@pytest.mark.nightly("pages")
@pytest.mark.parametrize("store", STORES_THAT_FAIL)
async def test_a_store_that_fails_keeps_nothing_and_stops_nobody(phone: Page, store: str) -> None:
    await phone.add_init_script(STORES_THAT_FAIL[store])
    await phone.goto("/upload")
    await phone.set_input_files("#f-file", PHOTO)  # type: ignore[arg-type]  # a file payload
    await phone.wait_for_url("**/tasks")
    assert len(Handler.uploads) == 1


async def test_an_ended_session_does_not_take_the_page_away(phone: Page) -> None:
    seconds = {"left": 3000}

    async def session(route: Route) -> None:
        await route.fulfill(json={"seconds": seconds["left"], "total": 9000})

    await phone.route("**/session.json", session)
    await type_something(phone)
    seconds["left"] = 0
    await phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(phone.get_by_text("已经自动退出登录")).to_be_visible()
    await phone.get_by_role("button", name="知道了").click()
    await expect(phone.get_by_label("在哪里", exact=True)).to_have_value("三楼东头")


async def send(page: Page) -> None:
    await page.get_by_role("button", name="上传这一张").click()


FORGET = """() => new Promise(done => {
  const asked = indexedDB.deleteDatabase("outbox");
  asked.onsuccess = asked.onerror = asked.onblocked = () => done();
})"""


async def test_a_network_that_blocks_uploads_is_named_once_and_the_file_stays(phone: Page) -> None:
    loads: list[str] = []
    phone.on("framenavigated", lambda frame: loads.append(frame.url))
    for status in (403, 405, 501, 200):
        await phone.route("**/uploads**", answering(status))
        await phone.goto("/upload")
        loads.clear()
        await phone.set_input_files("#f-file", PHOTO)  # type: ignore[arg-type]  # a file payload
        await expect(phone.locator(".upload__progress")).to_contain_text("网络不让上传", timeout=20_000)
        await expect(phone.get_by_role("button", name="上传这一张")).not_to_have_attribute("aria-busy", "true")
        assert loads == [], status
        await phone.evaluate(FORGET)  # or the next page would go on with this file by itself
        await phone.unroute("**/uploads**")


async def test_a_network_that_knows_only_get_and_post_lets_the_file_through(phone: Page) -> None:
    async def only_post(route: Route) -> None:
        if route.request.method in {"PATCH", "HEAD"}:
            await route.fulfill(status=405, body="<h1>no</h1>", content_type="text/html")
        elif route.request.headers.get("x-http-method-override") == "PATCH":
            Handler.uploads[route.request.url] = bytearray(route.request.post_data_buffer or b"")
            await route.fulfill(status=204, headers={"Tus-Resumable": "1.0.0", "Upload-Offset": str(len(BIG))})
        else:
            await route.fulfill(
                status=201, headers={"Tus-Resumable": "1.0.0", "Location": "/uploads/1", "Upload-Offset": "0"}
            )

    await phone.route("**/uploads**", only_post)
    await phone.goto("/upload")
    await phone.set_input_files("#f-file", PHOTO)  # type: ignore[arg-type]  # a file payload
    await phone.wait_for_url("**/tasks")


async def test_a_file_that_went_away_leaves_a_free_button(phone: Page, tmp_path: Path) -> None:
    photo = tmp_path / "id.jpg"
    photo.write_bytes(BIG)
    await phone.goto("/upload-halfway")  # where nothing is sent before the button is pressed
    await phone.set_input_files("#f-file", photo)
    photo.write_bytes(b"changed")
    await send(phone)
    await expect(phone.locator(".upload__progress")).to_contain_text("打不开了")
    photo.write_bytes(BIG)
    await phone.set_input_files("#f-file", photo)
    await send(phone)
    await phone.wait_for_url("**/tasks")
