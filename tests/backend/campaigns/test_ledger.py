"""The ledger balances to the person, whatever happens on the way; nobody gets the same twice; editors see no small number."""

import random
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid5

import pytest
from aiohttp import web

from backend.campaigns import owe, pace, service, store
from backend.campaigns.jobs import SEND_SMS
from backend.campaigns.ledger import STATES, funnel, ledger
from backend.campaigns.short_messages import text_person
from backend.campaigns.types import MessageChoice, Zone
from backend.kit.db import transaction
from backend.notices.sms import SmsGateway
from backend.population import seeding
from backend.population.disclosure_control import DisclosureRule
from backend.residents import service as residents
from backend.residents.types import Identity
from tests.support.desk import desk

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
WATCHES = (
    ("FT0205001", "eligible"),
    ("FT0205013", "eligible"),
    ("FT0107006", "lapses"),
    ("FT0107003", "renew"),
    ("FT0107002", "eligible"),
    ("FT0120001", "deadline:register"),
)
SHOWN = DisclosureRule(b"key")

CONCERN = """
insert into owed_message (person, kind, topic, service, watch, until, sms_allowed, found_at, next_at, expires_at, case_id)
select p.id, $1, $2, $3, $4, $5, true, $6, $6, $7, (select id from cases c where c.principal = p.id and c.service = $3)
from person p where p.id = any($8) on conflict do nothing
"""
BEGIN = """
insert into cases (id, number, principal, opened_by, service, service_version, state, department)
select gen_random_uuid(), 'FT-' || row_number() over (), f.person, f.person, 'FT0120001', v.id, 'draft', 'public_security'
from profile f, (select id from service_version where code = 'FT0120001' limit 1) as v
"""


class Crowd:
    """Invented residents to whom things happen, on real tables."""

    def __init__(self, state: Any, seed: int, gateway: "Gateway | None" = None) -> None:
        self.state, self.draw, self.now, self.concerned = state, random.Random(seed), NOW, 0
        self.gateway = gateway

    async def moves_in(self, count: int) -> None:
        async with self.state.pool.acquire() as db:
            await seeding.add_residents(db, count, NOW)
            await db.execute("update person set assurance = 3 where signed_in_at is null")
            for n, row in enumerate(await db.fetch("select person from profile limit 150") if self.gateway else ()):
                await residents.save_identity(db, self.state.vault, row["person"], Identity(phone=f"+861990008{n:04d}"))
            await db.execute(BEGIN)
            self.people = [row["person"] for row in await db.fetch("select person from profile order by person")]

    async def day(self, many: int) -> None:
        """People are concerned, change their minds, sign off, and the worker goes on, sometimes dying in the middle."""
        async with transaction(self.state.pool) as db:
            for _ in range(3):
                code, watch = self.draw.choice((*WATCHES, WATCHES[-1], WATCHES[-1]))
                until = (self.now + timedelta(days=self.draw.randrange(1, 60))).date()
                some = self.draw.sample(self.people, min(many, len(self.people)))
                kind = self.draw.choice(("watch", "duty"))
                expires = self.now + timedelta(hours=self.draw.choice((12, 24, 30, 1000)))
                said = await db.execute(
                    CONCERN, kind, self.draw.choice(("benefit", "paper")), code, watch, until, self.now, expires, some
                )
                self.concerned += int(said.rpartition(" ")[2])
            for person in self.draw.sample(self.people, 20):
                await self.decides(db, person)
            await db.execute(
                "update owed_message set service = 'FT9999999' where id in (select id from owed_message where state = 'deferred' order by id limit 1)"
            )
            await db.execute("update person set closed_at = $2 where id = $1", self.draw.choice(self.people), self.now)
        if self.draw.random() < 0.5:
            await self.dies()
        await owe.owe_due(lambda: transaction(self.state.pool), self.state.services, self.now)
        if self.gateway:
            await self.texts(self.gateway)
        self.now += timedelta(hours=self.draw.randrange(3, 40))

    async def decides(self, db: Any, person: Any) -> None:
        off = self.draw.choice(([], [], ["benefit"]))
        zone: Zone = self.draw.choice(("Asia/Shanghai", "America/New_York", "Europe/London"))
        chosen = MessageChoice(off=off, quiet_from=time(22), quiet_until=time(self.draw.randrange(4, 10)), zone=zone)
        await service.choose(db, person, chosen, self.now, wanted=self.draw.random() < 0.8)

    async def texts(self, gateway: "Gateway") -> None:
        """What is owed as a short message goes to a gateway that may be down or lose its answer; some withdraw just before."""
        async with transaction(self.state.pool) as db:
            owed = await db.fetch("select person, notice from owed_message where sms = 'owed' order by notice")
        for row in owed:
            withdraws = self.draw.random() < 0.2
            if withdraws:
                async with transaction(self.state.pool) as db:
                    await service.choose(db, row["person"], service.DEFAULT, self.now, wanted=False)
                    told = await db.fetch("select kind from owed_message where notice = $1", row["notice"])
            gateway.mode = self.draw.choice(("well", "down", "lost"))
            before = len(gateway.taken)
            await gateway.hands_over(self.state, row["notice"], self.now)
            assert not withdraws or any(one["kind"] == "duty" for one in told) or len(gateway.taken) == before

    async def dies(self) -> None:
        """The worker dies before its transaction is over: nothing of it is there."""
        with suppress(ZeroDivisionError):
            async with transaction(self.state.pool) as db:
                rows = await store.due(db, at=self.now, most=50)
                await owe.owe_rows(db, self.state.services, rows, self.now, pace.Pace())
                raise ZeroDivisionError

    async def balances(self) -> dict[str, int]:
        async with transaction(self.state.pool) as db:
            rows = await store.balance(db, since=NOW - timedelta(days=1))
            doubled = await db.fetchval(
                "select count(*) from (select person, service from owed_message where state = 'delivered'"
                " group by person, service, watch, until having count(*) > 1) as twice"
            )
            inboxes = await db.fetchval("select count(*) from notice where topic = 'personal'")
            behind = await db.fetchval("select count(distinct notice) from owed_message where state = 'delivered'")
            capped = await db.fetchval(
                "select count(*) from (select o.person, o.id, (select count(distinct b.notice) from owed_message b where b.person = o.person"
                " and b.kind = 'watch' and b.state = 'delivered' and b.settled_at > o.settled_at - interval '30 days' and b.settled_at <= o.settled_at) as n"
                " from owed_message o where o.kind = 'watch' and o.state = 'delivered') as runs where n > 4"
            )
        ends = {state: sum(one.number for one in rows if one.state == state) for state in STATES}
        assert sum(ends.values()) == self.concerned
        assert doubled == 0
        assert inboxes == behind
        assert capped == 0
        return ends


