"""What is owed after an approval: said on the page, reminded once on its day by the worker, and dated anew every time."""

from datetime import date
from typing import Any

import asyncpg

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


async def count(db: Any) -> int:
    """How many reminders there are."""
    return int(await db.fetchval("select count(*) from notice where title like '%有一件事到时候了'"))
