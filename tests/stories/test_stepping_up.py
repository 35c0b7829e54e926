"""Before money or a contact moves: an SMS isn't enough, a face or an officer is, and what was sent waits meanwhile."""

import re
from typing import Any

import httpx
import pytest

from backend.residents.types import Staff, Visitor
from tests import people
from tests.journey import Resident, Worker, said
from tests.proving import face, nonce
from tests.support.visitors import headers_of

NEW = "19900008866"
OFFICER = Staff("officer-9", "范志远", frozenset({"officer"}), "public_security")


@pytest.fixture
async def she(resident: Any) -> Resident:
    """Signed in by SMS, her new number sent, and led to the step-up."""
    found: Resident = resident(people.GRANDMOTHER)
    await found.signs_in("/me/number")
    await found.goes("/me/number")
    await found.sends("/me/number", phone=NEW)
    assert found.at == "/step-up/another-factor"
    return found


async def goes_on(she: Resident) -> None:
    """The form that was sent first is still there, and now it counts."""
    assert she.at == "/sign-in/kept"
    assert NEW in she.page.text
    await she.sends("/me/number", phone=NEW)
    assert she.at == "/me/number/code"


async def agrees_to_the_face(she: Resident) -> str:
    page = await she.goes("/step-up/face?next=/me/number")
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    return await she.sends("/step-up/face/consent", seen=seen[1], next="/me/number")


async def test_a_second_sms_is_no_other_factor(she: Resident, house: Any) -> None:
    await house.framework.state.redis.delete(*await house.framework.state.redis.keys("limit:*"))
    await she.goes("/step-up")
    await she.sends("/step-up", next="/me/number")
    await she.sends("/step-up/code", code=await she.code())
    await she.goes("/me/number")
    await she.sends("/me/number", phone=NEW)
    assert she.at == "/step-up/another-factor"


async def test_her_face_is_and_nobody_elses(she: Resident, worker: Worker) -> None:
    page = await agrees_to_the_face(she)
    await she.sends("/step-up/face", files=face(page, people.GRADUATE), nonce=nonce(page))
    assert "正在比对" in said(she.page.text)
    await worker.works()
    page = await she.goes("/step-up/face")
    assert she.at == "/step-up/face", "somebody else's face proves nothing"
    await she.sends("/step-up/face", files=face(page, people.GRANDMOTHER), nonce=nonce(page))
    await worker.works()
    await she.goes("/step-up/face")
    await goes_on(she)


async def test_an_officer_who_sees_her_hands_out_a_code(she: Resident, house: Any) -> None:
    await she.goes("/step-up/officer?next=/me/number")
    await she.sends("/step-up/officer/request", next="/me/number")
    assert "已经看到您的申请" in said(she.page.text)
    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        officer.headers.update({**await headers_of(app, Visitor(staff=OFFICER)), "accept": "text/html"})
        one = re.search(r"/desk/identity/[0-9a-f-]{36}", (await officer.get("/desk/identity")).text)
        assert one
        assert people.GRANDMOTHER.name in (await officer.get(one[0])).text
        sent = {"verdict": "present", "reason": "在窗口看过本人和身份证原件"}
        page = (await officer.post(f"{one[0]}/decision", data=sent)).text
    code = re.search(r"\d{4} \d{4}", page)
    assert code
    assert "确认码不对" in said(await she.sends("/step-up/officer", 422, code="00000000", next="/me/number"))
    await she.sends("/step-up/officer", code=code[0], next="/me/number")
    await goes_on(she)
    assert "工作人员给了您一个确认码" in said(await she.goes("/inbox"))
    assert "范志远" in said(await she.goes("/me/access"))
