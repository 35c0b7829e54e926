"""Whatever a superuser does to the audit log is seen: the tests are that superuser."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from backend.audit import service
from backend.audit.actor import Actor
from backend.audit.chain import Chain
from backend.audit.heads import NEWEST, SignedHeads, place_of
from backend.audit.log import note
from backend.audit.store import unlinked
from backend.kit.db import prepare
from tests.conftest import NOW

LINES = 12


@pytest.fixture
async def root(clean: None, admin_url: str, settings: Any) -> AsyncIterator[Any]:
    """A superuser's connection to a database in which things were done, linked and sealed."""
    db = await asyncpg.connect(admin_url)
    await prepare(db)
    for path in Path(urlsplit(place_of(settings)).path).glob("*"):
        path.unlink()
    for number in range(LINES):
        await note(db, Actor.staff("officer-1"), "case.accepted", f"case-{number}", NOW, b=1, a=number)
    await link(db, settings)
    yield db
    await db.close()


async def link(db: Any, settings: Any) -> None:
    head = await service.link(db, service.chain_key(settings.chain_secret), NOW)
    assert head
    await SignedHeads(settings).keep(head)


async def kinds(db: Any, settings: Any) -> set[str]:
    checked = await service.check(db, settings, NOW + service.LONGEST * 2)
    return {finding.kind for finding in checked.findings}


async def test_an_honest_log_has_no_findings(root: Any, settings: Any) -> None:
    checked = await service.check(root, settings, NOW)
    assert (checked.lines, checked.heads, checked.findings) == (LINES, 2, [])


@pytest.mark.parametrize(
    "change", ["actor = 'x'", "at = at + interval '1 second'", "detail = '{}'", "subject = ''", "action = 'y'"]
)
async def test_an_edit(root: Any, settings: Any, change: str) -> None:
    await root.execute(f"update audit set {change} where seq = 5")
    assert await kinds(root, settings) == {"changed"}


async def test_a_deletion(root: Any, settings: Any) -> None:
    await root.execute("delete from audit where seq = 5")
    assert await kinds(root, settings) == {"deleted"}


async def test_a_deletion_together_with_its_link(root: Any, settings: Any) -> None:
    await root.execute("delete from audit where seq = 5")
    await root.execute("delete from audit_link where seq = 5")
    assert "cut" in await kinds(root, settings)
    await root.execute("update audit_link set position = position - 1 where position > 5")  # and the gap closed
    assert "changed" in await kinds(root, settings)


async def test_another_order(root: Any, settings: Any) -> None:
    swap = "case seq when 5 then 6 else 5 end"
    for one in ("actor = actor, subject", "detail"):
        field = one.rpartition(" ")[2]
        await root.execute(
            f"update audit a set {field} = (select b.{field} from audit b where b.seq = {swap.replace('seq', 'a.seq')}) where seq in (5, 6)"
        )
    assert await kinds(root, settings) == {"changed"}


async def test_links_in_another_order(root: Any, settings: Any) -> None:
    await root.execute("update audit_link set position = 1000 where position = 5")
    await root.execute("update audit_link set position = 5 where position = 6")
    await root.execute("update audit_link set position = 6 where position = 1000")
    assert await kinds(root, settings) == {"changed"}


async def test_the_end_cut_off(root: Any, settings: Any) -> None:
    await root.execute("delete from audit where seq > 8")
    await root.execute("delete from audit_link where position > 8")
    assert await kinds(root, settings) == {"cut"}


async def test_everything_thrown_away(root: Any, settings: Any) -> None:
    await root.execute("truncate audit, audit_link")
    assert await kinds(root, settings) == {"cut"}


async def test_links_thrown_away_so_that_the_worker_makes_new_ones(root: Any, settings: Any) -> None:
    await root.execute("update audit set actor = 'nobody' where seq = 3")
    await root.execute("truncate audit_link")
    assert "never_linked" in await kinds(root, settings)
    await service.link(root, service.chain_key(settings.chain_secret), NOW)  # before the next head is signed
    assert await kinds(root, settings) == {"changed"}  # the signed head remembers


async def test_a_chain_made_with_another_key(root: Any, settings: Any) -> None:
    await root.execute("update audit set actor = 'nobody' where seq = 3")
    await root.execute("truncate audit_link")
    chain = Chain(b"not the key")
    for line in await unlinked(root, above=0):
        one = chain.add(line)
        await root.execute("insert into audit_link values ($1, $2, $3, now())", one.position, one.seq, one.hash)
    assert "changed" in await kinds(root, settings)


async def test_a_forged_head_and_a_missing_one(root: Any, settings: Any) -> None:
    place = Path(urlsplit(place_of(settings)).path)
    kept = (place / NEWEST).read_text()
    (place / NEWEST).write_text(kept[:-6] + "AAAAAA")
    assert await kinds(root, settings) == {"head_forged"}
    (place / NEWEST).unlink()
    assert await kinds(root, settings) == {"head_missing"}


async def test_what_committed_late_is_linked_too(root: Any, settings: Any, admin_url: str) -> None:
    slow = await asyncpg.connect(admin_url)
    await prepare(slow)
    transaction = slow.transaction()
    await transaction.start()
    await note(slow, Actor.staff("slow"), "a", "s", NOW)
    await note(root, Actor.staff("quick"), "a", "s", NOW)
    await link(root, settings)
    await transaction.commit()
    await slow.close()
    await link(root, settings)
    rows = await root.fetch("select seq from audit_link order by position desc limit 2")
    assert [r["seq"] for r in rows] == [LINES + 1, LINES + 2]
    assert await kinds(root, settings) == set()


async def test_two_linkers_make_one_chain(root: Any, settings: Any, admin_url: str) -> None:
    await note(root, Actor.staff("x"), "a", "s", NOW)
    other = await asyncpg.connect(admin_url)
    await prepare(other)
    async with other.transaction():
        assert await service.link(other, service.chain_key(settings.chain_secret), NOW)
        async with root.transaction():
            assert await service.link(root, service.chain_key(settings.chain_secret), NOW) is None
    await other.close()


@pytest.mark.parametrize("table", ["audit", "audit_link", "audit_check", "case_event", "access_log"])
async def test_the_application_may_only_append(db: Any, table: str) -> None:
    for act in (
        f"update {table} set {'at = now()' if table != 'audit_link' else 'seq = 0'}",
        f"delete from {table}",
        f"truncate {table}",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with db.transaction():
                await db.execute(act)


async def test_the_worker_links_and_checks(worker: Any, settings: Any, root: Any) -> None:
    from backend.jobs import SCHEDULES

    await note(root, Actor.staff("x"), "a", "s", NOW)
    await SCHEDULES["link-audit"].does(worker.bench)
    await SCHEDULES["check-audit"].does(worker.bench)
    assert await root.fetchval("select lines from audit_check") == LINES + 1
    await root.execute("update audit set actor = 'z' where seq = 2")
    worker.bench.clock.pass_(minutes=1)
    await SCHEDULES["check-audit"].does(worker.bench)
    assert await root.fetchval("select jsonb_array_length(findings) from audit_check order by at desc limit 1") == 1
