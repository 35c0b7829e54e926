"""Nobody gets a rule past its checks: red cases sent directly, an old digest, a second person who wrote in it, no fresh sign-in."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from backend.settings import Settings
from tests.conftest import new_browser
from tests.support.editing import CHENG, MENG, Editor

CODE = "FT0205001"
HERE, RULE = f"/studio/services/{CODE}", f"/studio/services/{CODE}/rule"
NAMED = "82岁的老人，户口在福田，当场批准，每月300元"
BOTH = replace(MENG, roles=frozenset({"editor", "publisher"}))


@pytest.fixture
def staff(house: Any, settings: Settings) -> Callable[..., Any]:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def proposes(editor: Editor, says: str, status: int = 200) -> str:
    """Lay the draft before the second person."""
    await editor.goes(f"{HERE}/proposal")
    editor.filled |= {"says": says}
    return await editor.presses(f"{HERE}/proposal", status)


async def test_no_rule_goes_live_past_its_checks(staff: Any) -> None:
    meng, cheng = await staff(BOTH, fresh=True), await staff(CHENG, fresh=True)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(RULE)
    meng.fills(RULE, "第3档金额", "330")
    text = await meng.presses(RULE)
    assert "结果和应该的不一样" in text
    assert "去改" in await proposes(meng, "红的也要发布", 422), "a red case keeps it from a second person"
    await cheng.goes(f"{HERE}/review", 404)
    await meng.goes(RULE)
    red = [one for one in meng.page.text.split('name="accept" value="')[1:]]
    await meng.presses(f"{RULE}/cases", accept=[one.partition('"')[0] for one in red])
    await proposes(meng, "80岁档每月330元")
    await meng.goes(f"{HERE}/review")
    assert "您写过这份改动" in meng.page.text
    token, held = meng.page.text, await cheng.goes(f"{HERE}/review")
    assert "每月330元" in held
    form = dict(cheng.inputs(f"{HERE}/review/approval").values)
    meng.page = cheng.page
    answer = await meng.browser.post(
        f"{HERE}/review/approval", data={**form, "_token": token.split('name="_token" value="')[1].partition('"')[0]}
    )
    assert answer.status_code in {403, 409}, "whoever wrote it signs nothing, however the form came to them"

    await meng.goes(f"{HERE}/proposal")
    await meng.presses(f"{HERE}/proposal/end")
    await meng.goes(RULE)
    meng.fills(RULE, "第3档金额", "930")
    await meng.presses(RULE)
    red = meng.page.text.split('name="accept" value="')[1:]
    await meng.presses(f"{RULE}/cases", accept=[one.partition('"')[0] for one in red])
    await proposes(meng, "80岁档每月930元")
    await cheng.presses(f"{HERE}/review/approval", 409)
    await cheng.goes(f"{HERE}/review")
    await cheng.presses(f"{HERE}/review/approval", 409, digest=form["digest"])
    stale = await staff(CHENG)
    await stale.goes(f"{HERE}/review")
    await stale.presses(f"{HERE}/review/approval", 404)  # no provider is there in this house: the way alone counts
    assert stale.page.url.path.startswith("/staff/sign-in"), "an old sign-in signs nothing"

    await meng.goes(f"{HERE}/proposal")
    await meng.presses(f"{HERE}/proposal/end")
    await cheng.goes(f"{RULE}/case?name={NAMED}")
    cheng.filled |= {"f.hukou.state": "silent"}
    assert (await cheng.autosaves(f"{RULE}/case"))["conflicts"] == 0
    cheng.filled = {}
    await cheng.goes(RULE)
    red = cheng.page.text.split('name="accept" value="')[1:]
    await cheng.presses(f"{RULE}/cases", accept=[one.partition('"')[0] for one in red])
    await proposes(meng, "还是同一份改动")
    assert "您写过这份改动" in await cheng.goes(f"{HERE}/review"), "one fact of one case is writing too"
