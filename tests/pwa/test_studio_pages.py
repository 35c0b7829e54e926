"""The studio in a real browser: every page without barriers, and a part that is saved while an editor types."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import Page, expect

from backend.settings import Settings
from tests.support.looking import Looks, presses

CODE = "FT0110009"
HERE = f"/studio/services/{CODE}"
PARTS = ("about", "papers", "form", "steps", "basis")


@pytest.mark.nightly("pages")
async def test_a_part_is_saved_while_an_editor_types(page: Page, live: Settings) -> None:
    looks = Looks(page)
    await page.goto("/staff/sign-in/start?next=/studio")
    await page.get_by_role("button", name="孟雅琴").first.click()
    await page.wait_for_url("**/studio")
    await looks.here("studio list")
    await looks.at(HERE, name="studio service without a draft")
    await presses(page, "改这个事项")
    await looks.here("studio service with a draft")
    for part in PARTS:
        await looks.at(f"{HERE}/parts/{part}", name=f"studio part {part}")
    await looks.at(f"/studio/bulk?code={CODE}", name="studio bulk")
    for path in (
        "/studio?needs=uncertain",
        "/studio/new",
        "/studio/import",
        "/studio/tables",
        "/studio/tables/laws",
        f"{HERE}/flow",
        "/studio/reports",
        "/studio/small-fixes",
    ):
        await looks.at(path)

    await page.set_viewport_size({"width": 1280, "height": 800})
    await page.goto(f"{HERE}/parts/about")
    begun = datetime.now(UTC)
    await page.get_by_label("一句话说明").fill("毕业生把户口迁进深圳，可以在手机上办理")
    await page.get_by_text("秒前已保存").wait_for()
    await expect(page.locator("[data-remarks=purpose]")).to_be_visible()
    await expect(page.frame_locator("iframe").get_by_text("毕业生把户口迁进深圳").first).to_be_attached()
    assert (datetime.now(UTC) - begun).total_seconds() < 10
    await page.context.set_offline(True)
    await page.get_by_label("一句话说明").fill("毕业生把户口迁进深圳，可以在手机上办理。")
    await page.get_by_text("没有网，还没有保存").wait_for()
    await page.context.set_offline(False)
    await page.get_by_text("秒前已保存").wait_for()
    await expect(page.locator("[data-remarks=purpose]")).to_be_hidden()
    await page.reload()
    assert await page.get_by_label("一句话说明").input_value() == "毕业生把户口迁进深圳，可以在手机上办理。"

    await looks.at(f"{HERE}/proposal", name="studio proposal")
    await page.get_by_label("变了什么，为什么").fill("说明写得更清楚")
    await presses(page, "提交给另一个人审核")
    await looks.here("studio service that waits")
    await looks.at(f"{HERE}/review", name="studio review by its writer")
    for page_in_frame in ("preview", "waiting", "live"):
        await looks.at(f"{HERE}/{page_in_frame}")
    await page.context.clear_cookies(name="futian")
    await page.goto(f"/staff/sign-in/start?next={HERE}/review")
    await page.get_by_role("button", name="程立").first.click()
    await page.wait_for_url("**/review")
    await looks.here("studio review")
    await page.get_by_text("对这一处写意见").first.click()
    await page.get_by_label("意见").first.fill("这样写，居民看得明白吗？")
    await presses(page, "记下")
    await looks.here("studio review with a comment")
    await presses(page, "同意，发布")
    await looks.here("studio service published")
    await looks.at(f"{HERE}/history", name="studio history")
    looks.nothing()
