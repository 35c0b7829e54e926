"""Acting by law and by letter in real browsers: a mother and her child, a shop and its employee until the register changes, a letter."""

import re
import time
from collections.abc import Iterator

import asyncpg
import httpx
import msgspec
import pypdfium2
import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from backend.cases.services import case_services
from backend.delegation.codes import ALPHABET
from backend.kit.clock import utc_now
from backend.kit.db import prepare
from backend.registers.client import Registers
from backend.registers.sample.cast import Member, cast
from backend.registers.signature import signed
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance
from backend.settings import Settings
from tests.people import GRADUATE, GRANDDAUGHTER, NINETY_TWO
from tests.support.allowance import ALLOWANCE
from tests.support.browsing import sign_in
from tests.support.looking import LOOKING, Looks, looked_at, presses
from tests.support.stepping_up import steps_up_in
from tests.support.windows import Windows

MOTHER, OPERATOR = cast()["su_mei"], cast()["ma_wenlong"]
SHOP, CHILD, OFFICER = "福田区样本老马小馆", "彭小满", "罗文静"


async def proven(live: Settings, admin_url: str, *members: Member) -> None:
    """It has been proven who these are."""
    registers = Registers(live)
    vault, db = case_services(live, registers).vault, await asyncpg.connect(admin_url)
    try:
        await prepare(db)
        for one in members:
            account = await residents.find_or_create_by_phone(db, vault, one.international_phone, utc_now())
            who = await residents.identity_of(db, vault, account.id)
            known = replace(who, name=one.name, id_number=one.id_number)
            await residents.save_identity(db, vault, account.id, known)
            await people.raise_assurance(db, person=account.id, assurance=Assurance.VERIFIED)
    finally:
        await db.close()
        await registers.close()


async def enters(page: Page, live: Settings, member: Member, at: str) -> None:
    """Sign in."""
    await page.goto(f"/sign-in?next={at}")
    await sign_in(page, live, member.phone)


async def begins(page: Page, address: str) -> str:
    """Begin the first affair of a list of services that can be applied for here; answers the case."""
    await page.goto(address)
    codes = re.findall(r"/services/(FT\d{7})", await page.content())
    for code in dict.fromkeys(codes):
        await page.goto(f"/cases/new?service={code}")
        begin = page.get_by_role("button", name=re.compile("开始填|，继续"))
        if await begin.count():
            await begin.first.click()
            await page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}"))
            return re.sub(r".*(/cases/[0-9a-f-]{36}).*", r"\1", page.url)
    raise AssertionError("nothing can be begun here")


@pytest.mark.nightly("pages")
async def test_a_mother_for_her_child(windows: Windows, live: Settings, live_admin_url: str) -> None:
    await proven(live, live_admin_url, MOTHER)
    async with windows.opened(live.origin, **LOOKING) as hers:
        she = await hers.new_page()
        looks = Looks(she, walks=True)
        await enters(she, live, MOTHER, "/mandates")
        await she.get_by_role("link", name=re.compile("替孩子")).first.click()
        await expect(she.get_by_role("heading", name=CHILD)).to_be_visible()
        await looks.here("children whom the register names")
        await presses(she, f"开始替TA办.*{CHILD}")
        await expect(she.get_by_role("button", name=f"替{CHILD}办事")).to_be_visible()
        await looks.here("a mandate by law")
        await presses(she, f"替{CHILD}办事")
        banner = she.locator(".acting-banner")
        await expect(banner).to_contain_text(f"您正在帮 {CHILD} 办事")
        case = await begins(she, "/services/for/birth")
        await expect(banner).to_contain_text(CHILD)
        await looks.here("the child's case")
        await she.goto("/cases")
        await expect(she.locator(f"a[href*='{case}']").first).to_be_visible()
        await presses(she, "换回自己")
        await expect(banner).to_have_count(0)
        answer = await she.goto(case)
        assert answer is not None
        assert answer.status == 404, "the child's affair isn't hers"
        looks.nothing()


