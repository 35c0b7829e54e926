"""The worker is killed at each point on the way of a personalised message: it stands in the inbox exactly once, and is texted at most once."""

import asyncio
from datetime import time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import asyncpg
import httpx
import pytest

from backend.campaigns import service as campaigns
from backend.campaigns.types import MessageChoice
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import Vault
from backend.kit.db import prepare
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Identity
from backend.settings import Settings
from tests.support.killed_worker import worker

pytestmark = pytest.mark.nightly("kills")
POINTS = (
    "messages-found",
    "messages-before-commit",
    "messages-owed",
    "find-messages-before-ack",
    "sms-taken",
    "sms-sent",
    "text-personal-message-before-ack",
)
PEOPLE = 60


async def turning_seventy(db: Any, vault: Vault, turn: int) -> list[str]:
    """Proven residents who agreed and are seventy in thirty days, by what registers told; answers their numbers."""
    now = utc_now()
    born = (local_date(now) + timedelta(days=30)).replace(year=local_date(now).year - 70)
    told = {"birth_date": born.isoformat(), "hukou": "440304008", "alive": True, "benefits": []}
    facts = {name: [{"value": value, "source": "population", "as_of": now.isoformat()}] for name, value in told.items()}
    numbers = [f"+861990007{turn}{n:03d}" for n in range(PEOPLE)]
    for number in numbers:
        made = await residents.create_person(db, vault, Identity(phone=number), Assurance.VERIFIED, now)
        await people.merge_facts(db, person=made.id, facts=facts, at=now)
        chosen = MessageChoice(off=[], quiet_from=time(0), quiet_until=time(0), zone="Asia/Shanghai")
        await campaigns.choose(db, made.id, chosen, now, wanted=True)
        await db.execute("update message_choice set asked_at = $2 where person = $1", made.id, now)
    return numbers


@pytest.mark.parametrize("point", POINTS)
async def test_killed_there_everybody_is_told_once(
    point: str, settings: Settings, clean: None, admin_url: str, tmp_path: Path
) -> None:
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    numbers = await turning_seventy(db, Vault(settings.sealing_keys, settings.hash_key), POINTS.index(point))
    await db.execute(
        "insert into pgqueuer (priority, entrypoint, payload, execute_after, status) values (0, 'find-messages', '{}', now(), 'queued')"
    )
    process, deaths, end = worker(settings, point, tmp_path / "flag"), 0, monotonic() + 120
    told = "select count(*) from notice where topic = 'personal'"
    while monotonic() < end:
        if process.poll() is not None:
            deaths += 1
            process = worker(settings, point, tmp_path / "flag")
        if await db.fetchval(told) >= PEOPLE and not await db.fetchval("select count(*) from pgqueuer"):
            break
        await asyncio.sleep(0.3)
    process.terminate()
    process.wait(20)
    assert deaths == 1
    assert await db.fetchval(told) == PEOPLE
    ledger = await db.fetch(
        "select state, sms, count(*) as n from owed_message where service = 'FT0205001' group by 1, 2"
    )
    assert {row["state"] for row in ledger} == {"delivered"}
    assert sum(row["n"] for row in ledger) == PEOPLE
    assert {row["sms"] for row in ledger} <= {
        "sent",
        "taken",
    }  # one that was taken when the worker died is never sent again
    for number in numbers:
        arrived = httpx.get(f"{settings.sms_url}/phone.json", params={"to": number}, verify=False).json()
        assert sum(one["template"] == "personal_message" for one in arrived) <= 1
    await db.close()
