"""After their time nothing is left of a person: not in any table, sealed or not, not in a file, not in Redis."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import obstore
import pytest
from redis.asyncio import Redis

from backend.cases.desk import officer_actions
from backend.jobs import SCHEDULES
from backend.kit.db import transaction
from backend.privacy import closure as closing
from backend.privacy import file_keys as files
from backend.privacy.inventory import tables
from backend.privacy.keys import sealed_columns
from backend.residents.types import Staff
from backend.settings import Settings
from tests import people
from tests.journey import Resident, said
from tests.support.allowance import handed_in

HERS = (
    people.GRANDMOTHER.name, people.GRANDMOTHER.id_number, people.GRANDMOTHER.phone, people.GRANDMOTHER.international_phone,
    "样本花园", "8800000000009876",
)  # fmt: skip
OFFICER = Staff("officer-7", "韩晓梅", frozenset({"officer"}), "civil_affairs")
KEPT = {"cases.answers", "decision.inputs", "decision.result", "material.reading", "payee_account.sealed"}
"""What a case and the money that it pays rest on; inventory.toml says so of each."""
YEARS = 11


@pytest.fixture
async def root(admin_url: str) -> AsyncIterator[Any]:
    """A superuser, who can make things old."""
    db = await asyncpg.connect(admin_url)
    yield db
    await db.close()


@pytest.fixture
async def lived(resident: Any, worker: Any, house: Any, clock: Any) -> tuple[Resident, str]:
    """She agreed to something, filed and was approved, an officer read it, and she began something else."""
    she = resident(people.GRANDMOTHER)
    await she.signs_in("/me/consents/reuse_material")
    await she.sends("/me/consents/reuse_material", seen="2026-11")
    case = await handed_in(she, worker)
    await worker.works()
    async with transaction(house.framework.state.pool) as db:
        await officer_actions.open_case_file(
            db, house.framework.state.services, OFFICER, (await first_case(db)), clock()
        )
    await she.begins("FT0205002")
    return she, case


async def first_case(db: Any) -> Any:
    return await db.fetchval("select id from cases where state <> 'draft'")


async def person_of(root: Any) -> Any:
    return await root.fetchval("select principal from cases where state <> 'draft'")


async def everything(root: Any, house: Any, settings: Settings) -> dict[str, bytes]:
    """Every row of every table as text, every sealed value opened, every file opened, every value in Redis."""
    vault, found = house.framework.state.vault, dict[str, bytes]()
    for table in tables():
        if table not in {"service_version"}:
            rows = await root.fetch(f"select t::text as row from {table} t")
            found[table] = "\n".join(r["row"] for r in rows).encode()
    for one in sealed_columns():
        rows = await root.fetch(f"select {one.key}, {one.column} from {one.table} where {one.column} is not null")
        found[f"{one.table}.{one.column}"] = b"\n".join(
            vault.open(r[one.column], one.bound.format(**dict(r))) for r in rows
        )
    file_store = house.framework.state.file_store
    for batch in obstore.list(file_store.store):
        for file in batch:
            bound = files.bound_to(file["path"])
            found[f"file {file['path']}"] = await files.opened(file_store, file["path"], bound) if bound else b""
    redis = Redis.from_url(settings.redis_url)
    for key in await redis.keys():
        found[f"redis {key!r}"] = key + (await redis.dump(key) or b"")
    await redis.aclose()
    return found


def where(found: dict[str, bytes], canaries: tuple[str, ...]) -> set[str]:
    return {place for place, held in found.items() for canary in canaries if canary.encode() in held}


async def age(root: Any) -> None:
    """Make everything old, as only a superuser can."""
    await root.execute("set session_replication_role = replica")
    for row in await root.fetch(
        "select table_name, column_name, data_type from information_schema.columns"
        " join information_schema.tables using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'"
        " and data_type in ('timestamp with time zone', 'date') and table_name not like 'service%' and table_name <> 'working_day'"
    ):
        span = f"interval '{YEARS} years'" if row["data_type"] != "date" else f"{YEARS * 366}"
        await root.execute(f"update {row['table_name']} set {row['column_name']} = {row['column_name']} - {span}")
    await root.execute("set session_replication_role = origin")


async def test_nothing_is_left_after_its_time(
    lived: tuple[Resident, str], worker: Any, house: Any, root: Any, settings: Settings, clock: Any
) -> None:
    she, case = lived
    her_id = await person_of(root)
    before = await everything(root, house, settings)
    assert {"identity.sealed", "cases.answers"} <= where(before, HERS)
    her_files = [f"file {row['stored_as']}" for row in await root.fetch("select stored_as from material")]
    assert [place for place in before if place.startswith(tuple(her_files))]
    assert str(her_id) in before["access_log"].decode()

    async with worker.bench.transaction() as db:
        await closing.request_closure(db, her_id, clock())
    await SCHEDULES["close-accounts"].does(worker.bench)  # within the week nothing happens
    assert people.GRANDMOTHER.name in said(await she.goes("/me"))
    clock.pass_(days=8)
    await SCHEDULES["close-accounts"].does(worker.bench)
    assert she.page.status_code == 200
    await she.goes("/me")
    assert she.at == "/sign-in"  # signed out everywhere
    closed = await everything(root, house, settings)
    assert where(closed, HERS) <= KEPT, "only what the case keeps"
    assert not closed["identity.sealed"].count(people.GRANDMOTHER.name.encode())
    assert await root.fetchval("select count(*) from cases where principal = $1", her_id) == 1  # the draft went
    erased = [t.name for t in tables().values() if t.closing == "erase"]
    for name in erased:
        assert not await root.fetchval(f"select count(*) from {name} where {tables()[name].person} = $1", her_id), name

    await age(root)
    await SCHEDULES["purge"].does(worker.bench)
    assert await root.fetchval("select count(*) from decision"), "what an allowance rests on stays while it is paid"
    await root.execute("update person_grant set state = 'ended', ends_on = begins_on")
    await SCHEDULES["purge"].does(worker.bench)
    after = await everything(root, house, settings)
    assert where(after, HERS) == set()
    assert where(after, (str(her_id), case.rpartition("/")[2])) <= {"audit"}, "ids only, in the chain"
    assert not [place for place in after if place.startswith(tuple(her_files))]


async def test_what_is_young_or_runs_stays(lived: tuple[Resident, str], worker: Any, root: Any) -> None:
    counts = {name: await root.fetchval(f"select count(*) from {name}") for name in tables()}
    await SCHEDULES["purge"].does(worker.bench)
    assert {name: await root.fetchval(f"select count(*) from {name}") for name in tables()} == counts
    await age(root)
    await root.execute("update cases set state = 'in_review' where state = 'approved'")
    await SCHEDULES["purge"].does(worker.bench)
    assert await root.fetchval("select count(*) from cases where state = 'in_review'") == 1
    assert await root.fetchval("select count(*) from case_event") > 0


async def test_an_account_waits_for_its_running_case(
    lived: tuple[Resident, str], worker: Any, root: Any, clock: Any
) -> None:
    her_id = await person_of(root)
    await root.execute("update cases set state = 'in_review' where state = 'approved'")
    async with worker.bench.transaction() as db:
        await closing.request_closure(db, her_id, clock())
    clock.pass_(days=8)
    await SCHEDULES["close-accounts"].does(worker.bench)
    assert await root.fetchval("select closed_at from person where id = $1", her_id) is None
    await root.execute("update cases set state = 'withdrawn' where state = 'in_review'")
    await SCHEDULES["close-accounts"].does(worker.bench)
    assert await root.fetchval("select closed_at from person where id = $1", her_id) == clock()


async def test_who_thinks_again_keeps_everything(
    lived: tuple[Resident, str], worker: Any, root: Any, clock: Any
) -> None:
    her_id = await person_of(root)
    async with worker.bench.transaction() as db:
        await closing.request_closure(db, her_id, clock())
        await closing.cancel_closure(db, her_id, clock())
    clock.pass_(days=30)
    await SCHEDULES["close-accounts"].does(worker.bench)
    assert await root.fetchval("select closed_at from person where id = $1", her_id) is None
    assert await root.fetchval("select count(*) from identity where person = $1", her_id) == 1


async def test_the_database_forgets_nothing_too_soon(lived: tuple[Resident, str], db: Any, root: Any) -> None:
    case = await root.fetchval("select id from cases where state = 'approved'")
    draft = await root.fetchval("select id from cases where state = 'draft'")
    for act, one in (("forget_case", case), ("forget_case", draft)):
        with pytest.raises(asyncpg.RaiseError):
            async with db.transaction():
                await db.fetchval(f"select {act}($1)", one)
    with pytest.raises(asyncpg.RaiseError, match="thirty months"):
        await db.fetchval("select forget_readings(now())")


async def test_every_table_on_a_case_goes_with_it(root: Any) -> None:
    body = await root.fetchval("select prosrc from pg_proc where proname = 'forget_case'")
    rows = await root.fetch(
        "select conrelid::regclass::text as name from pg_constraint where confrelid = 'cases'::regclass and contype = 'f' and confdeltype <> 'c'"
    )
    for row in rows:
        assert f"delete from {row['name']} where case_id" in body, (
            f"{row['name']}: forget_case must delete it, or its key cascade"
        )