@pytest.fixture
def offices(live: Settings) -> Iterator[object]:
    """Lets somebody take the shop over; afterwards it is its operator's again."""

    def taken_over(holder: str, on: str) -> None:
        body = msgspec.json.encode({"organisation": "ma_kitchen", "holder": holder, "on": on})
        key = live.register_key
        httpx.post(f"{live.register_url}/offices", content=body, headers=signed(key, body, int(time.time())))

    yield taken_over
    taken_over("ma_wenlong", "2021-03-01")


@pytest.mark.nightly("pages")
async def test_an_employee_until_the_register_changes(
    windows: Windows, live: Settings, live_admin_url: str, offices: object
) -> None:
    assert callable(offices)
    await proven(live, live_admin_url, OPERATOR, GRADUATE)
    async with windows.opened(live.origin, **LOOKING) as his, windows.opened(live.origin, **LOOKING) as theirs:
        boss, employee = await his.new_page(), await theirs.new_page()
        looks, seen = Looks(boss, walks=True), Looks(employee, walks=True)
        await enters(boss, live, OPERATOR, "/mandates/by-law")
        await presses(boss, "开始替单位办")
        await expect(boss.get_by_role("button", name=f"替{SHOP}办事")).to_be_visible()
        await presses(boss, f"替{SHOP}办事")
        await expect(boss.locator(".acting-banner")).to_contain_text(SHOP)
        await steps_up_in(his, live)
        await boss.goto("/mandates/invite?of=enterprises")
        await boss.locator("#f-phone").fill(GRADUATE.phone)
        await boss.locator("#f-name").fill(GRADUATE.name)
        await looks.here("whom an organisation authorises")
        await presses(boss, "发给这个号码")
        await expect(boss.get_by_role("heading", name="发出去了")).to_be_visible()

        await enters(employee, live, GRADUATE, "/mandates")
        await employee.locator("a[href*='/mandates/offers/']").first.click()
        await expect(employee.get_by_role("button", name="我答应")).to_be_visible()
        await seen.here("an organisation's offer")
        await presses(employee, "我答应")
        await expect(employee.get_by_role("button", name=f"替{SHOP}办事")).to_be_visible()
        await presses(employee, f"替{SHOP}办事")
        await expect(employee.locator(".acting-banner")).to_contain_text(SHOP)
        case = await begins(employee, "/services/group/enterprises")

        offices("shen_lihua", utc_now().date().isoformat())
        await a_day_later(live_admin_url)
        await presses(boss, "换回自己")
        await boss.goto("/mandates")
        await presses(boss, f"替{SHOP}办事")
        await expect(boss.get_by_text("这份授权现在不能用").first).to_be_visible()
        await employee.goto(case)
        await expect(employee.get_by_text("这份授权现在不能用").first).to_be_visible()
        assert await looked_at(employee, walks=True) == [], "the page of a refusal"
        async with windows.opened(live.origin, **LOOKING) as desks:
            officer = await desks.new_page()
            desk = Looks(officer, walks=True)
            await an_officer_ends_it(officer, desk)
            desk.nothing()
        await presses(employee, "换回自己")
        await employee.goto("/mandates")
        await expect(employee.get_by_text("登记").first).to_be_visible()
        await expect(employee.get_by_role("button", name=f"替{SHOP}办事")).to_have_count(0)
        looks.nothing()
        seen.nothing()


async def a_day_later(admin_url: str) -> None:
    """The register's word is two days old."""
    db = await asyncpg.connect(admin_url)
    await db.execute("update mandate set checked_at = checked_at - interval '2 days' where checked_at is not null")
    await db.close()


