"""Law staff change a rule as a table: the allowance's amount from next January, a rule from nothing; nothing goes live untried."""

from datetime import date
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from backend import app as house_of
from backend.campaigns.amount_changes import find_bands
from backend.campaigns.owe import owe_due
from backend.cases.decisions.replay import replay
from backend.catalogue.published import PublishedCatalogue
from backend.rules.rule import in_force
from backend.settings import Settings
from tests import people
from tests.conftest import HeldClock, new_browser
from tests.journey import TOKEN, said
from tests.support.allowance import approved, ready
from tests.support.editing import CHENG, HAN, MENG, Editor

CODE, PLAIN = "FT0205001", "FT0107004"
HERE, RULE = f"/studio/services/{CODE}", f"/studio/services/{CODE}/rule"
JANUARY = date(2027, 1, 1)


@pytest.fixture
def staff(house: Any, settings: Settings) -> Any:
    """Give a browser to a member of staff."""

    async def at_work(who: Any, *, fresh: bool = False) -> Editor:
        editor = Editor(new_browser(house, settings.origin), house, who)
        await editor.signs_in(fresh=fresh)
        return editor

    return at_work


async def amounts_on(house: Any, day: date) -> list[int | None]:
    """What the version in force on a day grants."""
    catalogue = PublishedCatalogue()
    async with house.framework.state.pool.acquire() as db:
        await catalogue.open(db, day)
    rule = in_force(catalogue.in_force[CODE].rules, day)
    assert rule is not None
    return [grant.amount for grant in rule.grant]


async def test_the_amount_from_next_january(house: Any, staff: Any) -> None:
    meng = await staff(MENG)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    text = await meng.goes(RULE)
    assert "26个用例都对" in text, text[:3000]
    meng.fills(f"{RULE}/versions", "新的一版从哪天起", "2027-01-01")
    await meng.presses(f"{RULE}/versions")
    meng.fills(RULE, "第4档金额", "220")
    text = await meng.presses(RULE)
    assert "其余的人：每月220元" in text
    assert "还有" in text, "the new version isn't tried yet"
    text = await meng.goes(f"{HERE}/proposal")
    assert "检查过了，没有要改的" not in text
    await meng.goes(RULE)
    text = await meng.presses(f"{RULE}/cases")
    assert "每条界线两边都试过" in text, text
    text = await meng.goes(f"{HERE}/proposal")
    assert "检查过了，没有要改的" in text, text
    assert dict(meng.inputs(f"{HERE}/proposal").values)["wanted_from"] == "2027-01-01", "the day of the new version"
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "明年一月起70岁档的标准")
    await meng.presses(f"{HERE}/proposal")
    assert meng.actions <= 25
    cheng = await staff(CHENG, fresh=True)
    text = await cheng.goes(f"{HERE}/review")
    assert "每月220元" in text
    await cheng.presses(f"{HERE}/review/approval")
    assert await amounts_on(house, date(2026, 12, 31)) == [1000, 500, 300, 200]
    assert await amounts_on(house, JANUARY) == [1000, 500, 300, 220]


async def changes(meng: Editor, row: str, yuan: str) -> None:
    """Write a new version from January with another amount, try it, and lay it before the second person."""
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(RULE)
    meng.fills(f"{RULE}/versions", "新的一版从哪天起", "2027-01-01")
    await meng.presses(f"{RULE}/versions")
    meng.fills(RULE, row, yuan)
    await meng.presses(RULE)
    await meng.presses(f"{RULE}/cases")
    await meng.goes(f"{HERE}/proposal")
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "明年一月起的标准")
    await meng.presses(f"{HERE}/proposal")


