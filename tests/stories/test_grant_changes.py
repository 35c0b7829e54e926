"""After an approval somebody moves or dies: the register tells it, the rule says what follows, and a person decides it."""

from datetime import date
from typing import Any

from backend.jobs import SCHEDULES
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import approved
from tests.support.desk import desk
from tests.support.mandates import begun, is_known
from tests.support.register_feed import CHANGSHA, FUTIAN, NANSHAN, Feed, proposals


def form_of(page: str, case: str) -> str:
    """The address of the first proposal on a desk's page."""
    begin = page.index(f"/desk{case}/changes/")
    return page[begin : page.index('"', begin)]


async def test_who_moves_away_is_told_and_an_officer_ends_it(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await feed.happens("chen_guilan", "moved", date(2026, 11, 20), CHANGSHA)
    assert await proposals(db) == [("moved_out_of_city", date(2026, 12, 1), "proposed")]
    inbox = said(await grandmother.goes("/inbox"))
    assert "户口登记有变动" in inbox
    assert "工作人员会先核对" in inbox
    assert "通过了" in said(await grandmother.goes(case))  # nothing has changed yet
    async with desk(house, "o-1", "officer") as officer:
        assert "户口迁出了深圳" in await officer.goes("/desk")
        page = await officer.goes(f"/desk{case}")
        assert "从2026年12月起停发" in page
        assert "系统不会自己停发" in page
        address = form_of((await officer.browser.get(f"/desk{case}")).text, case)
        await officer.sends(address, word="confirm")
        await officer.sends(address, 409, word="confirm")
        await officer.sends(address, 409, word="set_aside", because="现在改主意已经晚了")
        assert "户口迁出了深圳" not in await officer.goes("/desk")
    assert await proposals(db) == [("moved_out_of_city", date(2026, 12, 1), "confirmed")]
    page = said(await grandmother.goes(case))
    assert "停发" in page
    assert "从2026年12月起停发" in page
    assert "300" not in page.partition("办理回执")[0]
    inbox = said(await grandmother.goes("/inbox"))
    assert "从2026年12月起停发" in inbox
    assert "行政复议" in inbox
    acts = [
        row["action"] for row in await db.fetch("select action from audit where action like 'grant.%' order by seq")
    ]
    assert acts == ["grant.change_proposed", "grant.ended", "grant.change_confirmed"]
    assert await db.fetchval(
        "select facts -> 'hukou' -> 0 ->> 'value' from profile where facts -> 'hukou' -> 0 ->> 'value' = $1", CHANGSHA
    )


async def test_a_death_rings_no_phone_and_is_told_only_after_a_person_looked(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any, clock: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await worker.works()
    clock.pass_(days=20)
    await feed.happens("chen_guilan", "died", date(2026, 12, 2))
    assert await proposals(db) == [("death", date(2027, 1, 1), "proposed")]
    assert await worker.works() == []
    assert not await db.fetchval(
        "select count(*) from notice where title || body like '%离世%' or title || body like '%去世%'"
    )
    async with desk(house, "o-1", "officer") as officer:
        page = (await officer.browser.get(f"/desk{case}")).text
        assert "手机不会响" in page
        await officer.sends(form_of(page, case), word="confirm")
    assert await worker.works() == []  # nothing goes to any device
    told = await db.fetchrow("select title, body from notice where title like '关于%'")
    assert "致以哀悼" in told["body"]
    assert "从2027年1月起停发" in told["body"]
    assert "离世" not in told["title"]
    assert "如有多发" not in told["body"]
    clock.pass_(days=150)  # the yearly check of May: nobody is reminded of it any more
    await SCHEDULES["remind-of-duties"].does(worker.bench)
    assert not await db.fetchval("select count(*) from notice where title like '%有一件事到时候了'")


async def test_a_death_ends_what_she_gave_and_her_helper_reads_calmly(house: Any, feed: Feed, db: Any) -> None:
    mandate = await begun(house, people.GRANDMOTHER, people.GRADUATE, NOW)
    await is_known(house, people.GRANDMOTHER)
    await feed.happens("chen_guilan", "died", date(2026, 9, 2))
    assert await db.fetchval("select reason from mandate where id = $1", mandate.id) == "death"
    told = await db.fetch("select person, title || body as words from notice where title ~ '授权(结束|到此)'")
    assert [row["person"] for row in told] == [mandate.helper], "and nobody tells the dead"
    assert "去世" not in told[0]["words"]


async def test_a_death_that_was_wrong_is_set_aside_in_silence(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await feed.happens("chen_guilan", "died", date(2026, 9, 2))
    before = await db.fetchval("select count(*) from notice")
    async with desk(house, "o-1", "officer") as officer:
        page = (await officer.browser.get(f"/desk{case}")).text
        again = await officer.sends(form_of(page, case), 422, word="set_aside", because="错 的")
        assert again.count("请写明理由，至少5个字。") == 2, (
            "above and beside its field, not beside those of other forms"
        )
        assert "错 的" in again, "what was written is still there"
        await officer.sends(form_of(page, case), word="set_aside", because="本人来电话，登记是同名的另一位")
    assert await proposals(db) == [("death", date(2026, 10, 1), "set_aside")]
    assert await db.fetchval("select count(*) from notice") == before
    assert not await db.fetchval(
        "select count(*) from profile where facts ? 'alive' and facts -> 'alive' -> 0 -> 'value' = 'false'"
    )
    assert "通过了" in said(await grandmother.goes(case))


async def test_late_news_of_a_death_says_what_the_rule_says_of_money_paid_too_long(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any, clock: Any
) -> None:
    case = await approved(resident(people.GRANDMOTHER), worker)
    clock.pass_(days=70)
    await feed.happens("chen_guilan", "died", date(2026, 12, 2))
    async with desk(house, "o-1", "officer") as officer:
        await officer.sends(form_of((await officer.browser.get(f"/desk{case}")).text, case), word="confirm")
    assert "如有多发的津贴，请在3个月内退回" in await db.fetchval("select body from notice where title like '关于%'")


async def test_who_comes_back_is_invited_to_apply_again_and_a_stop_can_be_lifted(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any, clock: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await feed.happens("chen_guilan", "moved", date(2026, 11, 20), CHANGSHA)
    async with desk(house, "o-1", "officer") as officer:
        await officer.sends(form_of((await officer.browser.get(f"/desk{case}")).text, case), word="confirm")
        clock.pass_(minutes=10)
        await feed.happens("chen_guilan", "moved", date(2026, 11, 22), FUTIAN)
        assert await proposals(db) == [
            ("moved_out_of_city", date(2026, 12, 1), "confirmed"),
            ("moved_back", None, "proposed"),
        ]
        page = (await officer.browser.get(f"/desk{case}")).text
        assert "请本人重新申请" in page
        back = form_of(page, case)
        await officer.sends(back, word="confirm")
        async with desk(house, "o-2", "officer") as other:
            await other.sends(back, 409, word="lift", because="这一条没有停过什么")
        assert "可以重新申请了" in said(await grandmother.goes("/inbox"))
        assert (
            await db.fetchval("select link from notice where title like '%可以重新申请了'")
            == "/services/FT0205001/start"
        )
        page = (await officer.browser.get(f"/desk{case}")).text
        stopped = form_of(page[page.index("停错了") :], case)
        assert "至少5个字" in await officer.sends(stopped, 422, word="lift", because="")
        async with desk(house, "o-2", "officer") as other:  # whoever confirmed the stop doesn't lift it
            await other.sends(stopped, word="lift", because="户口当月就迁回来了，没有中断")
    page = said(await grandmother.goes(case))
    assert "通过了" in page
    assert "恢复发放" in page


async def test_a_move_within_the_city_goes_by_its_own_sentence(
    resident: Any, worker: Any, house: Any, feed: Feed, db: Any
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    await feed.happens("chen_guilan", "moved", date(2026, 11, 20), "440304001")  # another street of the district
    assert await proposals(db) == []
    await feed.happens("chen_guilan", "moved", date(2026, 11, 21), NANSHAN)
    assert await proposals(db) == [("moved_within_city", date(2026, 12, 1), "proposed")]
    async with desk(house, "o-1", "officer") as officer:
        assert "发到2026年11月，从2026年12月起由迁入的区发放" in await officer.goes(f"/desk{case}")
        await officer.sends(
            form_of((await officer.browser.get(f"/desk{case}")).text, case),
            word="set_aside",
            because="登记有误，没有迁走",
        )
    assert "原来的决定照旧" in said(await grandmother.goes("/inbox"))
