"""Face is never the only way: the provincial provider and an officer by appointment lead to the same level, over HTTP."""

import re
from collections.abc import AsyncIterator, Callable
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from auth.sample import openid_provider
from auth.sample.accounts import MEANS
from backend.kit.identity_number import sample_number
from backend.residents.types import Assurance
from backend.settings import Settings
from tests import people
from tests.conftest import HeldClock, free_port, new_browser, opened, serving
from tests.journey import Resident, said

NEW = people.GRANDDAUGHTER


@pytest.fixture(scope="module")
def with_providers(settings: Settings, seeded: None) -> Any:
    """A house that knows both sample providers."""
    staff, province = free_port(), free_port()
    here = msgspec.structs.replace(
        settings, oidc_issuer=f"http://127.0.0.1:{staff}", oidc_client="futian", oidc_secret="s" * 32,
        resident_oidc_issuer=f"http://127.0.0.1:{province}", resident_oidc_client="futian", resident_oidc_secret="r" * 32,
        resident_oidc_levels=MEANS,
    )  # fmt: skip
    with (
        serving(openid_provider.create(here.to_env()), staff),
        serving(openid_provider.for_residents(here.to_env()), province),
    ):
        yield here


@pytest_asyncio.fixture(loop_scope="session")
async def open_house(clean: None, with_providers: Settings) -> AsyncIterator[Any]:
    async with opened(with_providers, HeldNowhere()) as (front, _):
        yield front


class HeldNowhere(HeldClock):
    """The real time: the providers in their own threads know no other."""

    def __call__(self) -> Any:
        from backend.kit.clock import utc_now

        return utc_now()


async def level(admin_url: str, phone: str) -> Assurance:
    """How sure we are of the newest person."""
    db = await asyncpg.connect(admin_url)
    try:
        return Assurance(await db.fetchval("select assurance from person order by created_at desc limit 1"))
    finally:
        await db.close()


async def through(browser: httpx.AsyncClient, start: str, name: str, entry: str = "") -> httpx.Response:
    """Off to a sample provider, a click on this person, and back."""
    led = await browser.get(start, follow_redirects=False)
    async with httpx.AsyncClient() as outside:
        page = (await outside.get(led.headers["location"])).text
        form = next(part for part in page.split('<li class="person">') if name in part)
        fields = {n: unescape(v) for n, v in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)}
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(led.headers["location"]))
        answer = await outside.post(f"{origin}/authorize", data={**fields, **({"entry": entry} if entry else {})})
    return await browser.get(answer.headers["location"])


@pytest_asyncio.fixture(loop_scope="session")
async def someone(open_house: Any, with_providers: Settings, sample_world: str) -> AsyncIterator[Resident]:
    """A resident with a new phone, signed in and nothing more."""
    async with new_browser(open_house, with_providers.origin) as browser:
        found = Resident(browser, NEW, sample_world)
        await found.signs_in("/me/identity")
        yield found


async def test_the_same_person_through_the_province(someone: Resident, admin_url: str) -> None:
    assert "用省统一身份认证" in said(await someone.goes("/me/identity"))
    back = await through(someone.browser, "/me/identity/provider", NEW.name, "document")
    assert "身份证已核实" in said(back.text)
    back = await through(someone.browser, "/me/identity/provider", NEW.name, "verified")
    assert "已经核实，是您本人" in said(back.text)
    assert await level(admin_url, NEW.phone) == Assurance.VERIFIED
    assert NEW.name in said(await someone.goes("/me"))


async def test_the_province_leads_back_to_where_the_person_came_from(someone: Resident) -> None:
    await someone.goes("/me/identity?next=/cases")
    back = await through(someone.browser, "/me/identity/provider", NEW.name, "verified")
    assert back.url.path == "/cases"


async def test_somebody_elses_identity_at_the_provider_proves_nothing_here(someone: Resident, admin_url: str) -> None:
    back = await through(someone.browser, "/me/identity/provider", people.GRANDMOTHER.name, "verified")
    assert "这次没能核实" in said(back.text)
    assert people.GRANDMOTHER.name not in back.text
    assert await level(admin_url, NEW.phone) == Assurance.PHONE
    db = await asyncpg.connect(admin_url)
    assert await db.fetchval("select cause from identity_request") == "held_elsewhere"
    await db.close()
    assert "工作人员会帮您核对" not in said(await someone.goes("/me/identity")), "nothing is told"


