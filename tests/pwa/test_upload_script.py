"""The module that sends photos in pieces: made small, resumed, kept sealed on the device, and never sent for somebody else."""

import hashlib
import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Error, Page, Route, expect

from backend.materials.uploads.tus import metadata
from tests.pwa.conftest import SMALL, Handler, nothing_sent
from tests.support.pictures import picture_bytes
from tests.support.windows import Windows


def picture(width: int, height: int) -> dict[str, str | bytes]:
    """A photo as a phone would hand it over."""
    return {"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(width, height)}


def sent() -> bytes:
    """The one file that came."""
    (only,) = Handler.uploads.values()
    return bytes(only)


async def choose(page: Page, photo: dict[str, str | bytes]) -> None:
    """Choose a file; it is sent at once."""
    await page.set_input_files("#f-file", photo)  # type: ignore[arg-type]  # a file payload


async def test_a_large_photo_is_shown_and_made_small_before_it_is_sent(phone: Page) -> None:
    await phone.goto("/upload")
    photo = picture(4000, 3000)
    await choose(phone, photo)
    await phone.wait_for_url("**/tasks")
    assert Image.open(io.BytesIO(sent())).size == (2400, 1800)
    assert len(sent()) < len(photo["buffer"]) / 2
    assert Handler.about["X-CSRF-Token"] == "x"
    told = metadata(Handler.about["Upload-Metadata"])
    assert (told.filename, told.filetype, told.sha256) == (
        "身份证.jpg",
        "image/jpeg",
        hashlib.sha256(sent()).hexdigest(),
    )


async def test_a_small_photo_is_sent_untouched(phone: Page) -> None:
    await phone.goto("/upload")
    photo = picture(800, 500)
    await choose(phone, photo)
    await phone.wait_for_url("**/tasks")
    assert sent() == photo["buffer"]


@pytest.mark.nightly("pages")
async def test_a_photo_is_sent_as_the_camera_was_held(phone: Page) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    made = io.BytesIO()
    Image.new("RGB", (4000, 1000), "red").save(made, "JPEG", exif=turned)
    await phone.goto("/upload")
    await choose(phone, {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()})
    await phone.wait_for_url("**/tasks")
    found = Image.open(io.BytesIO(sent()))
    assert (found.size, found.getexif().get(0x0112, 1)) == ((600, 2400), 1)


async def test_without_script_it_is_a_plain_form(browser: Browser, site: str) -> None:
    page = await browser.new_page(base_url=site, java_script_enabled=False)
    Handler.posts.clear()
    photo = picture(300, 200)
    await page.goto("/upload")
    await page.set_input_files("#f-file", photo)  # type: ignore[arg-type]  # a file payload
    await page.click("button:has-text('上传这一张')")
    await page.wait_for_url("**/tasks")
    assert photo["buffer"] in Handler.posts[0]
    await page.close()


@pytest_asyncio.fixture(loop_scope="session")
async def other_phone(windows: Windows, site: str) -> AsyncIterator[BrowserContext]:
    """A device on which trouble is expected: its console isn't held against it."""
    nothing_sent()
    async with windows.opened(site, **SMALL) as context:
        yield context


async def test_a_lost_network_says_so_and_it_goes_on_by_itself(other_phone: BrowserContext) -> None:
    page = await other_phone.new_page()
    await page.goto("/upload")
    await other_phone.set_offline(True)
    await choose(page, picture(300, 200))
    await expect(page.locator("canvas")).to_be_visible()
    await expect(page.locator(".upload__progress")).to_have_text("网络断了，已传的部分都在，联网后自动接着传。")
    await expect(page.locator("[data-module=offline]")).to_be_visible()
    await other_phone.set_offline(False)
    await page.wait_for_url("**/tasks")
    assert sent().startswith(b"\xff\xd8\xff")


@pytest.mark.nightly("pages")
async def test_connections_that_break_are_no_reason_to_ask_again(other_phone: BrowserContext) -> None:
    page = await other_phone.new_page()
    await page.goto("/upload")
    photo = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(1_200_000)}
    Handler.breaks[:] = [0, 500, 0]
    await choose(page, photo)
    await page.wait_for_url("**/tasks", timeout=60_000)
    assert sent() == photo["buffer"]


