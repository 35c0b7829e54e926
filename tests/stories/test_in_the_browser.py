"""Story 1 in a real browser, on a phone of 360 by 780: found, filled in, photographed, approved, verified by somebody else."""

import re
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from backend.materials.samples import cast_papers as pictures
from backend.materials.samples import gallery
from backend.settings import Settings
from tests import people
from tests.support.browsing import other_browser, sideways, sign_in
from tests.support.pictures import unseen


async def test_from_the_first_word_to_a_verified_receipt(
    phone: Page, chromium: Browser, live: Settings, tmp_path: Path
) -> None:
    await phone.goto("/")
    await phone.locator("input[name=q]").first.fill("老人钱")
    await phone.locator("input[name=q]").first.press("Enter")
    await phone.get_by_role("link", name="高龄老人津贴申请").first.click()
    await expect(phone.locator("h1")).to_contain_text("高龄老人津贴申请")
    await phone.get_by_role("link", name="开始办理").first.click()
    await sign_in(phone, live, people.GRANDMOTHER.phone)
    await phone.get_by_label("深圳以外").check()
    await phone.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await phone.wait_for_url("**/check")  # registers know the card; she may still hand it in
    await phone.goto(phone.url.replace("/check", "/papers/id_card"))

    picture = tmp_path / "id.png"
    picture.write_bytes(pictures.id_card_front(people.GRANDMOTHER))
    await phone.set_input_files("input[type=file]", picture)
    await phone.wait_for_url("**/check", timeout=30_000)
    await expect(phone.locator("main")).to_contain_text("陈桂兰")
    await expect(phone.locator("main")).to_contain_text("已看过，可以用")
    await phone.get_by_label("以上内容我看过了").check()
    await phone.get_by_role("button", name="提交申请").click()

    await expect(phone.locator("h1")).to_contain_text("通过了")
    await expect(phone.locator("main")).to_contain_text("300")
    number = (await phone.locator(".receipt__number").inner_text()).strip()
    assert await sideways(phone) == 0

    stranger = await other_browser(chromium, live)
    page = await stranger.new_page()
    await page.goto(f"/verify/{number}")
    await expect(page.locator("h1")).to_contain_text("这张回执是真的，现在有效")
    assert "陈桂兰" not in await page.content()
    await stranger.close()


async def test_a_blurred_card_is_sent_back_and_its_retake_passes_without_a_reload(
    phone: Page, live: Settings, tmp_path: Path
) -> None:
    """The page waits for a server-sent event: nothing is asked again and again, nothing is reloaded."""
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if request.url.endswith("/news") else None)
    await phone.goto("/cases/new?service=FT0205001")
    await sign_in(phone, live, people.GRANDMOTHER.phone)
    await phone.get_by_label("深圳以外").check()
    await phone.get_by_role("button", name=re.compile("开始填|，继续")).click()
    await phone.wait_for_url("**/check")  # registers know the card; she may still hand it in
    await phone.goto(phone.url.replace("/check", "/papers/id_card"))
    blurred, sharp = tmp_path / "blurred.jpg", tmp_path / "sharp.png"
    # never seen before: a remembered reading could be there before the page that waits for it
    blurred.write_bytes(unseen((gallery.FOLDER / "chen_guilan-id_card_front_blurred.jpg").read_bytes()))
    sharp.write_bytes(unseen(pictures.id_card_front(people.GRANDMOTHER)))
    await phone.set_input_files("input[type=file]", blurred)
    await expect(phone.locator("[data-live]")).to_be_visible(timeout=20_000)
    await phone.wait_for_load_state("load")
    await phone.evaluate("window.sameLoad = true")
    await expect(phone.get_by_text("这张要重拍一下")).to_be_visible(timeout=30_000)
    assert await phone.evaluate("window.sameLoad === true"), "the result came by itself"
    assert await sideways(phone) == 0
    await expect(phone.locator(".finding--failed").first).to_contain_text("手机拿稳")
    await expect(phone.locator(".marked-picture__mark--failed rect").first).to_be_attached()
    await phone.set_input_files("input[type=file]", sharp)
    await phone.wait_for_url("**/check", timeout=30_000)  # a good one leads on by itself
    assert 1 <= len(asked) <= 6