@pytest.mark.nightly
async def test_a_case_begun_before_keeps_its_rule_and_receipts_replay(
    house: Any, staff: Any, clock: HeldClock, resident: Any, worker: Any, settings: Settings, admin_url: str
) -> None:  # fmt: skip
    await changes(await staff(MENG), "第3档金额", "330")
    cheng = await staff(CHENG, fresh=True)
    await cheng.goes(f"{HERE}/review")
    await cheng.presses(f"{HERE}/review/approval")
    clock.pass_(days=38, hours=13, minutes=55)
    grandmother = resident(people.GRANDMOTHER)
    case = await ready(grandmother, worker)
    clock.pass_(minutes=6)  # it is New Year
    await house_of.load_edition(house.framework)  # every process does at midnight: test_a_publication_is_seen
    assert len(house.framework.state.catalogue.in_force[CODE].rules) == 4
    outcome = said(await grandmother.hands_in(case))
    assert "330" not in outcome
    db = await asyncpg.connect(admin_url)
    begun_with = await db.fetchval(
        "select v.content -> 'rules' from cases c join service_version v on v.id = c.service_version"
    )
    await db.close()
    assert '"amount": 330' not in begun_with, "the version that the case began with"
    done = await replay(settings, 1)
    assert done.different == ()
    assert done.same >= 1


