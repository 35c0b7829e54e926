"""What somebody is told by the house itself: the jobs that find and owe it, the ledger and the inbox of one person."""

import json
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from backend.campaigns import service as campaigns
from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from backend.registers.signature import signed
from tests.conftest import REGISTER_KEY

find, owe = SCHEDULES["find-messages"].does, SCHEDULES["owe-messages"].does


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    """A moment in Shenzhen."""
    return datetime(year, month, day, hour - 8, tzinfo=UTC)


async def person_of(state: Any, member: Any) -> UUID:
    """The account of one of the cast."""
    async with transaction(state.pool) as db:
        found = await db.fetchval(
            "select person from identity where id_hash = any($1)",
            state.vault.fingerprints("id_number", member.id_number),
        )
    assert found
    return UUID(str(found))


async def agrees(state: Any, person: UUID, now: datetime) -> None:
    """Consent to personalised messages, with the preferences as they come."""
    async with transaction(state.pool) as db:
        await campaigns.choose(db, person, campaigns.DEFAULT, now, wanted=True)


async def rows(state: Any, person: UUID, columns: str = "service, state, reason") -> list[tuple[Any, ...]]:
    """The ledger of one person."""
    async with transaction(state.pool) as db:
        found = await db.fetch(
            f"select {columns} from owed_message where person = $1 order by service, found_at", person
        )
    return [tuple(row) for row in found]


async def titles(state: Any, person: UUID) -> list[str]:
    """What stands in the inbox of one person about personal things."""
    async with transaction(state.pool) as db:
        found = await db.fetch(
            "select title from notice where person = $1 and topic = 'personal' order by created_at", person
        )
    return [row["title"] for row in found]


async def trouble(sample_world: str, mode: str, seconds: float = 1) -> None:
    """What is wrong with the gateway."""
    body = json.dumps({"register": "sms", "mode": mode, "seconds": seconds}).encode()
    async with httpx.AsyncClient() as http:
        await http.post(f"{sample_world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))
