"""What is owed after an approval: said on the page, reminded once on its day by the worker, and dated anew every time."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from tests import people
from tests.journey import said
from tests.stories.test_receipts import approved


async def test_the_yearly_check_is_reminded_once_and_comes_back(resident: Any, worker: Any, clock: Any, admin_url: str, house: Any) -> None:
    from backend.worker import SCHEDULES

    grandmother = resident(people.GRANDMOTHER)
    case = await approved(grandmother, worker)
    assert "每年5月和11月各做一次领取资格认证" in said(grandmother.page.text)
    db = await asyncpg.connect(admin_url)
    try:
        first = await db.fetch("select kind, opens_on, due_on from obligation order by due_on")
        assert [tuple(row) for row in first] == [
            ("check", date(2027, 5, 1), date(2027, 5, 31)), ("check", date(2027, 11, 1), date(2027, 11, 30)),
        ]  # fmt: skip
        remind = SCHEDULES["remind-of-duties"].does
        await remind(worker.bench)
        assert await count(db) == 0  # nothing is owed yet
        clock.pass_(days=160)  # the second of May
        await remind(worker.bench)
        await remind(worker.bench)
        assert await count(db) == 1
        clock.pass_(days=184)  # the second of November: the window after the known ones gets its date
        await remind(worker.bench)
        assert await count(db) == 2
        last = await db.fetchrow("select opens_on, due_on from obligation order by due_on desc limit 1")
        assert tuple(last) == (date(2028, 5, 1), date(2028, 5, 31))
        await db.execute("update receipt set status = 'revoked', ended_at = now()")
        clock.pass_(days=183)
        await remind(worker.bench)
        assert await count(db) == 2  # what was taken back owes nothing
        await db.execute("update receipt set status = 'valid'")
    finally:
        await db.close()
    await house.framework.state.redis.flushdb()  # its clock isn't ours: a year has not passed for the limits of codes
    await grandmother.signs_in(case)
    inbox = said(await grandmother.goes("/inbox"))
    assert "有一件事到时候了" in inbox
    assert "2027年5月1日至5月31日" in inbox


async def test_one_duty_that_cannot_be_read_keeps_no_other_from_being_told(
    resident: Any, worker: Any, clock: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.cases import reminding
    from backend.worker import SCHEDULES

    await approved(resident(people.GRANDMOTHER), worker)
    read, remind = reminding.obligation_of, SCHEDULES["remind-of-duties"].does

    def broken(office: Any, one: Any) -> Any:
        if one.due_on == date(2027, 5, 31):
            raise ValueError("it can't be read")
        return read(office, one)

    monkeypatch.setattr(reminding, "obligation_of", broken)
    clock.pass_(days=344)  # the second of November
    await remind(worker.bench)
    assert await count(db) == 1
    left = "select count(*) from obligation where reminded_at is null and opens_on <= '2027-11-02'"
    assert await db.fetchval(left) == 1
    monkeypatch.undo()
    await remind(worker.bench)
    assert await db.fetchval(left) == 0  # it was tried again


async def count(db: Any) -> int:
    """How many reminders there are."""
    return int(await db.fetchval("select count(*) from notice where title like '%有一件事到时候了'"))
