"""The year of an allowance: paid by month, exactly once; held, stopped, paused and resumed; told whenever money isn't there."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
import pytest_asyncio

from backend.campaigns import explain_message
from backend.campaigns.amount_changes import find_bands
from backend.campaigns.owe import owe_due
from backend.cases.grants import send_payments
from backend.cases.grants import store as grants
from backend.cases.grants.record import add_event, end_of_case
from backend.cases.obligations import yearly_check
from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from backend.payees import store as payees
from backend.payees.types import Payee
from backend.registers.sample.app import create
from tests import people
from tests.conftest import REGISTER_KEY, SMS_KEY, free_port, serving
from tests.journey import said
from tests.support.allowance import approved
from tests.support.desk import desk

turn = SCHEDULES["pay-grants"].does


def at(year: int, month: int, day: int) -> datetime:
    """Ten in the morning in Shenzhen."""
    return datetime(year, month, day, 2, tzinfo=UTC)


@pytest_asyncio.fixture(loop_scope="session")
async def bench(worker: Any, settings: Any, clock: Any, tmp_path: Any) -> AsyncIterator[Any]:
    """A worker whose treasury lives by the held clock."""
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(tmp_path),
    }
    with serving(create(environ, clock), free_port()) as url:
        own = msgspec.structs.replace(settings, treasury_url=url, treasury_key=REGISTER_KEY)
        yield msgspec.structs.replace(worker.bench, settings=own)


class Allowance:
    """One approved allowance, and what becomes of it as time passes."""

    def __init__(self, bench: Any, clock: Any, person: UUID) -> None:
        self.bench, self.clock, self.person = bench, clock, person

    async def on(self, *day: int) -> "Allowance":
        """The worker's turns of that day; twice is once."""
        self.clock.now = at(*day)  # type: ignore[misc]
        await turn(self.bench)
        await turn(self.bench)
        return self

    async def account(self, number: str) -> None:
        """Another account from today on."""
        id, vault, now = uuid4(), self.bench.services.vault, self.clock()
        sealed = vault.seal(msgspec.json.encode(Payee(number, people.GRANDMOTHER.name)), f"payee_account:{id}")
        async with transaction(self.bench.pool) as db:
            await payees.add(
                db, id=id, person=self.person, case_id=None, origin="officer", sealed=sealed,
                account_hash=vault.fingerprint("payee", number), at=now, effective_on=now.date(),
            )  # fmt: skip

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        async with transaction(self.bench.pool) as db:
            return [tuple(row) for row in await db.fetch(query)]

    async def orders(self) -> list[tuple[Any, ...]]:
        return await self.rows("select month, yuan, state, attempt from payment_order order by month")

    async def titles(self) -> list[str]:
        return [row[0] for row in await self.rows("select title from notice order by created_at, title")]

    async def is_told_ahead(self) -> None:
        """The band of March is told in February, once, and said again by its sealed reasons."""
        told = "select n.id, o.kind, o.state, o.day from owed_message o join notice n on n.id = o.notice"
        for day, many in ((date(2034, 1, 29), 0), (date(2034, 2, 5), 1), (date(2034, 2, 20), 1)):
            self.clock.now = at(day.year, day.month, day.day)
            for _ in range(2):
                await find_bands(self.bench.transaction, self.bench.services, self.clock())
                await owe_due(self.bench.transaction, self.bench.services, self.clock())
            assert len(await self.rows(told)) == many, day
        [(notice, *row)] = await self.rows(told)
        assert row == ["case", "delivered", date(2034, 3, 1)]
        [(body,)] = await self.rows(f"select body from notice where id = '{notice}'")
        assert "您现在每月300元，从2034年3月起每月500元" in body
        async with transaction(self.bench.pool) as db:
            [again] = await explain_message.reproduce(db, self.bench.services, notice)
        assert again.reproduced == "same"
        assert [(one.label, one.says) for one in again.reasons] == [("年龄", "每月500元")]
        await self.resident.signs_in(f"/inbox/why/{notice}")
        page = said(self.resident.page.text)
        for words in (
            "从2034年3月起按新的标准发",
            "这是您在领的待遇",
            "每月500元",
            "看的是“年龄”",
            "看看我的待遇",
            "不再提醒“待遇和补贴”",
        ):
            assert words in page, words
        assert "打开填好的草稿" not in page


@pytest_asyncio.fixture(loop_scope="session")
async def allowance(resident: Any, worker: Any, bench: Any, clock: Any) -> AsyncIterator[Allowance]:
    """The grandmother's, approved on 23 November 2026 with 300 yuan a month."""
    grandmother = resident(people.GRANDMOTHER)
    await approved(grandmother, worker)
    async with transaction(bench.pool) as db:
        person = await db.fetchval("select principal from cases")
    made = Allowance(bench, clock, person)
    await made.rows("delete from payee_account returning id")
    made.resident = grandmother  # type: ignore[attr-defined]
    yield made


async def no_answer_is_written(*_: Any) -> bool:
    """The worker dies between the treasury's answer and its own note."""
    return False