SEEN = ("suppressed", "deferred", "expired", "delivered")


class Gateway:
    """A gateway of the neighbourhood: takes messages by the client of the house, refuses them, or takes them and loses its answer."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.mode = "well"

    async def answer(self, request: web.Request) -> web.Response:
        if self.mode != "down":
            self.taken.append((await request.json())["id"])
        return web.Response(status=202 if self.mode == "well" else 503)

    async def hands_over(self, state: Any, notice: Any, now: datetime) -> None:
        await text_person(lambda: transaction(state.pool), state.vault, self.client, notice, now)

    async def opens(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/messages", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.client = SmsGateway(f"http://127.0.0.1:{runner.addresses[0][1]}", "key")
        return runner


async def a_season(
    state: Any, people: int, days: int, seed: int = 3, *, whole: bool = True, gateway: Gateway | None = None
) -> dict[str, int]:
    """Everything that may happen, for some days, or until it has happened; the ledger balances after each."""
    crowd = Crowd(state, seed, gateway)
    await crowd.moves_in(people)
    for _ in range(days):
        await crowd.day(people // 3)
        ends = await crowd.balances()
        if not whole and all(ends[end] for end in SEEN):
            break
    return ends


async def test_the_ledger_balances_and_editors_see_no_small_number(house: Any) -> None:
    state = house.framework.state
    ends = await a_season(state, 90, 12, whole=False)
    assert all(ends[end] for end in SEEN), ends
    async with transaction(state.pool) as db:
        lines = await ledger(db, NOW - timedelta(days=1), SHOWN)
        steps = await funnel(db, NOW - timedelta(days=1), SHOWN, NOW.date())
    shown = [n for line in lines for n in (line.concerned, *line.ends.values(), *line.reasons.values())]
    assert any(shown)
    assert all(one.steps == (None,) * 5 for one in steps if one.steps[0] is None)
    assert all(
        n is None or n == 0 or (n >= 20 and n % 10 == 0) for n in [*shown, *(n for one in steps for n in one.steps)]
    )
    async with desk(house, "e-1", "editor") as editor:
        assert "每个人都有着落" in await editor.goes("/studio/reminders")
    async with desk(house, "o-1", "officer") as officer:
        await officer.goes("/studio/reminders", status=403)


@pytest.mark.nightly("properties")
async def test_a_hundred_thousand_things_balance(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over two clock changes, with a worker that dies, a gateway that fails, and people who change their minds between queue and send."""
    monkeypatch.setattr(pace, "ROOM", 0.0)
    monkeypatch.setattr("tests.backend.campaigns.test_ledger.NOW", datetime(2027, 3, 1, 2, tzinfo=UTC))
    state, gateway = house.framework.state, Gateway()
    runner = await gateway.opens()
    ends = await a_season(state, 4000, 40, gateway=gateway)
    await gateway.client.aclose()
    await runner.cleanup()
    assert sum(ends.values()) >= 100_000, ends
    assert all(ends[end] for end in (*SEEN, "failed")), ends
    assert gateway.taken
    async with transaction(state.pool) as db:
        told = await db.fetch("select distinct notice from owed_message where sms <> 'none'")
    ids = {str(uuid5(row["notice"], SEND_SMS)) for row in told}
    assert set(gateway.taken) <= ids, "one id for a message, however often it was handed over"
