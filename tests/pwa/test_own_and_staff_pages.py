"""One's own data, another number, a shared file, and the pages of staff: no barrier, large enough, never sideways, in both modes."""

import re
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.async_api import Page

from backend.app import handlers
from backend.kit.db import open_pool
from backend.materials.samples import cast_papers as pictures
from backend.population import seeding
from backend.settings import Settings
from tests import people
from tests.journey import Resident
from tests.support.addresses import CAMPAIGNS, CASE, GUIDANCE, MANDATES, NO_PAGE, PUBLIC, SIGNED_IN, STUDIO
from tests.support.addresses import PERSONAL as IDENTITY
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.browsing import OFFICER, code_on_the_phone, says_who, types_the_code
from tests.support.looking import Looks, presses
from tests.support.stepping_up import steps_up_in

NEW, OTHER = "19900008877", "19900008878"
LOST = ("/recover", "/recover/counter", "/recover/counter/code")
OWN = (
    "/me/data", "/me/data/facts/hukou", "/me/account", "/me/data/own/living_address", "/me/data/closing", "/me/number",
    "/me/number/code", "/share",
)  # fmt: skip
EDITOR = "孟雅琴"
STAFF = {  # by their name at the sample provider
    "韩晓梅": ("/desk/find?number=FT-00000", "/desk/objections", "/desk/offers", "/desk/after-checks", "/desk", "/desk/cases/ID"),
    "范志远": ("/desk/objections", "/desk/objections/ID", "/desk/identity", "/desk/identity/ID", "/desk/recoveries", "/desk/recoveries?number="),
    "潘建国": ("/studio/checks",),
    EDITOR: (
        "/studio/impact", "/studio/reminders", "/studio/audience", "/studio/audience/purposes", f"/studio/impact/{ALLOWANCE}",
    ),
    "秦正": ("/audit/acts", "/audit"),
    "任杰": ("/desk/switches/FT0220003", "/desk/switches"),
}  # fmt: skip
AXE_BY_DAY = {"/me/data", "/recover/counter", "/desk/cases/ID/approval", "/desk/identity/ID 范志远", "a draft tried"}
ONE = ("/desk/cases/ID", "/desk/objections/ID", "/desk/identity/ID")  # found behind a link of the list before


@pytest.mark.nightly("pages")
async def test_a_lost_number(page: Page, live: Settings) -> None:
    looks = Looks(page, AXE_BY_DAY)
    await looks.at(LOST[0])
    await looks.at(LOST[1])
    await page.get_by_label("姓名").fill("陈桂兰")
    await page.get_by_label("证件号码").fill(people.GRANDMOTHER.id_number)
    await presses(page, "获取验证码")
    await looks.here("/recover/counter, no number yet")
    await page.get_by_label("现在能收短信的手机号").fill(NEW)
    await presses(page, "获取验证码")
    await page.wait_for_url("**" + LOST[2])
    await looks.here(LOST[2])
    await page.locator("input[name=code]").fill(code_on_the_phone(live, NEW))
    await page.get_by_text("受理号").first.wait_for()
    await looks.here("a number for the counter")
    looks.nothing()


@pytest.mark.nightly("pages")
async def test_ones_own_data(page: Page, live: Settings) -> None:
    looks = Looks(page, AXE_BY_DAY)
    await page.goto("/sign-in?next=/share")
    await types_the_code(page, live, people.GRANDMOTHER.phone)
    await looks.here("/sign-in/second")
    await says_who(page, people.GRANDMOTHER.phone)
    await steps_up_in(page.context, live)
    await page.wait_for_url("**/share")
    await looks.here("/share")
    shared: Any = {
        "name": "相册里的身份证.png",
        "mimeType": "image/png",
        "buffer": pictures.id_card_front(people.GRANDMOTHER),
    }
    kept = await page.context.request.post("/share", multipart={"file": shared}, headers={"sec-fetch-site": "none"})
    await looks.at(kept.url, name="nowhere to put a shared file")
    await looks.at("/share", name="a shared file that waits")
    await page.goto(f"/cases/new?service={ALLOWANCE}")
    await page.get_by_label("深圳以外").check()
    await presses(page, "开始填|，继续")
    await page.wait_for_url("**/check")
    await page.goto(page.url.removesuffix("/check"))
    await looks.here("the tasks beside a shared file")
    await looks.at(kept.url, name="where a shared file belongs")
    await page.goto("/cases")
    for path in OWN[:6]:
        await looks.at(path)
    await page.get_by_label("新的手机号").fill(NEW)
    await presses(page, "获取验证码")
    await page.wait_for_url("**/me/number/code")
    await looks.here("/me/number/code")
    await page.goto("/me/data/facts/hukou")
    async with page.expect_navigation():  # the script sends the form first and goes on afterwards
        await presses(page, "交给工作人员")
    await looks.here("an objection without words")
    await page.get_by_label("哪里不对").fill("我的户口在莲花街道，不在梅林。")
    await presses(page, "交给工作人员")
    await page.wait_for_url("**/me/data?*")
    await looks.here("/me/data with an objection")
    await page.goto("/me/data/closing")
    await presses(page, "申请注销账号")
    await looks.here("closing without having read")
    await page.get_by_label("我看过").check()
    await presses(page, "申请注销账号")
    await page.get_by_text("所有设备都已退出登录").wait_for()
    await looks.here("an account that is closed")
    looks.nothing()


