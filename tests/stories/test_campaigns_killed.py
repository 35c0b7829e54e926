"""The worker is killed at each point on the way of a campaign, or its database restarts: everybody is told once, and the ledger balances."""

import asyncio
from datetime import timedelta
from pathlib import Path
from signal import SIGINT, SIGQUIT
from time import monotonic
from typing import Any

import asyncpg
import pytest

from backend.campaigns.editorial import editing
from backend.campaigns.editorial.types import CampaignContent
from backend.kit import embedded_servers
from backend.kit.clock import local_date, utc_now
from backend.kit.db import prepare
from backend.settings import Settings
from tests.support.campaigning import people_arrive
from tests.support.editing import MENG
from tests.support.killed_worker import worker

pytestmark = pytest.mark.nightly("kills")
POINTS = ("campaign-frozen", "campaign-part", "campaign-batch", "campaign-round", "run-campaigns-now-before-ack")
PEOPLE = 300


async def scheduled(db: Any, people: int = PEOPLE) -> Any:
    """A campaign to everybody that begins now, whatever the hour."""
    now = utc_now()
    await people_arrive(db, now, people=people, carers=0)
    await db.execute(
        "insert into message_choice (person, quiet_from, quiet_until) select person, '00:00', '00:00' from profile on conflict do nothing"
    )
    content = CampaignContent(
        name="照护课", purpose="让人知道", condition='{ attribute = "age", at_most = 150 }', title="家门口的照护课开始报名", body="不收费。",
        action="看看", link="/services/FT0205001", begins_on=local_date(now) - timedelta(days=1), from_hour=0, until_hour=24,
        expires_on=local_date(now) + timedelta(days=20),
    )  # fmt: skip
    id = await editing.begin(db, content, MENG, now)
    await db.execute("update campaign set state = 'scheduled', approver = 'another' where id = $1", id)
    return id


async def kick(db: Any) -> None:
    """Let the worker look."""
    await db.execute(
        "insert into pgqueuer (priority, entrypoint, payload, execute_after, status) values (0, 'run-campaigns-now', '{}', now(), 'queued')"
    )


async def balances(db: Any, id: Any, people: int = PEOPLE) -> None:
    """Everybody who was frozen has a message, and no one two."""
    members = await db.fetchval("select members from campaign where id = $1", id)
    ends = dict(await db.fetch("select state, count(*) from owed_message where campaign = $1 group by 1", id))
    inbox = [
        row["person"] for row in await db.fetch("select person from notice where title = '家门口的照护课开始报名'")
    ]
    assert sum(ends.values()) == members >= people * 0.9
    assert len(inbox) == len(set(inbox)) == ends["delivered"]
    assert set(ends) <= {"delivered", "suppressed"}


@pytest.mark.parametrize("point", POINTS)
async def test_killed_there_everybody_is_told_once(
    point: str, settings: Settings, clean: None, admin_url: str, tmp_path: Path
) -> None:
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    id = await scheduled(db)
    await kick(db)
    process, deaths, end = worker(settings, point, tmp_path / "flag"), 0, monotonic() + 150
    while monotonic() < end:
        if process.poll() is not None:
            deaths += 1
            process = worker(settings, point, tmp_path / "flag")
            await kick(db)
        if await db.fetchval("select state from campaign where id = $1", id) == "finished" and deaths:
            break
        await asyncio.sleep(0.3)
    process.terminate()
    process.wait(20)
    assert deaths == 1
    assert await db.fetchval("select state from campaign where id = $1", id) == "finished"
    await balances(db, id)
    await db.close()


async def test_connections_are_cut_and_a_service_changes_in_the_middle(
    settings: Settings, clean: None, admin_url: str, tmp_path: Path
) -> None:
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    id = await scheduled(db)
    await kick(db)
    process, end, cuts = worker(settings, "", tmp_path / "flag"), monotonic() + 150, 0
    while monotonic() < end:
        told = await db.fetchval("select count(*) from owed_message where campaign = $1 and state = 'delivered'", id)
        if told and cuts < 3:
            cuts += 1
            await db.fetch(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"
            )
            await db.execute("update service_version set valid_to = valid_from + 40000 where code = 'FT0205001'")
            await kick(db)
        if await db.fetchval("select state from campaign where id = $1", id) == "finished":
            break
        await asyncio.sleep(0.05)
    process.terminate()
    process.wait(20)
    assert cuts
    await balances(db, id)
    await db.close()


async def test_the_database_restarts_in_the_middle(
    settings: Settings, clean: None, admin_url: str, grounds: Path, tmp_path: Path
) -> None:
    """Stopped while people are told: once in order, once as in a crash, and once while its people enter the ledger."""
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    id = await scheduled(db, MANY)
    await kick(db)
    process, end, ways = worker(settings, "", tmp_path / "flag"), monotonic() + 300, [SIGQUIT, SIGINT, SIGQUIT]
    waits_for = [ENTERED, TOLD, TOLD]
    least = 0
    while monotonic() < end:
        done = await db.fetchval(waits_for[0], id) if ways else 0
        if done > least:
            least = 0 if waits_for[0] == ENTERED else done
            del waits_for[0]
            await db.close()
            await asyncio.to_thread(embedded_servers.stop_postgres, grounds / "postgres", ways.pop(0))
            await asyncio.sleep(0.5)
            await asyncio.to_thread(embedded_servers.start_postgres, grounds / "postgres")
            db = await asyncpg.connect(admin_url)
            await prepare(db)
            assert await db.fetchval("select state from campaign where id = $1", id) == "running", "stopped too late"
            await kick(db)
        if await db.fetchval("select state from campaign where id = $1", id) == "finished":
            break
        await asyncio.sleep(0.02)
    process.terminate()
    process.wait(20)
    assert not ways
    assert await db.fetchval("select state from campaign where id = $1", id) == "finished"
    await balances(db, id, MANY)
    await db.close()


MANY = 6_000
ENTERED = "select count(*) from owed_message where campaign = $1"
TOLD = "select count(*) from owed_message where campaign = $1 and state = 'delivered'"
