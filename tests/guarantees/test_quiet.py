"""Nothing personal leaves by the side doors: logs, job arguments, addresses of pages, audit rows, the unsealed columns."""

import json
from typing import Any

import asyncpg
import pytest

from backend.materials.samples import cast_papers
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in

HERS = (
    people.GRANDMOTHER.name, people.GRANDMOTHER.id_number, people.GRANDMOTHER.phone, people.GRANDMOTHER.international_phone,
    "样本花园", "8800000000009876",
)  # fmt: skip
UNSEALED_BY_DESIGN = {"profile", "notice"}  # rule attributes without identity; words of messages, which name services


@pytest.fixture
async def journey(resident: Any, worker: Any, admin_url: str) -> Any:
    """The whole story, with every address visited and every job seen on the way."""
    grandmother = resident(people.GRANDMOTHER)
    visited: list[str] = []
    grandmother.browser.event_hooks["request"].append(lambda request: note(visited, str(request.url)))
    db = await asyncpg.connect(admin_url)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await fill_in(grandmother, case)
    await grandmother.photographs(case, "id_card", cast_papers.id_card_front(people.GRANDMOTHER))
    jobs = [bytes(r["payload"]) for r in await db.fetch("select payload from pgqueuer")]
    await worker.works()
    assert "通过了" in said(await grandmother.hands_in(case))
    jobs += [bytes(r["payload"]) for r in await db.fetch("select payload from pgqueuer")]
    yield db, visited, jobs
    await db.close()


async def note(visited: list[str], url: str) -> None:
    visited.append(url)


async def test_the_side_doors_are_shut(journey: Any, capsys: pytest.CaptureFixture[str]) -> None:
    db, visited, jobs = journey
    printed = capsys.readouterr()
    assert jobs
    assert visited
    for text in (printed.out, printed.err, json.dumps(visited), b"".join(jobs).decode()):
        for canary in HERS:
            assert canary not in text
    for table in [
        r["tablename"] for r in await db.fetch("select tablename from pg_tables where schemaname = 'public'")
    ]:
        if table in UNSEALED_BY_DESIGN or table in {"service_version", "pgqueuer", "pgqueuer_log"}:
            continue
        rows = "\n".join(r["row"] for r in await db.fetch(f"select t::text as row from {table} t"))
        for canary in HERS:
            assert canary not in rows, f"{table} holds {canary} unsealed"
