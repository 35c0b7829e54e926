"""A photo half sent from one device and chosen again on another: it goes on only with the same bytes, and every page says so before."""

import io
import random
import re
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import Browser, Page, Route, expect

from backend.settings import Settings
from tests import people
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import PHONE, sign_in

OTHERWISE = """{
  const made = HTMLCanvasElement.prototype.toBlob;
  HTMLCanvasElement.prototype.toBlob = function (done, kind) { made.call(this, done, kind, 0.8); };
}"""
"""A browser that makes other bytes of the same picture."""
PATIENCE = 60_000


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A photo that is made smaller before it is sent, and is still larger than one piece."""
    path = tmp_path_factory.mktemp("album") / "身份证.jpg"
    noise = random.Random(7).randbytes(1300 * 500)
    Image.frombytes("L", (1300, 500), noise).resize((2600, 1000)).save(path, "JPEG", quality=95)
    assert path.stat().st_size > 600_000
    return path


async def device(chromium: Browser, live: Settings, script: str = "") -> Page:
    """One more device."""
    context = await chromium.new_context(**PHONE, base_url=live.origin, locale="zh-CN", service_workers="block")
    if script:
        await context.add_init_script(script)
    return await context.new_page()


async def another(chromium: Browser, live: Settings, first: Page, script: str = "") -> Page:
    """Another device in the same hands: signed in, with nothing kept on it."""
    page = await device(chromium, live, script)
    await page.context.add_cookies(await first.context.cookies())  # type: ignore[arg-type]  # what is read can be written
    return page


async def refuse(route: Route) -> None:
    """No network for what would add bytes."""
    await (route.abort() if route.request.method in {"PATCH", "HEAD"} else route.continue_())


async def half_sent(chromium: Browser, live: Settings, photo: Any) -> tuple[Page, str]:
    """The first device has sent one piece when its network goes; answers it and the page of the paper."""
    page = await device(chromium, live)
    await page.goto(f"/sign-in?next=/cases/new?service={ALLOWANCE}")
    await sign_in(page, live, people.GRANDMOTHER.phone)
    await page.get_by_label("深圳以外").check()
    await page.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await page.wait_for_url("**/check")
    there = page.url.removeprefix(live.origin).replace("/check", "/papers/id_card")
    await page.goto(there)
    await page.route("**/uploads/*", refuse)
    await page.set_input_files("input[type=file]", photo)
    await expect(page.locator(".upload__progress")).to_contain_text("已传的部分都在", timeout=PATIENCE)
    return page, there


async def chooses(page: Page, there: str, photo: Any) -> Any:
    """The same photo from the album of this device; answers where it is said what will happen."""
    await page.goto(there)
    says = page.locator(".halfway__says")
    await expect(says).to_contain_text(re.compile(r"已经传到 [1-9]\d?%。这张照片是在当时那台设备上缩小过的"))
    await page.set_input_files("input[type=file]", photo)
    return says


async def sends(page: Page) -> None:
    """Upload what was chosen, to the end."""
    await page.get_by_role("button", name="上传这一张").click()
    await expect(page.locator(".upload-result__word").first).to_be_visible(timeout=PATIENCE)


async def test_another_photo_is_called_so_and_the_same_bytes_go_on_where_the_other_device_stopped(
    chromium: Browser, live: Settings, live_db: Any, photo: Any
) -> None:
    first, there = await half_sent(chromium, live, photo)
    second = await another(chromium, live, first)
    await first.context.close()
    made = io.BytesIO()
    Image.new("L", (900, 600), 200).save(made, "JPEG")
    other: Any = {"name": "另一张.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    await expect(await chooses(second, there, other)).to_contain_text("这不是传到一半的那个文件", timeout=PATIENCE)
    await expect(await chooses(second, there, photo)).to_contain_text("正是传到一半的那个文件", timeout=PATIENCE)
    await sends(second)
    await second.context.close()
    assert [row["state"] for row in await live_db.fetch("select state from upload")] == ["done"], (
        "one upload from beginning to end"
    )


@pytest.mark.nightly("pages")
async def test_other_bytes_of_the_same_photo_start_over_and_say_so_and_the_first_device_gives_way(
    chromium: Browser, live: Settings, live_db: Any, photo: Any
) -> None:
    first, there = await half_sent(chromium, live, photo)
    second = await another(chromium, live, first, OTHERWISE)
    says = await chooses(second, there, photo)
    await expect(says).to_contain_text("是同一张照片，但这台设备缩小以后和原来那台的不一样", timeout=PATIENCE)
    await expect(says).to_contain_text("会从头传")
    await sends(second)
    assert sorted(row["state"] for row in await live_db.fetch("select state from upload")) == ["done", "ended"]
    paper = await live_db.fetchval("select digest from material where state in ('waiting', 'read')")

    await first.unroute("**/uploads/*")
    await first.evaluate("dispatchEvent(new Event('online'))")  # the network is back
    await expect(first.locator(".upload__progress")).to_contain_text("后来另外传了一次", timeout=PATIENCE)
    assert await live_db.fetchval("select digest from material where state in ('waiting', 'read')") == paper
    assert await live_db.fetchval("select count(*) from upload") == 2, "nothing is begun anew without a word"
    await first.context.close()
    await second.context.close()


@pytest.mark.nightly("long")
async def test_a_file_that_waited_on_a_device_does_not_push_out_what_came_later_from_another(
    chromium: Browser, live: Settings, live_db: Any, photo: Any
) -> None:
    first, there = await half_sent(chromium, live, photo)
    waits = first.context
    await first.close()  # the battery is empty; the photo waits on the device
    second = await another(chromium, live, first, OTHERWISE)
    await chooses(second, there, photo)
    await sends(second)
    await second.context.close()
    paper = await live_db.fetchval("select digest from material where state in ('waiting', 'read')")
    again = await waits.new_page()
    await again.goto(there.rsplit("/", 2)[0])
    await nothing_waits(again)
    assert await live_db.fetchval("select digest from material where state in ('waiting', 'read')") == paper
    assert await live_db.fetchval("select count(*) from upload") == 2
    await waits.close()


async def nothing_waits(page: Page) -> None:
    """No file is kept on this device any more."""
    for _ in range(600):
        if await page.evaluate(EMPTY):
            return
        await page.wait_for_timeout(100)
    raise AssertionError("the file still waits")


EMPTY = """() => new Promise((done) => {
  const opening = indexedDB.open("outbox");
  opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "id" });
  opening.onsuccess = () => {
    const asked = opening.result.transaction("files").objectStore("files").count();
    asked.onsuccess = () => { opening.result.close(); done(asked.result === 0); };
  };
})"""