async def on_the_desks(live: Settings) -> str:
    """Something on every desk; answers the number that somebody names at the counter."""
    headers = {"accept": "text/html", "origin": live.origin, "sec-fetch-site": "same-origin"}

    def browser() -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=live.origin, headers=headers, follow_redirects=True)

    async with browser() as hers, browser() as herself, browser() as nobodys, browser() as his:
        unclear = Resident(his, people.REGISTER_SILENT, live.sms_url)
        await unclear.signs_in()
        case = await unclear.begins(ALLOWANCE)
        await fill_in(unclear, case)
        await unclear.photographs(case, "id_card", pictures.id_card_front(people.REGISTER_SILENT))
        await unclear.hands_in(case)
        grandmother = Resident(hers, people.GRANDMOTHER, live.sms_url)
        await grandmother.signs_in()
        await grandmother.begins(ALLOWANCE)
        await grandmother.goes("/me/data/facts/hukou")
        await grandmother.sends("/me/data/facts/hukou", said="我的户口在莲花街道，不在梅林。")
        young = Resident(herself, people.GRANDDAUGHTER, live.sms_url)
        await young.signs_in("/me/identity/appointment")
        day = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', await young.goes("/me/identity/appointment"))[1]
        await young.sends("/me/identity/appointment", way="video", day=day, part="morning")
        lost = Resident(nobodys, people.GRANDMOTHER, live.sms_url)
        await lost.goes("/recover/counter")
        await lost.sends("/recover/counter", name="陈桂兰", id_number=people.GRANDMOTHER.id_number, phone=OTHER)
        number = re.search(
            r"[0-9A-Z]{5}-[0-9A-Z]{5}", await lost.sends("/recover/counter/code", code=code_on_the_phone(live, OTHER))
        )
        assert number
        return number[0]


CHANGED = """
insert into grant_change (id, case_id, told, duty, cause, happened_on, says, effect, effect_from, proposed_at)
select gen_random_uuid(), id, told, 'moved_out', 'moved_out_of_city', '2026-11-20', '户口迁出深圳的，从下个月起停发；以后迁回来，要重新申请。',
    'stops_next_month', '2026-12-01', now() from cases, unnest(array['a', 'b']) told where state = 'submitted'
"""


async def changed(live: Settings) -> None:
    """A register says that the holder has moved; one such word was confirmed already."""
    pool = await open_pool(live.database_url, 1)
    async with pool.acquire() as db:
        await db.execute(CHANGED)
        await db.execute(
            "update grant_change set state = 'confirmed', settled_by = 'o-1', settled_at = now() where told = 'b'"
        )
    await pool.close()


async def crowded(live: Settings) -> None:
    """Enough people that a rule comes to a number."""
    pool = await open_pool(live.database_url, 1)
    async with pool.acquire() as db:
        await seeding.add_residents(db, 1500, datetime.now(UTC))
    await pool.close()


@pytest.mark.nightly("pages")
async def test_the_pages_of_staff(page: Page, live: Settings) -> None:
    number = await on_the_desks(live)
    await changed(live)
    await crowded(live)
    looks = Looks(page, AXE_BY_DAY)
    for name, paths in STAFF.items():
        await page.context.clear_cookies(name="futian")
        await page.goto(f"/staff/sign-in/start?next={paths[-1].partition('?')[0].removesuffix('/ID')}")
        await presses(page, name)
        for path in paths:
            first = page.locator(f"main a[href^='{path.removesuffix('ID')}']").first
            to = str(await first.get_attribute("href")) if path in ONE else path + number * path.endswith("=")
            await looks.at(to, 404 if "find" in path else 200, f"{path} {name}")
        if name == OFFICER:
            await presses(page, "^受理$")
            await page.get_by_role("link", name="逐项审核，通过").click()
            await page.wait_for_url("**/approval")
            await looks.here("/desk/cases/ID/approval")
        if "/studio/checks" in paths:
            await turn_a_check(page, looks)
        if name == EDITOR:
            await page.get_by_label("规则草稿").fill(
                (await page.get_by_label("规则草稿").input_value()).replace("at_least = 70", "at_least = 45")
            )
            await presses(page, "试算")
            await page.get_by_text("按草稿").first.wait_for()
            await looks.here("a draft tried")
    looks.nothing()


async def turn_a_check(page: Page, looks: Looks) -> None:
    """An editor lets a check advise only: first without a reason, then with one."""
    card = page.locator(".check").first
    for reason, says, name in (
        ("", "请写明理由", "a check without a reason"),
        ("窗口反馈误判较多", "从现在起重新计数", "a check turned"),
    ):
        if await card.locator("details").get_attribute("open") is None:
            await card.locator("summary").click()
        await card.locator("textarea").fill(reason)
        await card.get_by_role("button", name="改为只提示").click()
        await page.get_by_text(says).first.wait_for()
        await looks.here(name)


async def test_every_kind_of_page_is_looked_at(house: Any) -> None:
    looked = [
        *PUBLIC,
        *SIGNED_IN,
        *LOST,
        *OWN,
        *IDENTITY,
        *MANDATES,
        *GUIDANCE,
        *STUDIO,
        *CAMPAIGNS,
        *sum(STAFF.values(), ()),
    ]
    looked += [
        "/sign-in/second",
        "/desk/cases/ID/approval",
        "/me/identity",
        "/me/identity/document/other-phone",
        "/identity/ID",
        "/identity/sent",
        "/share/ID",
        "/cases/ID/receipt",
    ]
    looked += [
        "/inbox/why/ID",
        "/desk/offers/ID",
        "/desk/offers/contacts/ID",
    ]  # opened by the stories of reminders, of offers and of commissioned ones
    looked = [one.partition("?")[0] for one in looked] + ["/cases/ID" + one for one in CASE]
    for path, handler in handlers(house.framework):
        if "GET" in getattr(handler, "http_methods", ()) and not NO_PAGE.search(path):
            shape = re.compile(re.sub(r"\\{[^}]+\\}", "[^/]+", re.escape(path)) + "/?")
            assert any(shape.fullmatch(one) for one in looked), path
