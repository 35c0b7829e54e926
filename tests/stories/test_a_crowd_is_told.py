"""A crowd of ten thousand is looked through in a day, the database restarts and Redis is emptied: each is told once, and the ledger balances."""

import asyncio
from typing import Any

import pytest

from backend.campaigns import owe, store
from backend.campaigns.ledger import STATES, funnel, ledger
from backend.campaigns.types import PURPOSE
from backend.jobs import SCHEDULES
from backend.kit import embedded_servers
from backend.kit.db import transaction
from backend.population import seeding
from backend.population.disclosure_control import DisclosureRule
from backend.residents.consents import purpose_of
from tests.conftest import NOW

pytestmark = pytest.mark.nightly("properties")
CROWD = 10_000
find = SCHEDULES["find-messages"].does
AGREE = """
insert into consent (person, purpose, version, given_at) select person, $1, $2, $3 from profile;
"""
ASKED = """
insert into message_choice (person, asked_at) select person, $1 from profile on conflict (person) do update set asked_at = $1
"""


async def test_ten_thousand_are_told_once(house: Any, worker: Any, clock: Any, grounds: Any) -> None:
    state = house.framework.state
    clock.now = NOW
    async with state.pool.acquire() as db:
        await seeding.add_residents(db, CROWD, NOW)
        await db.execute("update person set assurance = 3")
        await db.execute(AGREE, PURPOSE, purpose_of(PURPOSE).version, NOW)
        await db.execute(ASKED, NOW)
    told = 0
    for day in range(3):
        await find(worker.bench)
        if day == 1:
            await state.redis.flushdb()
            await asyncio.to_thread(embedded_servers.stop_postgres, grounds / "postgres")
            await asyncio.to_thread(embedded_servers.start_postgres, grounds / "postgres")
            await asyncio.sleep(1)
        async with transaction(state.pool) as db:
            told = await db.fetchval("select count(*) from notice where topic = 'personal'")
            most = await db.fetchval(
                "select max(n) from (select count(*) as n from owed_message where state = 'delivered'"
                " group by person, service, watch) as each"
            )
            assert most == 1
            rows = await store.balance(db, since=NOW)
            concerned = await db.fetchval("select count(*) from owed_message")
            assert sum(one.number for one in rows) == concerned
            assert {one.state for one in rows} <= set(STATES)
        clock.pass_(days=1)
        async with state.pool.acquire() as db:
            await db.execute(ASKED, clock.now)
    assert told > 50
    shown = DisclosureRule(b"key")
    async with transaction(state.pool) as db:
        lines = await ledger(db, NOW, shown)
        steps = await funnel(db, NOW, shown, NOW.date())
    counts = [n for one in lines for n in (one.concerned, *one.ends.values())] + [n for one in steps for n in one.steps]
    assert all(n is None or n == 0 or n >= 20 for n in counts)
    assert any(one.ages for one in steps)
    assert await owe.owe_due(lambda: transaction(state.pool), state.services, clock.now) == 0