async def test_a_rule_is_saved_while_two_editors_type(house: Any, staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    for editor in (meng, han):
        await editor.goes(RULE)
    meng.fills(RULE, "“年龄”：多少", "71")
    meng.filled |= {"add": "hukou"}
    assert (await meng.autosaves(RULE))["conflicts"] == 0
    meng.filled |= {"r.2.number": ""}
    assert await meng.autosaves(RULE, 422) == ["这里还空着。"], "half a row is not saved, and nothing is lost"
    han.fills(RULE, "“年龄”：多少", "72")
    han.fills(RULE, "第4档金额", "220")
    assert (await han.autosaves(RULE))["conflicts"] == 1, "the script then sends the form itself"
    text = await han.presses(RULE, 409)
    assert "对方写的 要求：年满70周岁（年龄满71周岁） 您写的 要求：年满70周岁（年龄满72周岁）" in text, text[:3000]
    assert await han.presses(RULE)
    text = await meng.goes(RULE)
    assert "年龄满72周岁" in text
    assert "其余的人：每月220元" in text
    han.fills(RULE, "“年龄”：多少", "70")
    await han.autosaves(RULE)
    han.filled = {}
    text = await han.presses(f"{RULE}/undo")
    assert "年龄满72周岁" in text
    assert "户籍所在地在" in text, "the row that stood in the list alone wasn't added"


async def test_one_fact_of_a_case_is_edited_alone(house: Any, staff: Any) -> None:
    meng, han = await staff(MENG), await staff(HAN)
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    await meng.goes(RULE)
    named = "82岁的老人，户口在福田，当场批准，每月300元"
    address = f"{RULE}/case?name={quote(named)}"
    text = await han.goes(address)
    assert "规则现在的结果：批准：每月300元" in text, text
    await meng.goes(address)
    han.filled |= {"f.birth_date.value": "1931-02-31"}
    assert await han.autosaves(f"{RULE}/case", 422), "there is no such day"
    assert "没有2月31日这样的日子" in await han.presses(f"{RULE}/case", 422)
    han.filled |= {"f.birth_date.value": "1931-03-01"}
    text = await han.presses(f"{RULE}/case")
    assert "1个用例的结果和应该的不一样" in text, text
    meng.filled |= {"f.payee_account_matches.state": "silent"}
    assert (await meng.autosaves(f"{RULE}/case"))["conflicts"] == 0
    text = await meng.goes(address)
    assert "收款账户" in text
    assert dict(meng.inputs(f"{RULE}/case").values)["f.birth_date.value"] == "1931-03-01", "both are kept"
    meng.filled |= {"name": "没有答复的银行", "act": "copy", "expected": "now"}
    text = await meng.presses(f"{RULE}/case")
    assert "没有答复的银行" in text
    await han.goes(f"{RULE}/case?name={quote('没有这样的')}", 409)
    await han.goes(f"{RULE}/case")
    han.filled |= {"name": "空白的人", "expected": "now"}
    text = await han.presses(f"{RULE}/case")
    assert "空白的人" in text


async def test_whoever_has_a_running_grant_is_told_of_another_amount(
    house: Any, staff: Any, clock: HeldClock, resident: Any, worker: Any, admin_url: str
) -> None:  # fmt: skip
    await approved(resident(people.GRANDMOTHER), worker)
    meng, says = await staff(MENG), "从2027年1月1日起，80岁档按新的标准发。"
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    assert "已经在领的人" not in await meng.goes(RULE)
    meng.fills(f"{RULE}/versions", "新的一版从哪天起", "2027-01-01")
    await meng.presses(f"{RULE}/versions")
    meng.fills(RULE, "第3档金额", "330")
    assert "您现在每月300元，从2027年1月起每月330元。从2027年1月1日起，按新的标准发。" in await meng.presses(RULE)
    meng.filled |= {"says": "没有写完"}
    assert "以句号结束" in await meng.presses(f"{RULE}/amount-message", 422)
    meng.filled |= {"says": says}
    assert "这句话已经存在草稿里" in await meng.presses(f"{RULE}/amount-message")
    await meng.presses(f"{RULE}/cases")
    await meng.goes(f"{HERE}/proposal")
    meng.filled |= {"says": "80岁档的新标准", "wanted_from": ""}
    await meng.presses(f"{HERE}/proposal")
    cheng = await staff(CHENG, fresh=True)
    assert says in await cheng.goes(f"{HERE}/review"), "the second person reads it"
    await cheng.presses(f"{HERE}/review/approval")
    await house_of.load_edition(house.framework)
    clock.pass_(days=22)
    bench = worker.bench
    for _ in range(2):
        assert await find_bands(bench.transaction, bench.services, clock()) in {0, 1}
        await owe_due(bench.transaction, bench.services, clock())
    db = await asyncpg.connect(admin_url)
    bodies = [row["body"] for row in await db.fetch("select body from notice where body like '%每月330元%'")]
    await db.close()
    assert bodies == [f"您现在每月300元，从2027年1月起每月330元。{says}到时候自动调整，不用申请，收款账户不变。"]


async def test_rows_are_held_against_their_articles(house: Any, staff: Any, clock: HeldClock) -> None:
    meng, api = await staff(MENG), f"/api/studio/services/{CODE}/draft/rule/articles"
    await meng.goes(HERE)
    await meng.presses(f"{HERE}/draft")
    assert "4条还没有核对条文" in await meng.goes(RULE), "one row is a proposal of this house and has no article"
    rows = (await meng.browser.get(api)).json()
    age = next(one for one in rows if one["version"] == "2021-03-01" and one["says"] == "年满70周岁")
    await meng.presses(f"{RULE}/articles", row=age["row"])
    text = await meng.goes(RULE)
    assert "孟雅琴2026年11月23日核对过，对照的是《深圳市高龄老人津贴发放管理办法》" in text, text
    assert "3条还没有核对条文" in text
    meng.fills(RULE, "“年龄”：多少", "71")
    assert "核对过，后来这一条改了，要重新核对" in await meng.presses(RULE)
    await meng.presses(f"{RULE}/articles", 409, row=age["row"])
    await meng.goes(RULE)
    await meng.presses(f"{RULE}/undo")
    cheng = await staff(CHENG, fresh=True)
    text = await cheng.goes(RULE)
    assert "写这份草稿的也有这个人" in text, "the row is what it was, and so is its mark"
    await meng.goes(RULE)
    meng.fills(f"{RULE}/versions", "新的一版从哪天起", "2027-01-01")
    await meng.presses(f"{RULE}/versions")
    await meng.presses(f"{RULE}/cases")
    await meng.goes(f"{HERE}/proposal")
    meng.fills(f"{HERE}/proposal", "变了什么，为什么", "明年一月起的标准")
    await meng.presses(f"{HERE}/proposal")
    assert "3条还没有核对，核对过1条" in await cheng.goes(f"{HERE}/review")
    alive = next(one for one in rows if one["version"] == "2021-03-01" and one["says"] == "老人健在")
    await cheng.presses(f"{RULE}/articles", row=alive["row"], back="review")
    text = await cheng.goes(f"{HERE}/review")
    assert "2条还没有核对，核对过2条" in text
    assert "程立2026年11月23日核对过" in text
    mark = next(one for one in (await cheng.browser.get(api)).json() if one["who"] == "程立")
    assert (mark["state"], mark["says"]) == ("reviewed", "老人健在")


@pytest.mark.nightly
async def test_two_editors_a_rule_from_nothing_and_the_same_by_program(house: Any, staff: Any) -> None:
    meng, here = await staff(MENG), f"/studio/services/{PLAIN}"
    await meng.goes(here)
    await meng.presses(f"{here}/draft")
    assert "这个事项还没有规则" in await meng.goes(f"{here}/rule")
    meng.fills(f"{here}/rule/start", "依据", "本系统建议，待主管部门确认")
    await meng.presses(f"{here}/rule/start")
    text = await meng.presses(f"{here}/rule", add="hukou", act="add")
    assert "户籍所在地" in text
    meng.filled |= {"r.1.says": "深圳户籍", "r.1.places": "深圳市", "r.1.law": "本系统建议"}
    text = await meng.presses(f"{here}/rule")
    assert "户籍所在地在深圳市" in text, text
    han = await staff(HAN)
    await han.goes(f"{here}/rule")
    meng.filled |= {"r.1.says": "户口在深圳"}
    await meng.presses(f"{here}/rule")
    han.filled |= {"g.0.says": "同意登记"}
    text = await han.presses(f"{here}/rule")
    assert "户口在深圳" in text, "both are kept"
    assert "孟雅琴也在改规则" in text
    await han.presses(f"{here}/rule/cases")
    han.filled |= {"sample": "chen_guilan", "expect": "person"}
    text = await han.presses(f"{here}/rule/cases")
    assert "示例的人：" in text
    api = await han.browser.get(f"/api/studio/services/{PLAIN}/draft/rule")
    told = api.json()
    assert told["tried"]["uncovered"] == []
    assert [one["differs"] for one in told["tried"]["cases"]] == [[]] * len(told["tried"]["cases"])
    token = TOKEN.search(han.page.text)
    assert token
    han.browser.headers["x-csrf-token"] = token[1]
    wrong = await han.browser.post(f"/api/studio/services/{PLAIN}/draft/rule/trial", json={"text": "x = 1"})
    assert wrong.status_code == 422
    again = await han.browser.post(f"/api/studio/services/{PLAIN}/draft/rule/trial", json={"text": told["text"]})
    assert again.json() == told["tried"], "its own text reads back as the same rule and cases"
    text = told["text"].replace('says = "户口在深圳"', 'says = "户口在深圳市"')
    saved = await han.browser.patch(
        f"/api/studio/services/{PLAIN}/draft/rule", json={"seen": told["version"], "text": text}
    )
    assert saved.status_code == 200, saved.text
    assert saved.json()["fields"] == ["rules"]
    assert "户口在深圳市" in await meng.goes(f"{here}/rule")
    case = {
        "seen": saved.json()["version"],
        "name": "外地户口",
        "on": "2027-01-01",
        "facts": {"hukou": "430404"},
        "expected": "person",
    }
    one = f"/api/studio/services/{PLAIN}/draft/rule/cases"
    assert (await han.browser.post(one, json=case)).json()["fields"] == ["cases"]
    assert (await han.browser.post(one, json={**case, "facts": {"hukou": "长沙"}})).status_code == 400
    assert (await han.browser.post(one, json={**case, "was": "没有这样的"})).status_code == 409
    says = f"/api/studio/services/{PLAIN}/draft/rule/amount-message"
    assert (await han.browser.post(says, json={"says": "没有写完"})).status_code == 422
    assert (await han.browser.post(says, json={"says": "从2027年1月起按新的标准发。"})).json()["fields"] == ["announce"]
