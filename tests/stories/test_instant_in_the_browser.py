"""Two more stories in a real browser: a graduate is decided while he waits, and an allowance moves to another account."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from backend.materials.samples import cast_papers as pictures
from backend.materials.samples import draw
from backend.registers.sample import bank
from backend.settings import Settings
from tests import people
from tests.support.browsing import saves, sideways, sign_in
from tests.support.looking import presses
from tests.support.stepping_up import steps_up_in


async def begin(phone: Page, live: Settings, service: str, member: people.Member, **told: str) -> str:
    """From the page of a service, with the first answers, to the list of what is to do; answers the address of the case."""
    await phone.goto(f"/services/{service}")
    await phone.get_by_role("link", name="开始办理").first.click()
    await sign_in(phone, live, member.phone)
    for name, value in told.items():
        box = phone.locator(f"main [name={name}]")
        await (box.fill(value) if await box.count() == 1 else phone.locator(f"[name={name}][value={value}]").check())
    await presses(phone, "开始填|，继续")
    await phone.goto("/cases")
    await phone.locator(".case-card a").first.click()
    await phone.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}$"))
    return phone.url


async def photograph(phone: Page, case: str, slot: str, picture: Path) -> None:
    """A photo for one paper, until pre-review has said that it will do and the way goes on."""
    await phone.goto(f"{case}/papers/{slot}")
    await phone.set_input_files("input[type=file]", picture)
    await phone.wait_for_url(lambda url: not url.endswith(f"/papers/{slot}"), timeout=40_000)


async def proves_by_another_factor(phone: Page, live: Settings, case: str) -> None:
    """The account moves, so the SMS isn't enough: the page leads to other factors and says so; each is walked in its own tests."""
    await phone.goto(f"{case}/check")
    await expect(phone.get_by_role("button", name="提交申请")).to_have_count(0)
    await phone.get_by_role("link", name="先确认，再提交").click()
    await expect(phone.locator("h1")).to_contain_text("换一种办法确认是您本人")
    await expect(phone.get_by_role("link", name=re.compile("刷脸核对"))).to_be_visible()
    assert await sideways(phone) == 0
    await steps_up_in(phone.context, live, "face")


async def hand_in(phone: Page, case: str) -> None:
    """Everything once more, and off it goes."""
    await phone.goto(f"{case}/check")
    await phone.get_by_label("以上内容我看过了").check()
    await phone.get_by_role("button", name="提交申请").click()
    await expect(phone.locator("h1")).to_contain_text("通过了")
    await expect(phone.locator(".receipt__number")).to_be_visible()
    assert await sideways(phone) == 0


async def test_a_graduate_is_decided_while_he_waits(phone: Page, live: Settings, tmp_path: Path) -> None:
    first = {"university": "样本大学", "hukou_kind": "other", "file_place": "school", "settle_kind": "talent"}
    case = await begin(phone, live, "FT0110009", people.GRADUATE, **first)
    card, promise = tmp_path / "card.png", tmp_path / "promise.jpg"
    card.write_bytes(pictures.id_card_front(people.GRADUATE))
    promise.write_bytes(draw.photo("form", "clean", 1, 7)[1])
    await photograph(phone, case, "id_card", card)
    await photograph(phone, case, "promise", promise)

    await phone.goto(f"{case}/form/1")
    await expect(phone.locator("main")).to_contain_text("来自学历登记")
    await expect(phone.locator("[name=degree][value='3']")).to_be_checked()
    for part, value in (("year", "2026"), ("month", "6"), ("day", "30")):
        await phone.locator(f"[name=graduated_on_{part}]").fill(value)
    await phone.locator("[name=hukou_address]").fill("湖北省武汉市洪山区样本路1号")
    await saves(phone)

    await hand_in(phone, case)
    await expect(phone.locator("main")).to_contain_text("学历在教育登记中核对一致")
    await expect(phone.locator("main")).to_contain_text("派出所")


@pytest.mark.nightly("pages")
async def test_the_allowance_moves_to_another_account(phone: Page, live: Settings, tmp_path: Path) -> None:
    case = await begin(phone, live, "FT0205002", people.RUNNING_ALLOWANCE)
    card = tmp_path / "card.png"
    card.write_bytes(pictures.id_card_front(people.RUNNING_ALLOWANCE))
    await photograph(phone, case, "id_card", card)
    await phone.goto(f"{case}/form/1")
    await phone.get_by_role("button", name="没错，继续").click()
    await phone.locator("[name=allowance_change][value=account]").check()
    await phone.locator("[name=new_account]").fill(bank.second_account(people.RUNNING_ALLOWANCE))
    await saves(phone)
    await proves_by_another_factor(phone, live, case)
    await hand_in(phone, case)
    await expect(phone.locator("main")).to_contain_text("起生效")
    await expect(phone.get_by_role("link", name="下载 PDF")).to_be_visible()
