"""An officer asks for something more: it is said once, there is a place for it, and before and after nothing pretends that it could be changed."""

import re
from typing import Any

from backend.residents.types import Staff, Visitor
from tests import people
from tests.conftest import new_browser
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.visitors import headers_of

OFFICER = Visitor(staff=Staff("officer-1", "韩晓梅", frozenset({"officer"}), "civil_affairs"))
WANTED = "请补一张户口簿本人页的照片"


async def asks_for_more(house: Any, case: str) -> str:
    """The officer opens the case and asks for a paper; answers what the desk said."""
    app = house.framework
    async with new_browser(house, app.state.settings.origin) as desk:
        desk.headers.update(await headers_of(app, OFFICER) | {"accept": "text/html"})
        page = (await desk.get(f"/desk{case}")).text
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version
        form = {"officer_action": "correction_asked", "version": version[1], "reason": WANTED}
        assert (await desk.post(f"/desk{case}/actions", data=form, follow_redirects=False)).status_code == 303
    return said(page)


async def test_what_is_asked_for_has_a_place(house: Any, resident: Any) -> None:
    someone = resident(people.HUKOU_ELSEWHERE)
    await someone.signs_in()
    case = await someone.begins(ALLOWANCE)
    assert "还没拍" not in said(await someone.goes(f"{case}/check"))  # who is proven photographs no card again
    tasks = said(await someone.goes(case))
    assert "政府登记里有，先去查，不用您交。" in tasks
    assert "户口簿本人页" not in tasks  # the register knows it
    await fill_in(someone, case)
    key = re.search(r'name="key" value="([^"]+)"', await someone.goes(f"{case}/papers/id_card"))
    assert key
    await someone.sends(f"{case}/papers/id_card/held", source="licence", key=key[1])
    assert "有工作人员接着看" in said(await someone.hands_in(case))

    assert "现在不能换" in said(await someone.goes(f"{case}/papers/id_card"))
    await someone.goes(f"{case}/form/1")
    assert someone.at == case

    seen = await asks_for_more(house, case)
    assert people.HUKOU_ELSEWHERE.name in seen
    assert "您的申请" not in seen
    tasks = said(await someone.goes(case))
    assert tasks.count(WANTED) == 1
    assert "户口簿本人页" in tasks
    assert "上传" in said(await someone.goes(f"{case}/papers/household_page"))
