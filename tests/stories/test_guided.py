"""郭奶奶 at home in Hunan is guided from “老人钱” to her receipt; a dishonest guide is stopped; a helper guides."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from backend.materials.samples import cast_papers as pictures
from backend.registers.sample import bank
from backend.residents.types import Staff
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import ALLOWANCE
from tests.support.desk import Desk, desk
from tests.support.mandates import begun, is_known

OFFICIAL = Staff("guide-1", "韩晓梅", frozenset({"officer"}), "civil_affairs")
OTHER_DEPARTMENT = Staff("guide-2", "周正", frozenset({"officer"}), "housing_construction")


@pytest.fixture
async def official(house: Any) -> AsyncIterator[Desk]:
    """An official of civil affairs at the guidance desk."""
    async with desk(house, "guide-1", staff=OFFICIAL) as found:
        yield found


def session_in(text: str) -> str:
    """The address of the session that a page of hers shows."""
    found = re.search(r"/guidance/([0-9a-f-]{36})", text)
    assert found, said(text)
    return f"/guidance/{found[1]}"


async def taken_on(she: Any, official: Desk, at: str) -> tuple[str, str]:
    """She asks from a step, the official takes the next one, and she lets them see: her session, and its place at the desk."""
    await she.goes(f"/guidance?at={at}")
    here = session_in(await she.sends("/guidance", way="queue", at=at))
    await official.sends("/desk/guidance/next")
    await she.goes("/guidance")
    await she.sends(f"{here}/admission")
    assert she.at == at
    return here, f"/desk{here}"


async def test_she_is_guided_from_the_service_to_the_receipt(resident: Any, worker: Any, official: Desk) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    page = await she.goes(f"/services/{ALLOWANCE}")
    assert "请人教我" in page
    await she.goes(f"/guidance?at=/services/{ALLOWANCE}")
    page = await she.sends("/guidance", way="queue", at=f"/services/{ALLOWANCE}")
    assert "现在没有工作人员在接" in said(page)
    assert "您是下一位" in said(page)
    here = session_in(page)
    mirror = "/desk" + here
    assert "郭＊＊" in await official.goes("/desk/guidance")
    assert "现在有1位工作人员在接" in said(await she.goes("/guidance"))
    await official.sends("/desk/guidance/next")
    assert "等对方点头" in await official.goes(mirror)
    assert "区民政局 韩晓梅" in said(await she.goes("/guidance"))
    page = await she.sends(f"{here}/admission")
    assert she.at == f"/services/{ALLOWANCE}"
    assert "在教您" in page
    assert "不会问您要验证码和钱" in page
    assert "事项介绍" in await official.goes(mirror)
    assert "不会向对方要验证码和钱" in await official.goes(mirror)

    case = await she.begins(ALLOWANCE)
    await she.goes(case)
    assert "办理清单" in await official.goes(mirror)
    await she.goes(f"{case}/form/1")
    await she.sends(f"{case}/form/1", hukou_address=people.GUIDED.hukou_address)
    await she.goes(f"{case}/form/2")
    seen = await official.goes(mirror)
    assert "老人现在住在哪里？ 没填" in seen
    await official.sends(f"{mirror}/point", at="living_place")
    await official.sends(f"{mirror}/hint", text="住在老家，就选“深圳以外”。")
    page = await she.goes(f"{case}/form/2")
    assert "指着：老人现在住在哪里？" in page
    assert "住在老家，就选“深圳以外”。" in page
    await official.sends(f"{mirror}/proposal", field="living_place", value="elsewhere")
    page = await she.goes(f"{case}/form/2")
    assert "建议填： 深圳以外" in re.sub(r"<[^>]+>", " ", page).replace("  ", " ").replace("\n", " ")
    proposal = re.search(rf"{here}/proposals/[0-9a-f-]+", page)
    assert proposal
    await she.sends(f"{proposal[0]}/acceptance")
    assert she.at == f"{case}/form/2"
    assert "已填" in await official.goes(mirror)
    await she.sends(f"{case}/form/2", living_place="elsewhere", contact_phone="123", status=422)
    assert "要改" in await official.goes(mirror)
    await she.sends(f"{case}/form/2", living_place="elsewhere", contact_phone=people.GUIDED.phone)
    await she.goes(f"{case}/form/3")
    await she.sends(f"{case}/form/3", account_number=bank.first_account(people.GUIDED))
    await she.photographs(case, "id_card", pictures.id_card_front(people.GUIDED))
    assert "材料" in await official.goes(mirror)
    await worker.works()
    await she.hands_in(case)
    assert "通过了" in said(she.page.text)
    assert "办理结果" in await official.goes(mirror)
    await she.sends(f"{here}/end")
    page = await she.goes(here)
    for words in (
        "您让对方看",
        "对方指着",
        "老人现在住在哪里？",
        "住在老家，就选“深圳以外”。",
        "您用了建议",
        "elsewhere",
        "对方看到您在",
        "教得怎么样",
    ):
        assert words in page, words
    assert "谢谢您" in await she.sends(f"{here}/rating", rating="3")
    assert "远程指导" in said(await she.goes("/me/access"))
    await official.goes(mirror, 404)
    assert "刚才的指导结束了" in said(await she.goes("/inbox"))


async def test_an_answer_is_shown_while_she_has_it_open_and_only_on_this_step(resident: Any, official: Desk) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    await she.goes(f"{case}/form/1")
    await she.sends(f"{case}/form/1", hukou_address="秘密地址样本路88号")
    here, mirror = await taken_on(she, official, f"{case}/form/1")
    assert "秘密地址" not in await official.goes(mirror)
    page = await she.goes("/guidance")
    assert "给看内容" in page
    await she.sends(f"{here}/openings", field="hukou_address", open="yes")
    assert "秘密地址样本路88号" in await official.goes(mirror)
    await she.sends(f"{here}/openings", field="hukou_address", open="no")
    assert "秘密地址" not in await official.goes(mirror)
    await she.sends(f"{here}/openings", field="hukou_address", open="yes")
    await she.sends(f"{here}/openings", field="id_number", open="yes", status=422)
    await she.goes(f"{case}/form/2")
    assert "秘密地址" not in await official.goes(mirror)
    await she.goes(f"{case}/form/1")
    assert "秘密地址" not in await official.goes(mirror), "what was open is closed with the step"
    await she.goes("/me")
    assert "不给看的页面" in await official.goes(mirror)


async def test_a_dishonest_guide_is_stopped(resident: Any, official: Desk) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    here, mirror = await taken_on(she, official, case)
    answer = await official.sends(f"{mirror}/hint", 422, text="把 短 信 验 证 码 念给我")
    assert "不能向对方问验证码" in answer
    assert "念给我" in answer, "what was typed is still there"
    assert "念给我" not in await she.goes(case)
    await official.sends(f"{mirror}/hint", text="先打1000块手续费过来")
    await official.goes(mirror, 404)
    page = await she.goes(here)
    assert "系统停下来的" in page
    assert "对方写的话被拦下" in page
    assert "指导已经停下来了" in said(await she.goes("/inbox"))


async def test_a_code_is_read_out_and_a_guessed_one_shows_nothing(resident: Any, house: Any, official: Desk) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    await she.goes(f"/guidance?at={case}")
    page = await she.sends("/guidance", way="code", at=case)
    found = re.search(r'class="guidance-code[^>]*>(\d{3}) (\d{3})<', page)
    assert found
    code = found[1] + found[2]
    async with desk(house, "guide-2", staff=OTHER_DEPARTMENT) as other:
        assert "没有找到这个号码" in await other.sends("/desk/guidance/code", 404, code=code)
        assert "郭" not in await other.goes("/desk/guidance")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _ in range(8):
        assert "没有找到这个号码" in await official.sends("/desk/guidance/code", 404, code=wrong)
    await official.sends("/desk/guidance/code", code=f"{code[:3]} {code[3:]}")
    here = session_in(await she.goes("/guidance"))
    async with desk(house, "guide-2", staff=OTHER_DEPARTMENT) as other:
        await other.goes(f"/desk{here}", 404)
        await other.sends(f"/desk{here}/hint", 404, text="您好")
    assert "等对方点头" in await official.goes(f"/desk{here}")
    await official.sends("/desk/guidance/code", 409, code=code)
    await official.sends("/desk/guidance/code", 429, code=wrong)


async def test_handed_over_she_keeps_her_place_and_lets_the_next_one_in_anew(
    resident: Any, house: Any, official: Desk
) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    here, mirror = await taken_on(she, official, case)
    await official.sends(f"{mirror}/note", note="已经讲过怎么选住址")
    await official.sends(f"{mirror}/handing-over", note="还差拍照")
    await official.goes(mirror, 404)
    assert "现在没有人在等" not in await official.goes("/desk/guidance")
    await official.sends("/desk/guidance/next", 409)
    colleague = Staff("guide-3", "林玉", frozenset({"officer"}), "civil_affairs")
    async with desk(house, "guide-3", staff=colleague) as next_one:
        assert "同事转来" in await next_one.goes("/desk/guidance")
        await next_one.sends("/desk/guidance/next")
        seen = await next_one.goes(mirror)
        assert "已经讲过怎么选住址" in seen
        assert "还差拍照" in seen
        assert "办理清单" not in seen, "nothing before she lets this one in"
        assert "林玉" in await she.goes(case)
        await she.sends(f"{here}/admission")
        assert "办理清单" in await next_one.goes(mirror)
        await next_one.sends(f"{mirror}/end")
    assert "还差拍照" in await she.goes(here)


async def test_a_helper_guides_while_the_mandate_holds(resident: Any, house: Any) -> None:
    she, child = resident(people.GUIDED), resident(people.GRANDDAUGHTER)
    await she.signs_in()
    mandate = await begun(house, people.GUIDED, people.GRANDDAUGHTER, NOW)
    await is_known(house, people.GRANDDAUGHTER)
    case = await she.begins(ALLOWANCE)
    page = await she.goes(f"/guidance?at={case}")
    assert "来教" in said(page)
    here = session_in(await she.sends("/guidance", way="helper", at=case, mandate=str(mandate.id)))
    helping = here.replace("/guidance/", "/guidance/helping/")
    await child.signs_in()
    assert helping in await child.goes("/inbox")
    await child.goes(helping)
    await child.sends(f"{helping}/taking")
    assert "等对方点头" in said(child.page.text)
    await she.goes(case)
    await she.sends(f"{here}/admission")
    assert "办理清单" in said(await child.goes(helping))
    await child.sends(f"{helping}/hint", text="先拍身份证")
    assert "先拍身份证" in await she.goes(case)
    await she.goes(f"/mandates/{mandate.id}")
    await she.sends(f"/mandates/{mandate.id}/end")
    await child.goes(helping, 404)
    assert "先拍身份证" not in await she.goes(case)
    assert "对方的授权停了" in await she.goes(here)


async def test_half_an_hour_and_five_minutes_of_silence_are_the_limits(
    resident: Any, official: Desk, clock: Any
) -> None:
    she = resident(people.GUIDED)
    await she.signs_in()
    case = await she.begins(ALLOWANCE)
    here, mirror = await taken_on(she, official, case)
    clock.pass_(minutes=4)
    await she.goes(case)
    clock.pass_(minutes=4)
    await official.goes(mirror)
    clock.pass_(minutes=2)
    await official.goes(mirror, 404)
    assert "5分钟没有动静" in await she.goes(here)
    here, mirror = await taken_on(she, official, case)
    for _ in range(7):
        clock.pass_(minutes=4)
        await she.goes(case)
    await official.goes(mirror)
    clock.pass_(minutes=3)
    await official.goes(mirror, 404)
    assert "满30分钟" in await she.goes(here)
