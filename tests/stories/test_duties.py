"""What is owed after an approval: said on the page, reminded once on its day by the worker, and dated anew every time."""

from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from msgspec.structs import replace

from backend.cases import store as case_store
from backend.cases.desk import approve, officer_actions
from backend.cases.drafts import begin
from backend.cases.obligations import yearly_check
from backend.cases.submission import submit
from backend.registers.sample.cast import cast
from backend.residents.types import Acting, FreshProof, Staff
from backend.rules import officer_approval as officers
from tests import people
from tests.conftest import NOW
from tests.journey import said
from tests.support.allowance import approved
from tests.support.any_service import fill_in, hand_over_papers, proven


async def test_the_yearly_check_is_reminded_once_and_comes_back(
    resident: Any, worker: Any, clock: Any, admin_url: str, house: Any
) -> None:
    from backend.jobs import SCHEDULES

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
        await rule(db, "revoked", "revoked")
        clock.pass_(days=183)
        await remind(worker.bench)
        assert await count(db) == 2  # what was taken back owes nothing
        await rule(db, "approved", "valid")
    finally:
        await db.close()
    await house.framework.state.redis.flushdb()  # its clock isn't ours: a year has not passed for the limits of codes
    await grandmother.signs_in(case)
    inbox = said(await grandmother.goes("/inbox"))
    assert "有一件事到时候了" in inbox
    assert "2027年5月1日至5月31日" in inbox


async def rule(db: Any, ruling: str, receipt: str) -> None:
    """The ruling of every case and its receipt: one doesn't change without the other."""
    async with db.transaction():
        await db.execute("update cases set ruling = $1, state = $1", ruling)
        await db.execute(
            "update receipt set status = $1, ended_at = case when $1 = 'valid' then null else now() end", receipt
        )


async def test_one_duty_that_cannot_be_read_keeps_no_other_from_being_told(
    resident: Any, worker: Any, clock: Any, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backend.cases.obligations import remind as reminding
    from backend.jobs import SCHEDULES

    await approved(resident(people.GRANDMOTHER), worker)
    read, remind = reminding.rule_obligation, SCHEDULES["remind-of-duties"].does

    def broken(where: Any, one: Any) -> Any:
        if one.due_on == date(2027, 5, 31):
            raise ValueError("it can't be read")
        return read(where, one)

    monkeypatch.setattr(reminding, "rule_obligation", broken)
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


async def test_a_check_that_the_rule_passes_is_done_and_the_next_one_has_its_date(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["li_huifang"])
    bound = await handed_in(db, services, acting, "FT0205002", NOW)
    await owes_since_earlier(db, date(2026, 5, 31), date(2026, 11, 30))
    rows = await db.fetch("select due_on, done_at from obligation where kind = 'check' order by due_on")
    assert [tuple(row) for row in rows] == [(date(2026, 5, 31), None), (date(2026, 11, 30), None)]
    services.catalogue.switched = {**services.catalogue.switched, "FT0220003": True}
    await handed_in(db, services, acting, "FT0220003", NOW)
    rows = await db.fetch("select due_on, done_at from obligation where kind = 'check' order by due_on")
    assert [tuple(row) for row in rows] == [
        (date(2026, 5, 31), NOW),
        (date(2026, 11, 30), NOW),
        (date(2027, 5, 31), None),
    ]
    notice = await db.fetchrow("select body, case_id from notice where title like '%领取资格认证做好了'")
    assert tuple(notice) == ("以前没做的也算补上了。下一次是2027年5月1日至5月31日，到时候会提醒您。", bound)
    assert (
        await yearly_check.complete_check(db, services, acting.principal, "FT0220003", NOW) == 0
    )  # said twice it is done once
    assert await db.fetchval("select count(*) from notice where title like '%领取资格认证做好了'") == 1


async def test_a_check_that_an_officer_passes_is_done_as_well(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["li_huifang"])
    await handed_in(db, services, acting, "FT0205002", NOW)
    await owes_since_earlier(db, date(2026, 11, 30), date(2027, 5, 31))
    case = await handed_in(db, services, acting, "FT0220003", NOW)
    submitted = await case_store.get(db, id=case, principal=acting.principal)
    assert submitted.state == "submitted"  # its switch is off as shipped
    assert await db.fetchval("select count(*) from obligation where done_at is not null") == 0
    officer = Staff("o-1", "韩晓梅", frozenset({"officer"}), "civil_affairs")
    await officer_actions.perform(db, services, officer, case, "accepted", "", submitted.version, NOW)
    page = await approve.prepare(
        db, services, await case_store.for_officer(db, id=case, department="civil_affairs"), NOW
    )
    unclear = {str(n): "上门看过" for n, r in enumerate(page.seen.reasons) if r.answer != "yes"}
    words = officers.OfficerWording(overruled=unclear, grant=page.fits)
    await approve.approve(
        db, services, officer, case, words, version=submitted.version + 1, digest=page.digest, now=NOW
    )
    rows = await db.fetch("select due_on, done_at from obligation where kind = 'check' order by due_on")
    assert [tuple(row) for row in rows] == [(date(2026, 11, 30), NOW), (date(2027, 5, 31), None)]
    body = await db.fetchval("select body from notice where title like '%领取资格认证做好了'")
    assert body.startswith("2026年11月这一次的，不用再做。")


async def test_another_approval_is_no_check(services: Any, db: Any) -> None:
    acting = await proven(db, services, cast()["li_huifang"])
    await handed_in(db, services, acting, "FT0205002", NOW)
    await owes_since_earlier(db, date(2026, 11, 30), date(2027, 5, 31))
    await handed_in(db, services, acting, "FT0205002", NOW)
    assert await db.fetchval("select count(*) from obligation where done_at is not null") == 0


async def owes_since_earlier(db: Any, *days: date) -> None:
    """Two checks as if the approval had come some months before: registers answer for today only."""
    shown = await db.fetch("select due_on from obligation where kind = 'check' order by due_on")
    for row, day in zip(shown, days, strict=True):
        await db.execute(
            "update obligation set opens_on = $2, due_on = $3 where due_on = $1", row["due_on"], day.replace(day=1), day
        )


async def handed_in(db: Any, services: Any, acting: Acting, code: str, now: Any) -> Any:
    """One case filled in and handed in on this day; answers its id."""
    case = (await begin.open_draft(lambda: nullcontext(db), services, acting, code, now)).id
    acting = replace(acting, proofs=(FreshProof(now, "officer"),))
    await fill_in(db, services, acting, case, code, now)
    await hand_over_papers(db, services, acting, case)
    await submit.submit(db, services, acting, case, uuid4(), now)
    return case
