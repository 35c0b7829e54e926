"""`python -m bench.audience [--people N] [--full]`: counting an audience, a day's watch over all rules, and owing messages.

The residents are those of the generator, in PostgreSQL and in the index in memory. Beside the count: the same audience in plain SQL
on a table of two columns with an index. Owing is the worker's own function on rows that are due: facts settled, the watch asked again,
the decision, reasons sealed, inbox row, job; all on one core with the database on the same machine.
"""

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import numpy as np

from backend.campaigns import owe
from backend.campaigns.audience import AudienceQuery, count, read_condition_text
from backend.campaigns.find_recipients import becoming, concerned
from backend.catalogue.load import read_all_rules, read_service, service_files
from backend.catalogue.published import Version
from backend.kit import embedded_servers, migrate
from backend.kit.db import open_pool, prepare, transaction
from backend.population import load as loading
from backend.population.disclosure_control import DisclosureRule
from backend.population.table import Population
from backend.registers.sample.generate import CENSUS, Residents, generate
from backend.rules import bitmaps
from bench import campaign_freezing
from bench.campaign_steering import pausing, stopping
from bench.crowd import NOW, crowd, opened_services
from bench.rules.database import fill
from bench.rules.world import ON

COUNTED = '{ attribute = "age", at_least = 70 },\n{ attribute = "hukou", within = "4403" }'
PLAIN = "select count(*) from resident where birth_date <= date '1956-11-10' and hukou like '4403%'"
ROUNDS = 7


async def main() -> None:
    """Fill, count, watch, owe."""
    asked = argparse.ArgumentParser(description="audiences and watches")
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--owed", type=int, default=4_000)
    asked.add_argument("--full", action="store_true", help=f"{CENSUS:,} residents")
    given = asked.parse_args()
    people = CENSUS if given.full else given.people
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="bench-audience-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # the database server runs as another user
        root = embedded_servers.start_postgres(Path(folder) / "postgres")
        try:
            await counting(await made(root, "district"), people)
            await owing(await made(root, "owing"), given.owed)
            await pausing(await made(root, "pausing"), given.owed)
            await stopping(await made(root, "stopping"), given.owed)
            await campaign_freezing.freeze(await made(root, "freezing"), people)
        finally:
            embedded_servers.stop_postgres(Path(folder) / "postgres")


async def made(root: str, name: str) -> str:
    """An empty migrated database."""
    url = await migrate.make_database(root, name)
    await asyncio.to_thread(migrate.upgrade, url)
    return url


def median(what: str, work: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> None:
    """One line: the median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        before()
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    print(f"  {what:<66} {statistics.median(times) * 1000:10.1f} ms", flush=True)


async def counting(url: str, people: int) -> None:
    """The index in memory beside plain SQL."""
    db = await asyncpg.connect(url)
    await prepare(db)
    residents = generate(people, ON)
    await fill(db, residents)
    population = await loading.load(db)
    print(f"{population.count:,} residents")
    asked = AudienceQuery(condition=read_condition_text(COUNTED), streets=("440304008",))
    shown = DisclosureRule(b"b" * 32)
    count(population, asked, ON, [], shown)
    median("count of an audience, kept index (limit 50 ms)", lambda: count(population, asked, ON, [], shown))
    watching(population)
    await plain_sql(db, residents)
    await db.close()


def watching(population: Population) -> None:
    """A day's watch: everything that is announced, and every rule, as if each were announced 60 days before."""
    versions = [
        Version(id=uuid4(), digest="", valid_from=ON, service=service, rules=file.rules)
        for service in map(read_service, service_files()) if (file := read_all_rules().get(service.code))
    ]  # fmt: skip
    announced = [(one, a) for one in versions for a in one.service.announce]
    median(
        f"daily watch, {len(announced)} announcements, no index kept",
        lambda: [concerned(population, one, a, ON) for one, a in announced],
        population.days.clear,
    )
    median(
        f"daily watch, all {len(versions)} rules, no index kept (limit 5,000 ms)",
        lambda: [bitmaps.rows(becoming(population, one, ON, 60)) for one in versions],
        population.days.clear,
    )


async def plain_sql(db: asyncpg.Connection, residents: Residents) -> None:
    """The same audience by a statement on two plain columns."""
    columns = residents.columns.by_name
    birth, hukou = columns["birth_date"], columns["hukou"]
    days, codes = birth.values, hukou.values
    assert days is not None
    assert codes is not None
    words = np.array(hukou.vocabulary)
    epoch = datetime(1, 1, 1).toordinal()
    rows = [
        ((datetime(1, 1, 1) + timedelta(days=int(d) - epoch)).date() if d > 0 else None, str(w))
        for d, w in zip(days, words[codes], strict=True)
    ]
    await db.execute("create table resident (birth_date date, hukou text)")
    await db.copy_records_to_table("resident", records=rows, columns=["birth_date", "hukou"])
    await db.execute("create index on resident (birth_date, hukou text_pattern_ops)")
    await db.execute("analyze resident")
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await db.fetchval(PLAIN)
        times.append(time.perf_counter() - began)
    print(f"  {'the same count in plain SQL, indexed, without street':<66} {statistics.median(times) * 1000:10.1f} ms")


async def owing(url: str, people: int) -> None:
    """Rows that are due, all of them to be told."""
    pool = await open_pool(url, 4)
    async with pool.acquire() as db:
        services = await opened_services(db)
        await crowd(db, people)
        await db.execute("vacuum analyze")  # as autovacuum leaves the tables of an installation
    began = time.perf_counter()
    cpu = time.process_time()
    told = await owe.owe_due(lambda: transaction(pool), services, NOW)
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    print(
        f"owing: {told:,} persons told in {seconds:.2f} s: {told / seconds:,.0f} persons/s (limit 500), {spent / told * 1000:.2f} ms of this process each"
    )
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main())
