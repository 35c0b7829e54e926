"""The granddaughter in Shanghai prepares, the grandmother agrees on her own phone, in two real browsers at once: approved in that moment."""

import os
import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from backend.cases.services import case_services
from backend.delegation.types import Power
from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.materials.samples import cast_papers as pictures
from backend.registers.client import Registers
from backend.registers.sample.cast import Member
from backend.residents import service as residents
from backend.settings import Settings
from tests import people
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import saves, sign_in
from tests.support.consenting import given
from tests.support.looking import LOOKING, Looks, leads_on, presses
from tests.support.stepping_up import steps_up_in
from tests.support.windows import Windows

PATIENCE = 60_000
OFFICER = "罗文静"


async def family(live: Settings, admin_url: str, principal: Member = people.GRANDMOTHER) -> None:
    """The principal lets the granddaughter help, and the granddaughter has proven who she is."""
    registers = Registers(live)
    services, db = case_services(live, registers), await asyncpg.connect(admin_url)
    try:
        await prepare(db)
        await services.catalogue.open(db, local_date(utc_now()))
        held = await given(db, services, principal, people.GRANDDAUGHTER, Power.SUBMIT_WITH_CONSENT, utc_now())
        who = await residents.identity_of(db, services.vault, held.principal)
        known = replace(who, name=principal.name, id_number=principal.id_number)
        await residents.save_identity(db, services.vault, held.principal, known)
    finally:
        await db.close()
        await registers.close()


async def prepares(helper: Page, picture: Path, principal: Member = people.GRANDMOTHER) -> str:
    """The granddaughter fills in what is hers to fill in; answers the address of the case."""
    await helper.goto("/mandates")
    await presses(helper, f"替{principal.name}办事")
    await expect(helper.locator(".acting-banner")).to_be_visible()
    await helper.goto(f"/cases/new?service={ALLOWANCE}")
    await presses(helper, "开始填|，继续")
    await helper.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
    case = re.sub(r".*(/cases/[0-9a-f-]{36}).*", r"\1", helper.url)
    await helper.goto(f"{case}/form/1")
    async with helper.expect_navigation():
        await helper.get_by_role("button", name="继续").click()
    await helper.goto(f"{case}/form/2")
    await helper.get_by_label("深圳以外").check()
    await saves(helper)
    await helper.goto(f"{case}/papers/id_card")
    await helper.set_input_files("input[type=file]", picture)
    await helper.wait_for_url(lambda url: not url.endswith("/id_card"), timeout=PATIENCE)
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
        looks, her_looks = Looks(helper, {"consent request"}, walks=True), Looks(she, {"consent"}, walks=True)
        case = await prepares(helper, picture)
        await helper.goto(f"{case}/check")
        await looks.here("check before asking")
        await asks(helper, case, "陈桂兰")
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


@pytest.mark.nightly("pages")
async def test_a_landline_and_a_counter(windows: Windows, live: Settings, live_admin_url: str, tmp_path: Any) -> None:
    """An old man hears the content on his telephone and says no; at the counter he says yes to an officer."""
    old, picture = people.NINETY_TWO, tmp_path / "身份证.jpg"
    picture.write_bytes(pictures.id_card_front(old))
    await family(live, live_admin_url, old)
    async with windows.opened(live.origin, **LOOKING) as theirs, windows.opened(live.origin, **LOOKING) as his:
        helper, phone, officer = await theirs.new_page(), await his.new_page(), await his.new_page()
        await helper.goto("/sign-in?next=/mandates")
        await sign_in(helper, live, people.GRANDDAUGHTER.phone)
        looks, desk = Looks(helper, {"calling"}, walks=True), Looks(officer, {"a consent at the desk"}, walks=True)
        case = await prepares(helper, picture, old)
        await asks(helper, case, old.name)
        await helper.get_by_text("打电话念给本人听").click()
        await looks.here("ways to ask")
        await looks.at(f"{case}/consent-face", name="the phone goes to him")
        await helper.goto(f"{case}/consent-request")
        await helper.get_by_text("打电话念给本人听").click()
        await presses(helper, "给本人打电话")
        await expect(helper.get_by_role("heading", name=f"正在给{old.name}打电话")).to_be_visible()
        await looks.here("calling")

        await phone.goto(f"{live.register_url}/telephone?to={old.international_phone.removeprefix('+')}")
        await phone.get_by_role("button", name="接电话").click(timeout=PATIENCE)
        await expect(phone.get_by_text("高龄老人津贴申请").first).to_be_visible()
        if folder := os.environ.get("FUTIAN_SCREENSHOTS"):
            await phone.screenshot(path=f"{folder}/telephone.png", full_page=True)
        spoken = re.search(r"同意，请按(\d)", await phone.content())
        assert spoken
        await phone.get_by_role("button", name=str((int(spoken[1]) + 1) % 10), exact=True).click()
        await expect(phone.get_by_text("没有交上去").first).to_be_visible()
        await expect(helper.get_by_role("heading", name="本人没有同意")).to_be_visible(timeout=PATIENCE)
        await asks(helper, case, old.name)

        await officer.goto("/staff/sign-in/start?next=/desk/mandates")
        await presses(officer, OFFICER)
        await officer.goto("/desk/mandates")
        await officer.locator("[name=name]").fill(old.name)
        await officer.locator("[name=number]").fill(old.id_number)
        await presses(officer, "查这个人给过的授权")
        await presses_link(officer, "替")
        await desk.here("a mandate with a consent that waits")
        await presses_link(officer, "高龄老人津贴申请")
        await desk.here("a consent at the desk")
        await presses(officer, "本人同意，交上去")
        await expect(officer.get_by_text("请勾选").first).to_be_visible()
        await desk.here("an answer without ticks")
        await officer.locator("[name=seen]").check()
        await officer.locator("[name=read_aloud]").check()
        await presses(officer, "本人同意，交上去")
        await expect(officer.get_by_text("本人同意了，已经交上去")).to_be_visible()
        await desk.here("a consent that was written down")
        await helper.goto(case)
        await expect(helper.get_by_text("本人当面同意，工作人员记录").first).to_be_visible()
        await looks.here("after a yes at the counter")
        looks.nothing()
        desk.nothing()


async def asks(helper: Page, case: str, whom: str) -> None:
    """The granddaughter asks the principal to agree."""
    await helper.goto(f"{case}/check")
    await helper.locator("[name=confirmed]").check()
    await presses(helper, f"请{whom}同意后提交")
    await expect(helper.get_by_role("heading", name=f"等{whom}同意")).to_be_visible()


async def presses_link(page: Page, words: str) -> None:
    """Touch a link by its words, and wait for what comes."""
    await leads_on(page, page.get_by_role("link", name=re.compile(words)).first)
