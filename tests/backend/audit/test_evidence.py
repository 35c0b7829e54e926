"""Whatever a superuser does to evidence is seen; what retention takes away is said and is no finding."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from backend.audit import evidence
from backend.audit.service import evidence_key
from backend.kit.db import prepare

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PERSON = UUID("00000000-0000-0000-0000-0000000000aa")


@pytest_asyncio.fixture(loop_scope="session")
async def root(clean: None, admin_url: str) -> AsyncIterator[Any]:
    """A superuser's connection to a database in which files were opened and cases moved."""
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    async with rolled_back(db):
        for n in range(5):
            await db.execute(
                "insert into access_log (person, reader, reader_name, role, at) select id, $1, '', 'officer', $2 from person limit 1",
                f"sample-officer-{n}", NOW,
            )  # fmt: skip
            await db.execute(
                "insert into staff_act (act, subject, staff, proven, at) values ('x', $1, 'y', true, $2)", f"s{n}", NOW
            )
        yield db
    await db.close()


class rolled_back:
    """A transaction that never stays."""

    def __init__(self, db: Any) -> None:
        self.transaction = db.transaction()

    async def __aenter__(self) -> None:
        await self.transaction.start()

    async def __aexit__(self, *_: object) -> None:
        await self.transaction.rollback()


async def kinds(db: Any, settings: Any) -> list[str]:
    checked = await evidence.check(db, settings, evidence_key(settings.chain_secret), NOW)
    return sorted({f.kind for f in checked.findings})


@pytest.fixture
def key(settings: Any) -> bytes:
    return evidence_key(settings.chain_secret)


async def test_every_row_is_linked_once_and_nothing_is_found(root: Any, settings: Any, key: bytes) -> None:
    head = await evidence.link(root, key, NOW)
    assert head is not None
    assert head.position == await root.fetchval("select count(*) from evidence")
    assert await evidence.link(root, key, NOW) is None
    assert await kinds(root, settings) == []


@pytest.mark.parametrize(("act", "found"), [
    ("update access_log set reader = 'nobody' where id = (select max(id) from access_log)", "changed"),
    ("update staff_act set at = at - interval '1 second' where subject = 's2'", "changed"),
    ("delete from access_log where id = (select max(id) from access_log)", "deleted"),
    ("delete from evidence_link where position = 3", "cut"),
    ("set local futian.retention = 'on'; delete from access_log where id = (select max(id) from access_log)", "deleted"),
    ("update evidence_link set key = 'x' where position = 3", "deleted"),
])  # fmt: skip
async def test_what_a_superuser_does_is_seen(root: Any, settings: Any, key: bytes, act: str, found: str) -> None:
    await evidence.link(root, key, NOW)
    await root.execute(act)
    assert found in await kinds(root, settings)


async def test_what_retention_takes_away_is_said_and_the_chain_goes_on(root: Any, settings: Any, key: bytes) -> None:
    await evidence.link(root, key, NOW)
    await root.execute("set local futian.retention = 'on'; delete from access_log where reader = 'sample-officer-2'")
    await root.execute(
        "insert into audit (at, actor, action, subject, detail) values ($1, 'worker', $2, 'evidence', $3)",
        NOW, evidence.RELEASED, {"gone": await root.fetchval("select count(*) from evidence_link where gone_at is not null")},
    )  # fmt: skip
    await root.execute(
        "insert into staff_act (act, subject, staff, proven, at) values ('x', $1, 'y', true, $2)", str(uuid4()), NOW
    )
    await evidence.link(root, key, NOW)
    assert await kinds(root, settings) == []


async def test_the_application_changes_no_decision_and_deletes_no_receipt(clean: None, settings: Any) -> None:
    db = await asyncpg.connect(settings.database_url)
    try:
        for act in (
            "delete from receipt", "delete from decision", "update decision set outcome = 'approve'", "update receipt set jws = ''",
            "update access_log set reader = ''", "delete from case_event", "delete from evidence_link", "update evidence_link set key = ''",
        ):  # fmt: skip
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await db.execute(act)
        await db.execute("update receipt set status = 'valid' where false")
        await db.execute("update decision set superseded_by = null where false")
    finally:
        await db.close()