async def test_a_refusal_is_said_in_the_words_of_the_server(other_phone: BrowserContext) -> None:
    page = await other_phone.new_page()
    await page.goto("/upload")
    Handler.breaks[:] = [422]
    await choose(page, picture(300, 200))
    await expect(page.locator(".upload__progress")).to_have_text("这不是照片，也不是PDF文件。请直接拍照上传。")
    await page.click("button:has-text('上传这一张')")
    await page.wait_for_url("**/tasks")


KEPT_FILES = """() => new Promise((done) => {
  const opening = indexedDB.open("outbox");
  opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
  opening.onsuccess = () => {
    const asked = opening.result.transaction("files").objectStore("files").getAll();
    asked.onsuccess = () => {
      opening.result.close();
      done(asked.result.map((e) => [e.slot, e.sha256, new TextDecoder("latin1").decode(e.content)]));
    };
  };
})"""


async def waits(phone: BrowserContext, photo: dict[str, str | bytes]) -> None:
    """A file was chosen, the network went, the window was closed."""
    page = await phone.new_page()
    await page.goto("/upload")
    Handler.breaks[:] = [
        0
    ] * 1000  # until the window is gone: what the browser cuts off, a closing window would still send
    await choose(page, photo)
    while not await page.evaluate(KEPT_FILES):
        await page.wait_for_timeout(50)
    await page.close()
    Handler.breaks.clear()


async def test_a_file_that_waits_survives_a_restart_sealed(other_phone: BrowserContext) -> None:
    photo = picture(300, 200)
    await waits(other_phone, photo)
    assert not Handler.uploads
    page = await other_phone.new_page()
    await page.goto("/home")
    ((slot, sha256, sealed),) = await page.evaluate(KEPT_FILES)
    assert (slot, sha256) == ("id_card", hashlib.sha256(bytes(photo["buffer"])).hexdigest())  # type: ignore[arg-type]
    assert "JFIF" not in sealed
    await page.goto("/upload")
    await page.wait_for_url("**/tasks")
    assert sent() == photo["buffer"]
    assert await page.evaluate(KEPT_FILES) == []


async def still_kept(page: Page) -> bool:
    """Is a file still waiting on this device? A page that is just being opened anew doesn't say yet."""
    try:
        return bool(await page.evaluate(KEPT_FILES))
    except Error as error:
        if "navigation" not in str(error):
            raise
        return True


@pytest.mark.nightly("pages")
async def test_the_list_of_tasks_sends_what_waits(other_phone: BrowserContext) -> None:
    photo = picture(300, 200)
    await waits(other_phone, photo)
    page = await other_phone.new_page()
    async with page.expect_navigation(url="**/waiting"):
        await page.goto("/waiting")
    for _ in range(600):  # half a minute, then it is said what came
        if photo["buffer"] in map(bytes, Handler.uploads.values()) and not await still_kept(page):
            break
        await page.wait_for_timeout(50)
    assert photo["buffer"] in map(bytes, Handler.uploads.values())
    assert not await still_kept(page)


async def test_signing_out_leaves_no_file_behind(other_phone: BrowserContext) -> None:
    await waits(other_phone, picture(300, 200))
    page = await other_phone.new_page()
    await page.goto("/signed-out")
    while await still_kept(page):
        await page.wait_for_timeout(50)
    assert not Handler.uploads


@pytest.mark.nightly("pages")
async def test_another_persons_page_sends_nothing_of_mine_and_forgets_it(other_phone: BrowserContext) -> None:
    await waits(other_phone, picture(300, 200))
    page = await other_phone.new_page()
    await page.route("**/upload", hers_to_his)
    await page.goto("/upload")
    while await still_kept(page):
        await page.wait_for_timeout(50)
    assert not Handler.uploads


async def hers_to_his(route: Route) -> None:
    """The same page, given to somebody else."""
    answer = await route.fetch()
    await route.fulfill(response=answer, body=(await answer.text()).replace('data-owner="her"', 'data-owner="his"'))


async def test_pressing_upload_without_a_photo_says_so(phone: Page) -> None:
    await phone.goto("/upload-halfway", wait_until="networkidle")  # where a choice is compared and confirmed
    await phone.click("button:has-text('上传这一张')")
    await expect(phone.locator(".upload__progress")).to_have_text("请先拍一张或选一张。")
