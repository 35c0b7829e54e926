"""Told in time, in a real browser: a newcomer, somebody nearly seventy who answers on the phone, a permit about to lapse, a topic switched off."""

import os
import re
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from backend.campaigns.amount_changes import find_bands
from backend.campaigns.owe import owe_due
from backend.kit.db import transaction
from backend.registers.sample.cast import cast
from backend.residents import store as people_store
from tests import people
from tests.support import dated_house
from tests.support.allowance import ALLOWANCE, approved
from tests.support.any_service import fill_in, hand_over_papers, proven
from tests.support.dated_house import DatedHouse
from tests.support.looking import leads_on, looked_at, presses
from tests.support.told import agrees, at, person_of, rows, titles

pytestmark = pytest.mark.nightly("pages")
dated = dated_house.dated
ALBUM = os.environ.get("FUTIAN_ALBUM", "")


async def seen(page: Page, name: str) -> None:
    """Nothing is wrong with the page in either mode; kept as pictures where an album is asked for."""
    assert not await looked_at(page, axe=True)
    for mode in ("normal", "elder") if ALBUM else ():
        for width, height in ((360, 780), (1280, 800)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.evaluate("(mode) => { document.documentElement.dataset.mode = mode; }", mode)
            await page.screenshot(path=f"{ALBUM}/{name}-{mode}-{width}.png", full_page=True)


async def why_page(dated: DatedHouse, title: str) -> None:
    """From the inbox to the page that says why, by the one message with this title."""
    line = dated.page.get_by_role("link", name=re.compile(title))
    await expect(line).to_have_count(1)
    await leads_on(dated.page, line)
    await expect(dated.page.get_by_role("heading", name="为什么收到这条").first).to_be_visible()


async def test_the_newcomer_taps_finds_a_filled_draft_and_submits(dated: DatedHouse, house: Any, clock: Any) -> None:
    page, state = dated.page, house.framework.state
    clock.now = at(2026, 11, 10)
    await dated.signs_in(people.NEWCOMER, "/me/personal-messages/ask?service=FT0107002")
    await presses(page, "到时候提醒我")
    for day in (10, 10, 11):
        clock.now = at(2026, 11, day)
        await dated.morning()
    assert await titles(state, await person_of(state, people.NEWCOMER)) == ["快可以办“居住证申领”了"]
    clock.now = at(2026, 12, 1)
    await state.redis.flushdb()
    await dated.signs_in(people.NEWCOMER, "/inbox")
    await why_page(dated, "快可以办“居住证申领”了")
    await expect(page.locator("main")).to_contain_text("您让我们到时候提醒您")
    await seen(page, "newcomer-why")
    await presses(page, "打开填好的草稿")
    case = page.url
    await page.goto(f"{case}/form/1")
    assert people.NEWCOMER.living_address in await page.content(), "what is known is filled in"
    await seen(page, "newcomer-draft")
    async with transaction(state.pool) as db:
        acting = await proven(db, state.services, people.NEWCOMER, now=clock.now)
        draft = UUID(case.rpartition("/")[2])
        await fill_in(db, state.services, acting, draft, "FT0107002", clock.now)
        await hand_over_papers(db, state.services, acting, draft)
    await page.goto(f"{case}/check")
    await page.get_by_label("以上内容我看过了").check()
    await presses(page, "提交申请")
    await expect(page.locator("main")).to_contain_text("系统核对各项要求都对得上")


async def test_nearly_seventy_answers_on_the_phone_and_is_granted_on_the_day(
    dated: DatedHouse, house: Any, clock: Any
) -> None:
    page, him, state = dated.page, people.NOT_QUITE_SEVENTY, house.framework.state
    clock.now = at(2026, 11, 23)
    await dated.morning()
    await dated.morning()
    await page.goto(f"{dated.settings.sms_url}/phone?to={him.phone}&still=true")
    await expect(page.get_by_text("要办请只回复“同意”两个字")).to_have_count(1)
    await page.get_by_label("用这个号码回复短信").fill("同意")
    await leads_on(page, page.get_by_role("button", name="发送"))
    await dated.worker.works()
    await page.goto(f"{dated.settings.sms_url}/phone?to={him.phone}&still=true")
    await expect(page.get_by_text("记下了：")).to_have_count(1)
    await dated.signs_in(him, "/me/offers")
    await expect(page.locator("main")).to_contain_text("到那天替您办")
    await seen(page, "seventy-offer")
    clock.now = at(2027, 1, 20)
    await dated.morning()
    await dated.morning()
    await state.redis.flushdb()
    await dated.signs_in(him, "/me/offers")
    await expect(page.locator("main")).to_contain_text("已经交上去")
    await page.goto("/me/grants")
    await expect(page.locator("main")).to_contain_text("高龄老人津贴")
    async with transaction(state.pool) as db:
        granted = await db.fetch("select service, state from person_grant")
    assert [tuple(one) for one in granted] == [(ALLOWANCE, "running")]


async def test_a_permit_about_to_lapse_and_a_topic_switched_off(dated: DatedHouse, house: Any, clock: Any) -> None:
    page, holder, state = dated.page, cast()["su_mei"], house.framework.state
    person = await person_of(state, holder)
    clock.now = at(2026, 11, 23)
    await agrees(state, person, clock.now)

    async def learns(attribute: str, value: str) -> None:
        fact = {"value": value, "source": "police_record", "as_of": clock.now.isoformat()}
        async with transaction(state.pool) as db:
            await people_store.merge_facts(db, person=person, facts={attribute: [fact]}, at=clock.now)
            await db.execute("update message_choice set asked_at = $2 where person = $1", person, clock.now)

    await dated.morning()
    await learns("residence_permit_anniversary", "2026-01-26")
    await dated.morning()
    await dated.signs_in(holder, "/inbox")
    await why_page(dated, "“居住证签注”")
    await expect(page.locator("main")).to_contain_text("来自")
    await seen(page, "permit-why")
    await presses(page, "不再提醒“证件和许可到期”")
    await expect(page.locator("main")).to_contain_text("已经关掉")
    before = len(await titles(state, person))
    await learns("id_card_valid_until", "2026-12-20")
    await dated.morning()
    assert len(await titles(state, person)) == before
    assert ("FT0107006", "suppressed", "topic_off") in await rows(state, person)


async def test_an_amount_that_rises_at_ninety_says_why(
    dated: DatedHouse, house: Any, resident: Any, clock: Any
) -> None:
    page, state = dated.page, house.framework.state
    await approved(resident(people.GRANDMOTHER), dated.worker)
    clock.now = at(2034, 2, 5)
    await find_bands(dated.bench.transaction, dated.bench.services, clock())
    await owe_due(dated.bench.transaction, dated.bench.services, clock())
    await state.redis.flushdb()
    await dated.signs_in(people.GRANDMOTHER, "/inbox")
    await why_page(dated, "的标准2034年3月起会变")
    for words in ("每月300元", "每月500元", "这是您在领的待遇", "不再提醒“待遇和补贴”"):
        await expect(page.locator("main")).to_contain_text(words)
    await seen(page, "band-why")
    await leads_on(page, page.get_by_role("link", name="看看我的待遇"))
    await expect(page.locator("main")).to_contain_text("高龄老人津贴")