async def test_an_officer_by_appointment(
    someone: Resident, open_house: Any, with_providers: Settings, admin_url: str
) -> None:
    page = await someone.goes("/me/identity/appointment")
    await someone.sends("/me/identity/appointment", 422, way="video", day="", part="morning")
    day = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)[2]
    assert "已经约好" in said(await someone.sends("/me/identity/appointment", way="video", day=day, part="afternoon"))

    async with new_browser(open_house, with_providers.origin) as browser:
        officer = Resident(browser, NEW, "")
        await through(browser, "/staff/sign-in/start", "韩晓梅")  # of another department
        await officer.goes("/desk/identity", 404)
    async with new_browser(open_house, with_providers.origin) as browser:
        officer = Resident(browser, NEW, "")
        await through(browser, "/staff/sign-in/start", "罗文静")
        queue = await officer.goes("/desk/identity")
        assert "身份核对1件" in said(queue)
        one = re.search(r"/desk/identity/[0-9a-f-]{36}", queue)
        assert one
        await officer.goes(one[0])
        sent = {"verdict": "confirmed", "name": NEW.name, "number": NEW.id_number, "reason": ""}
        assert "请写明怎么核对的" in said(await officer.sends(f"{one[0]}/decision", 422, **sent))
        sent["reason"] = "视频看过本人和身份证原件"
        assert "个号码" in said(
            await officer.sends(f"{one[0]}/decision", 422, **{**sent, "number": NEW.id_number[:-1] + "0"})
        )
        nobody = {**sent, "number": sample_number(NEW.born, 77)}
        assert "与公安登记对不上" in said(await officer.sends(f"{one[0]}/decision", 422, **nobody))
        held = {**sent, "number": people.GRANDMOTHER.id_number, "name": people.GRANDMOTHER.name}
        assert "已经在另一个账号核实过" in said(await officer.sends(f"{one[0]}/decision", 422, **held))
        assert "第一位核对已记下" in said(await officer.sends(f"{one[0]}/decision", **sent))
        assert await level(admin_url, NEW.phone) == Assurance.PHONE, "one officer alone verifies nobody"
        assert "您是第一位" in said(await officer.goes(one[0]))
        await officer.goes("/desk/identity")
        await officer.sends(f"{one[0]}/decision", 403, **sent, seen="yes")
    async with new_browser(open_house, with_providers.origin) as browser:
        second = Resident(browser, NEW, "")
        await through(browser, "/staff/sign-in/start", "范志远")
        assert NEW.name not in await second.goes("/desk/identity")
        assert NEW.id_number in said(await second.goes(one[0]))
        again = {"verdict": "confirmed", "reason": "也在视频里看过本人和原件"}
        assert "再打勾确认" in said(await second.sends(f"{one[0]}/decision", 422, **again))
        assert "已确认" in said(await second.sends(f"{one[0]}/decision", **again, seen="yes"))
        assert "已经办好了" in said(await second.goes(one[0]))
    assert await level(admin_url, NEW.phone) == Assurance.VERIFIED
    assert "本人已核实" in said(await someone.goes("/me/identity"))
    assert "工作人员已经核对过" in said(await someone.goes("/inbox"))
    for officer_name in ("罗文静", "范志远"):
        assert officer_name in said(await someone.goes("/me/access"))
    told = httpx.get(f"{with_providers.sms_url}/phone.json", params={"to": NEW.phone}).json()
    assert told[0]["template"] == "identity_confirmed"
    await someone.goes("/me/identity/not-me")
    await someone.sends("/me/identity/not-me")
    assert await level(admin_url, NEW.phone) == Assurance.PHONE, "what two officers confirmed can be disowned"


async def test_a_declined_appointment_says_why(
    someone: Resident, open_house: Any, with_providers: Settings, admin_url: str
) -> None:
    page = await someone.goes("/me/identity/appointment")
    day = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)[0]
    await someone.sends("/me/identity/appointment", way="home", day=day, part="morning")
    async with new_browser(open_house, with_providers.origin) as browser:
        officer = Resident(browser, NEW, "")
        await through(browser, "/staff/sign-in/start", "范志远")
        one = re.search(r"/desk/identity/[0-9a-f-]{36}", await officer.goes("/desk/identity"))
        assert one
        await officer.goes(one[0])
        await officer.sends(f"{one[0]}/decision", verdict="declined", reason="约的时间没有人接，请再约一次")
    assert await level(admin_url, NEW.phone) == Assurance.PHONE
    assert "约的时间没有人接" in said(await someone.goes("/inbox"))


async def test_what_is_withdrawn_leaves_the_desk(
    someone: Resident, resident: Callable[[Any], Any], admin_url: str
) -> None:
    page = await someone.goes("/me/identity/appointment")
    day = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"', page)[0]
    await someone.sends("/me/identity/appointment", way="counter", day=day, part="morning")
    await someone.sends("/me/identity/appointment/withdrawal")
    assert "工作人员会帮您核对" not in said(await someone.goes("/me/identity"))
