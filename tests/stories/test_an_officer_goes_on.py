"""What the machine may not decide reaches an officer with everything prepared; the resident sees who opened it and what came of it."""

import re

import httpx
from playwright.async_api import Browser, expect

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.journey import Resident, said
from tests.pwa.eyes import barriers
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.browsing import OFFICER, SECURITY, desk_of, other_browser


async def test_silent_register_then_an_officer_approves(live: Settings, chromium: Browser, sample_world: str) -> None:
    headers = {"accept": "text/html", "origin": live.origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=live.origin, headers=headers, follow_redirects=True) as browser:
        someone = Resident(browser, people.REGISTER_SILENT, sample_world)
        await someone.signs_in()
        case = await someone.begins(ALLOWANCE)
        await fill_in(someone, case)
        await someone.photographs(case, "id_card", pictures.id_card_front(people.REGISTER_SILENT))
        assert "有工作人员接着看" in said(await someone.hands_in(case))

        stranger = await (await other_browser(chromium, live)).new_page()
        await desk_of(stranger, SECURITY)  # an officer of another department
        await expect(stranger.locator("main")).to_contain_text("待办0件")
        response = await stranger.goto("/desk" + case)
        assert response is not None
        assert response.status == 404

        officer = await (await other_browser(chromium, live, bypass_csp=True)).new_page()
        await desk_of(officer, OFFICER)
        await officer.get_by_role("link", name=re.compile("高龄老人津贴申请")).first.click()
        await expect(officer.locator("main")).to_contain_text("还不清楚")
        assert await barriers(officer) == []
        await officer.get_by_role("button", name="不予受理").click()
        await expect(officer.locator("main")).to_contain_text("请写明理由")
        await officer.get_by_role("button", name="受理", exact=True).click()
        await officer.get_by_role("link", name="逐项审核，通过").click()
        await expect(officer.get_by_label("核实过，算符合").first).to_be_visible()
        assert await barriers(officer) == []
        for n in range(await officer.get_by_label("核实过，算符合").count()):
            await officer.get_by_label("核实过，算符合").nth(n).check()
            await officer.get_by_label("怎么核实的？").nth(n).fill("已电话核实户籍，符合条件")
        async with officer.expect_navigation():
            await officer.get_by_role("button", name="通过", exact=True).click()

        outcome = said(await someone.goes(case))
        assert "通过：每月200元，从" in outcome
        assert "已电话核实户籍" in outcome
        number = re.search(r"/verify/([0-9A-Z-]{23})", someone.page.text)
        assert number
        assert "现在有效" in said((await browser.get(f"/verify/{number[1]}")).text)
        assert "已经通过" in said(await someone.goes("/inbox"))
        assert OFFICER in said(await someone.goes("/me/access"))
        await officer.context.close()
        await stranger.context.close()
