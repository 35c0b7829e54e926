"""The checks measured over HTTP: officers judge papers, a broken check loses its say, its editors see why, and nobody is held back."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from backend.materials import check_accuracy
from backend.materials.samples import cast_papers
from backend.residents.types import Role, Staff, Visitor
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.visitors import headers_of


def member(role: Role) -> Visitor:
    """Somebody of the department."""
    return Visitor(staff=Staff(f"{role}-1", "韩晓梅", frozenset({role}), "civil_affairs"))


@pytest.fixture
async def desk(house: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An officer's browser."""
    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as officer:
        officer.headers.update(await headers_of(app, member("officer")))
        yield officer


@pytest.fixture
async def studio(house: Any) -> AsyncIterator[httpx.AsyncClient]:
    """An editor's browser."""
    app = house.framework
    async with httpx.AsyncClient(transport=httpx.ASGITransport(house), base_url=app.state.settings.origin) as editor:
        editor.headers.update(await headers_of(app, member("editor")))
        yield editor


async def sends(browser: httpx.AsyncClient, where: str, **fields: str) -> str:
    """Send a form, and read the page it leads to."""
    answer = await browser.post(where, data=fields)
    assert answer.status_code == 303, answer.text
    return (await browser.get(answer.headers["location"])).text


async def insisted(someone: Any, worker: Any) -> str:
    """A good card that the check sends back is insisted on and handed in; answers the case."""
    case: str = await someone.begins(ALLOWANCE)
    await fill_in(someone, case)
    await sent_back(someone, worker, case)
    await someone.sends(f"{case}/papers/id_card/insistence", reason="我看得清楚")
    assert "有工作人员接着看" in said(await someone.hands_in(case))
    return case


async def sent_back(someone: Any, worker: Any, case: str) -> None:
    """Her card is photographed, and the check says that it is blurred."""
    await someone.photographs(case, "id_card", cast_papers.id_card_front(someone.member))
    await worker.works()
    assert "这张要重拍一下" in said(await someone.goes(f"{case}/papers/id_card"))


async def marks(desk: httpx.AsyncClient, case: str) -> None:
    """The officer opens the case and says that its paper will do."""
    shown = (await desk.get(f"/desk{case}")).text
    form = re.search(r'action="(/desk/cases/[^"]+/view)"', shown)
    assert form, "the desk asks what its officer thinks of the paper"
    assert "已记下：这份能用" in await sends(desk, form[1], view="usable")


def told(page: str, check: str) -> str:
    """What the editors' page says of one check."""
    start = page.index(f'id="check-{check}"')
    return said(f"<main {page[start : page.index('</section>', start)]}</main>")


async def test_a_broken_check_is_marked_measured_and_demoted_and_its_editor_sees_it(
    resident: Any, worker: Any, desk: httpx.AsyncClient, studio: httpx.AsyncClient, calls_all_blurred: None
) -> None:
    grandmother, other = resident(people.GRANDMOTHER), resident(people.NINETY_TWO)
    await grandmother.signs_in()
    await other.signs_in()
    waits = await other.begins(ALLOWANCE)
    await sent_back(other, worker, waits)
    for round_ in range(check_accuracy.ENOUGH):
        before = told((await studio.get("/studio/checks")).text, "sharp")
        assert "说要改，就请居民重拍" in before, round_
        assert (f"工作人员看过{round_}份，同意0份" if round_ else "还没有工作人员看过") in re.sub(r"\s", "", before)
        await marks(desk, await insisted(grandmother, worker))
    after = told((await studio.get("/studio/checks")).text, "sharp")
    assert "只提示，不挡人" in after
    assert "系统自己改的" in after
    assert "这张要重拍一下" not in said(await other.goes(f"{waits}/papers/id_card")), (
        "whom it held back goes on at once"
    )
    await other.sends(f"{waits}/papers/id_card/removal")
    await other.photographs(waits, "id_card", cast_papers.id_card_front(people.NINETY_TWO))
    await worker.works()
    assert "就用这一张，继续" in said(await other.goes(f"{waits}/papers/id_card")), "and nobody else is held back"


async def test_an_editor_turns_a_check_by_hand_with_a_reason_that_stays(studio: httpx.AsyncClient, clean: None) -> None:
    where = "/studio/checks/sharp"
    short = await studio.post(where, data={"mode": "advice", "reason": " 误判 "})
    assert short.status_code == 422
    assert "请写明理由，至少5个字" in short.text
    assert ">误判</textarea>" in short.text, "what was typed stays"
    page = await sends(studio, where, mode="advice", reason="窗口反馈误判较多")
    assert "已改，从现在起重新计数" in page
    assert 'href="/studio/services/FT' in page, "what asks for a check that has lost its say"
    assert "只提示，不挡人" in told(page, "sharp")
    assert "工作人员：窗口反馈误判较多" in page
    assert "系统自己改的" not in told(page, "sharp")
    page = await sends(studio, where, mode="blocking", reason="已经改好，再试试")
    assert "说要改，就请居民重拍" in told(page, "sharp")
    assert 'href="/studio/services/FT' not in page
    assert (
        await studio.post("/studio/checks/none", data={"mode": "advice", "reason": "没有这一项检查"})
    ).status_code == 404
    assert (await studio.post(where, data={"mode": "silent", "reason": "没有这一种状态"})).status_code == 400


async def test_only_those_who_see_to_checks_see_or_turn_them(desk: httpx.AsyncClient, clean: None) -> None:
    assert (await desk.get("/studio/checks")).status_code == 403
    assert (
        await desk.post("/studio/checks/sharp", data={"mode": "advice", "reason": "窗口反馈误判较多"})
    ).status_code == 403
