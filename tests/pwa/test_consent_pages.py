"""The granddaughter in Shanghai prepares, the grandmother agrees on her own phone, in two real browsers at once: approved in that moment."""

import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from playwright.async_api import Page, expect

from backend.cases.services import case_services
from backend.delegation.types import Power
from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.materials.samples import cast_papers as pictures
from backend.registers.client import Registers
from backend.settings import Settings
from tests import people
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import saves, sign_in
from tests.support.consenting import given
from tests.support.looking import LOOKING, Looks, presses
from tests.support.stepping_up import steps_up_in
from tests.support.windows import Windows

PATIENCE = 60_000


async def family(live: Settings, admin_url: str) -> None:
    """The grandmother lets her granddaughter help, and the granddaughter has proven who she is."""
    registers = Registers(live)
    services, db = case_services(live, registers), await asyncpg.connect(admin_url)
    try:
        await prepare(db)
        await services.catalogue.open(db, local_date(utc_now()))
        await given(db, services, people.GRANDMOTHER, people.GRANDDAUGHTER, Power.SUBMIT_WITH_CONSENT, utc_now())
    finally:
        await db.close()
        await registers.close()


async def prepares(helper: Page, picture: Path) -> str:
    """The granddaughter fills in what is hers to fill in; answers the address of the case."""
    await helper.goto("/mandates")
    await presses(helper, "替陈桂兰办事")
    await expect(helper.locator(".acting-banner")).to_be_visible()
    await helper.goto(f"/cases/new?service={ALLOWANCE}")
    await presses(helper, "开始填")
    await helper.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}$"))
    case = re.sub(r".*(/cases/[0-9a-f-]{36}).*", r"\1", helper.url)
    await helper.goto(f"{case}/form/1")
    async with helper.expect_navigation():
        await helper.get_by_role("button", name="继续").click()
    await helper.goto(f"{case}/form/2")
    await helper.get_by_label("深圳以外").check()
    await saves(helper)
    await helper.goto(f"{case}/papers/id_card")
    await helper.set_input_files("input[type=file]", picture)
    await helper.get_by_role("button", name="上传这一张").click()
    await expect(helper.get_by_text("这张可以用").first).to_be_visible(timeout=PATIENCE)
    return case


@pytest.mark.nightly("pages")
async def test_two_phones_at_once(windows: Windows, live: Settings, live_admin_url: str, tmp_path: Any) -> None:
    picture = tmp_path / "身份证.jpg"
    picture.write_bytes(pictures.id_card_front(people.GRANDMOTHER))
    await family(live, live_admin_url)
    async with windows.opened(live.origin, **LOOKING) as theirs, windows.opened(live.origin, **LOOKING) as hers:
        helper, she = await theirs.new_page(), await hers.new_page()
        for page, member in ((helper, people.GRANDDAUGHTER), (she, people.GRANDMOTHER)):
            await page.goto("/sign-in?next=/mandates")
            await sign_in(page, live, member.phone)
        looks, her_looks = Looks(helper, {"consent request"}), Looks(she, {"consent"})
        case = await prepares(helper, picture)
        await helper.goto(f"{case}/check")
        await looks.here("check before asking")
        await helper.locator("[name=confirmed]").check()
        await presses(helper, "请陈桂兰同意后提交")
        await expect(helper.get_by_role("heading", name="等陈桂兰同意")).to_be_visible()
        await looks.here("consent request")

        await steps_up_in(she.context, live)
        await her_looks.at("/cases/consent-code")
        await she.goto("/inbox")
        await presses_link(she, "有一件事等您同意")
        await expect(she.get_by_role("heading", name="高龄老人津贴申请")).to_be_visible()
        await expect(she.get_by_text("您同意的是这些")).to_be_visible()
        await her_looks.here("consent")
        await presses(she, "同意，交上去")
        await expect(she.get_by_text("通过了").first).to_be_visible()
        await her_looks.here("after agreeing")
        await expect(helper.get_by_text("通过了").first).to_be_visible(timeout=PATIENCE)
        await looks.here("after she agreed")
        looks.nothing()
        her_looks.nothing()


async def presses_link(page: Page, words: str) -> None:
    """Touch a link by its words, and wait for what comes."""
    async with page.expect_navigation():
        await page.get_by_role("link", name=re.compile(words)).first.click()
