"""A promise is signed on the page: by finger or by name, after a proof of the last minutes; an officer sees text, name, moment and digest."""

import hashlib
import json
import re
from typing import Any

from backend.residents.types import Staff
from tests import people
from tests.journey import said
from tests.support.desk import desk

DRAWN = "100,100 120,140 160,180 200,200 260,180 300,120;400,80 400,200 400,320"
GOES_TO = {"university": "样本大学", "hukou_kind": "other", "file_place": "hand", "settle_kind": "talent"}
"""His file is in his own hands, so that a person decides."""


def officer_of(department: str) -> Staff:
    """Somebody at the desk of a department."""
    return Staff(department, department, frozenset({"officer"}), department)


async def at_the_promise(resident: Any) -> tuple[Any, str, dict[str, str]]:
    """The graduate before the text he signs."""
    he = resident(people.GRADUATE)
    await he.signs_in()
    case = await he.begins("FT0110009")
    assert "在这里签名" in said(await he.goes(f"{case}/papers/promise"))
    page = await he.goes(f"{case}/papers/promise/signature")
    assert "没有隐瞒" in said(page)
    return he, case, {"seen": re.findall(r'name="seen" value="(\w+)"', page)[0]}


async def test_what_is_signed_is_kept_with_the_case(resident: Any) -> None:
    he, case, sent = await at_the_promise(resident)
    assert "还没有签名" in said(await he.sends(f"{case}/papers/promise/signature", **sent, status=422))
    wrong = said(await he.sends(f"{case}/papers/promise/signature", **sent, name="别人", status=422))
    assert "和身份证上的不一样" in wrong
    slip = said(await he.sends(f"{case}/papers/promise/signature", **sent, drawn="1,1 2,2", status=422))
    assert "还没有签名" in slip
    for spoilt in ("1001,0", "1,1;", "01,1 1,1", "<svg>"):
        assert "没有收全" in said(await he.sends(f"{case}/papers/promise/signature", **sent, drawn=spoilt, status=422))
    await he.sends(f"{case}/papers/promise/signature", seen="0" * 64, name=people.GRADUATE.name, status=409)
    await he.sends(f"{case}/papers/promise/signature", **sent, drawn=DRAWN)
    page = await he.goes(f"{case}/papers/promise")
    assert f"{people.GRADUATE.name}签于" in said(page)
    assert 'points="400,80 400,200 400,320"' in page
    number = re.findall(r"FT\d{8}[0-9A-Z]{8}", await he.goes(case))[0]
    signed = {
        "case": number,
        "name": people.GRADUATE.name,
        "paper": "promise",
        "text": "我承诺：填的都是真的，没有隐瞒；查出是假的，愿意承担责任。",
    }
    digest = hashlib.sha256(
        json.dumps(signed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()
    assert digest in page, "whoever has text, case and name can repeat it"


async def test_the_officer_who_decides_sees_what_was_signed(resident: Any, house: Any) -> None:
    he, case, sent = await at_the_promise(resident)
    await he.sends(f"{case}/papers/promise/signature", **sent, drawn=DRAWN)
    page = await he.goes(f"{case}/papers/promise")
    moment = re.findall("签于([^。]+)。", said(page))[0]
    digest = re.findall(r'signature__digest">(\w{64})', page)[0]
    await he.sends(f"{case}/form/2", **GOES_TO, phone=people.GRADUATE.phone)
    key = re.findall(r'name="key" value="([^"]+)"', await he.goes(f"{case}/papers/id_card"))[0]
    await he.sends(f"{case}/papers/id_card/held", source="licence", key=key)
    assert "有工作人员接着看" in said(await he.hands_in(case))
    async with desk(house, "o-1", staff=officer_of("civil_affairs")) as elsewhere:
        assert digest not in await elsewhere.goes(f"/desk{case}", status=404)
    async with desk(house, "o-2", staff=officer_of("human_resources")) as officer:
        shown = await officer.browser.get(f"/desk{case}", headers={"accept": "text/html"})
        assert "我承诺：填的都是真的，没有隐瞒；查出是假的，愿意承担责任。" in said(shown.text)
        assert f"{people.GRADUATE.name}签于{moment}。手写。签之前用短信验证码确认过是本人。" in said(shown.text)
        assert 'points="400,80 400,200 400,320"' in shown.text
        assert digest in shown.text
        assert "还没有预审结果" not in said(shown.text).partition("诚信承诺书")[2], "no machine is to read it"


async def test_a_name_does_without_a_pad_and_a_photo_still_does(resident: Any) -> None:
    he, case, sent = await at_the_promise(resident)
    await he.sends(f"{case}/papers/promise/signature", **sent, name=" ".join(people.GRADUATE.name))
    assert "填写姓名" in said(await he.goes(f"{case}/papers/promise"))
    await he.sends(f"{case}/papers/promise/removal")
    assert "或者签在纸上" in said(await he.goes(f"{case}/papers/promise"))
    await he.goes(f"{case}/papers/id_card/signature", status=404)


async def test_without_a_fresh_proof_nothing_is_signed(resident: Any, clock: Any) -> None:
    he, case, _ = await at_the_promise(resident)
    clock.pass_(minutes=11)
    asked = await he.goes(f"{case}/papers/promise/signature")
    assert "确认" in said(asked)
    assert he.at.startswith("/step-up")