async def test_a_year_with_everything_in_it(
    allowance: Allowance, house: Any, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = allowance
    await one.on(2026, 12, 9)
    # approved after November's list: it is paid with December
    assert await one.orders() == [(date(2026, 11, 1), 300, "listed", 1)]
    await one.on(2026, 12, 15)
    assert [o[2] for o in await one.orders()] == ["held", "held"]  # there is no account yet
    assert "“高龄老人津贴”2026年11月的300元没有发出" in await one.titles()
    await one.account("8800000000000001")
    monkeypatch.setattr(send_payments, "settled", no_answer_is_written)
    await one.on(2026, 12, 16)
    assert [o[2] for o in await one.orders()] == ["leaving", "leaving"]
    monkeypatch.undo()
    await one.on(2026, 12, 20)
    assert await one.orders() == [(date(2026, 11, 1), 300, "paid", 1), (date(2026, 12, 1), 300, "paid", 1)]

    await house.framework.state.redis.flushdb()  # the limits of codes run by another clock
    await one.resident.signs_in("/me/grants")
    text = said(one.resident.page.text)
    for words in ("高龄老人津贴", "300 元/月", "尾号0001", "已到账", "从2034年3月起每月500元"):
        assert words in text
    assert "“高龄老人津贴”" not in said(await one.resident.goes("/services/FT0205002"))
    assert "您已在领高龄老人津贴" in said(await one.resident.goes("/services/FT0205001"))
    assert "您已在领" not in said((await browser.get("/services/FT0205001")).text)
    assert (await one.resident.browser.get("/api/grants")).json()[0]["yuan"] == 300

    await one.account("8800000000000404")  # closed at the bank
    await one.on(2027, 1, 20)
    assert (await one.orders())[-1] == (date(2027, 1, 1), 300, "failed", 1)
    assert "“高龄老人津贴”2027年1月的300元没有到账" in await one.titles()
    await one.account("8800000000000001")
    await one.on(2027, 1, 21)
    assert (await one.orders())[-1] == (date(2027, 1, 1), 300, "paid", 2)

    await one.on(2027, 5, 31)  # the worker was away since January
    assert [o[2] for o in await one.orders()] == ["paid"] * 7
    await one.on(2027, 6, 1)
    await one.on(2027, 6, 20)
    assert await one.rows("select state, paused_from from person_grant") == [("paused", date(2027, 6, 1))]
    assert len(await one.orders()) == 7  # May's check was missed: nothing for June
    assert "“高龄老人津贴”从2027年6月起暂停发放" in await one.titles()
    one.clock.now = at(2027, 8, 3)  # type: ignore[misc]
    async with transaction(one.bench.pool) as db:
        await yearly_check.complete_check(db, one.bench.services, one.person, "FT0220003", one.clock())
    await one.on(2027, 8, 20)
    # the months of the pause are paid too (article 21)
    assert [o[0].month for o in await one.orders()] == [11, 12, 1, 2, 3, 4, 5, 6, 7, 8]
    assert "“高龄老人津贴”从2027年8月起恢复发放" in await one.titles()

    await one.on(2027, 9, 11)  # September is listed and hasn't left: her death is told, and nobody has looked yet
    case = (await one.rows("select id from cases"))[0][0]
    proposal = (
        "insert into grant_change (id, case_id, told, duty, cause, happened_on, says, effect, effect_from, proposed_at)"
        f" values (gen_random_uuid(), '{case}', 'x', 'death', 'death', '2027-08-20', '', 'stops_next_month', '2027-09-01', now()) returning id"
    )
    await one.rows(proposal)
    await one.on(2027, 9, 15)
    assert (await one.orders())[-1] == (date(2027, 9, 1), 300, "held", 1)
    async with transaction(one.bench.pool) as db:
        await end_of_case(db, one.person, case, "o-1", one.clock(), cause="death", counts_from=date(2027, 8, 1))
    await one.on(2027, 9, 20)
    await one.on(2027, 12, 20)
    assert (await one.orders())[-1] == (date(2027, 9, 1), 300, "cancelled", 1)
    assert len(await one.orders()) == 11
    august = (await one.rows("select id from payment_order where month = '2027-08-01'"))[0][0]
    there = f"/desk/cases/{case}/payments/{august}/recovery"
    async with desk(house, "o-1", "officer") as officer, desk(house, "o-2", "officer") as second:
        assert "多发了一笔" in await officer.goes(f"/desk/cases/{case}")
        assert "至少5个字" in await officer.sends(there, 422, why="")
        await officer.sends(there, why="老人7月已经离世，8月不该发")
        await officer.sends(f"{there}/settlement", 403, word="agree")  # whoever proposed it doesn't agree to it
        await second.sends(f"{there}/settlement", word="agree")
    assert "“高龄老人津贴”2027年8月的300元要退回" in await one.titles()
    await one.on(2027, 12, 21)
    await one.on(2027, 12, 24)
    assert [o[2] for o in await one.orders() if o[0] == date(2027, 8, 1)] == ["recovered"]

    async with transaction(one.bench.pool) as db:
        grant = await grants.of_case_grant(db, case_id=case, person=one.person)
        assert grant
        await add_event(db, grant, "reopened", date(2027, 8, 1), "o-1", one.clock(), cause="lifted")
        await db.execute("update obligation set done_at = now()")
        await db.execute("update grant_change set state = 'lifted', settled_by = 'o-1', settled_at = now()")
    await one.is_told_ahead()
    await one.on(2034, 3, 10)  # the month in which she is 90: the band changes by itself
    later = [o for o in await one.orders() if o[0] >= date(2027, 9, 1)]
    assert len(later) == 79
    assert [(o[0], o[1]) for o in later if o[1] != 300] == [(date(2034, 3, 1), 500)]
    assert "“高龄老人津贴”从2034年3月起每月500元" in await one.titles()