async def an_officer_ends_it(officer: Page, desk: Looks) -> None:
    """The change is a proposal to an officer, who looks and ends the office; what rested on it ends with it."""
    await officer.goto("/staff/sign-in/start?next=/desk/mandates")
    await presses(officer, OFFICER)
    await officer.goto("/desk/mandates")
    await expect(officer.get_by_role("heading", name="登记有变动，等您核对")).to_be_visible()
    await desk.here("what the register has changed")
    lines = officer.locator("section[aria-labelledby=suspended] a")
    await expect(lines).to_have_count(2)
    for address in [str(await one.get_attribute("href")) for one in await lines.all()]:
        await officer.goto(address)
        if await officer.get_by_role("button", name="停止，马上生效").count():
            await officer.locator("input[name=reason][value=register]").check(force=True)
            await presses(officer, "停止，马上生效")
            await expect(officer.get_by_role("button", name="停止，马上生效")).to_have_count(0)
    await officer.goto("/desk/mandates")
    await expect(officer.locator("section[aria-labelledby=suspended] a")).to_have_count(0)


@pytest.mark.nightly("pages")
async def test_a_letter_is_enough(windows: Windows, live: Settings, live_admin_url: str) -> None:
    await proven(live, live_admin_url, GRANDDAUGHTER)
    old = NINETY_TWO
    async with windows.opened(live.origin, **LOOKING) as hers, windows.opened(live.origin, **LOOKING) as desks:
        she, officer = await hers.new_page(), await desks.new_page()
        looks, desk = Looks(she, walks=True), Looks(officer, walks=True)
        await enters(she, live, GRANDDAUGHTER, "/mandates")
        await she.goto(f"/mandates/ask/letter?of={ALLOWANCE}")
        await she.locator("#f-name").fill(old.name)
        await she.locator("#f-id_number").fill(old.id_number)
        await looks.here("/mandates/ask/letter")
        await presses(she, "申请寄信")
        await she.wait_for_url(re.compile(r"/mandates/[0-9a-f-]{36}"))
        await looks.here("a letter is on its way")

        await officer.goto("/staff/sign-in/start?next=/desk/mandates")
        await presses(officer, OFFICER)
        await officer.goto("/desk/mandates")
        await officer.locator("section[aria-labelledby=letters] a").first.click()
        await expect(officer.get_by_role("button", name="打印这封信")).to_be_visible()
        await desk.here("a letter to print")
        code = await printed_code(officer)

        await she.goto("/mandates/letter")
        await she.locator("#f-code").fill(code.lower())
        await she.locator("#f-name").fill(old.name)
        for part, value in (("year", old.born.year), ("month", old.born.month), ("day", old.born.day)):
            await she.locator(f"#f-born-{part}").fill(str(value))
        await she.locator("#f-last_four").fill("0000")
        await presses(she, "^确认$")
        await expect(she.get_by_text("还可以再试").first).to_be_visible()
        await looks.here("facts that don't fit")
        await she.locator("#f-code").fill(code)
        await she.locator("#f-last_four").fill(old.id_number[-4:])
        await presses(she, "^确认$")
        await expect(she.get_by_role("button", name=f"替{old.name}办事")).to_be_visible()
        await looks.here("a mandate by letter")
        looks.nothing()
        desk.nothing()


async def printed_code(officer: Page) -> str:
    """Press print and read the code on the sheet."""
    form = officer.locator("form[action$='/letter']")
    action, token = await form.get_attribute("action"), await form.locator("[name=_token]").get_attribute("value")
    headers = {"sec-fetch-site": "same-origin"}
    answer = await officer.context.request.post(str(action), form={"_token": str(token)}, headers=headers)
    assert answer.ok, await answer.text()
    paper = pypdfium2.PdfDocument(await answer.body())
    assert len(paper) == 1, "one sheet of A4"
    text = re.sub(r"[^0-9A-Z]", "", paper[0].get_textpage().get_text_range())
    found = re.search(f"V[{ALPHABET}]{{12}}", text)
    assert found, text
    return found[0]
