"""`python -m bench.rules.database [--full]`: the residents in PostgreSQL, read into memory, changed, and asked what a draft does.

The residents are those of the generator. Their rows of the table of everybody are written by COPY as the worker writes them
(a profile as JSON beside each would be eight gigabytes and is not read by the load); some whole profiles go the long way.
"""

import argparse
import asyncio
import io
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import msgspec
import numpy as np

from backend.catalogue.load import RULES, read_all_rules
from backend.kit import embedded_servers, migrate
from backend.kit.db import prepare
from backend.population import impact, seeding
from backend.population import load as loading
from backend.population.disclosure_control import DisclosureRule
from backend.population.row_format import CODES, ENTRY_TYPE, TYPES, DatedValue, row_format
from backend.population.rule_versions import read_draft
from backend.population.table import Population
from backend.registers.sample.generate import CENSUS, Residents, generate
from backend.rules import bitmaps
from bench.rules.world import ON

HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
END = b"\xff\xff"
BATCH = 100_000


async def main() -> None:
    """Fill, load, change, ask."""
    asked = argparse.ArgumentParser(description="rules: the district from PostgreSQL")
    asked.add_argument("--people", type=int, default=100_000)
    asked.add_argument("--full", action="store_true", help=f"{CENSUS:,} residents")
    given = asked.parse_args()
    count = CENSUS if given.full else given.people
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of `finally`, which stops the server
    with tempfile.TemporaryDirectory(prefix="bench-district-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # the database server runs as another user
        root = embedded_servers.start_postgres(Path(folder) / "postgres")
        try:
            url = await migrate.make_database(root, "district")
            await asyncio.to_thread(migrate.upgrade, url)
            db = await asyncpg.connect(url)
            await prepare(db)
            residents = generate(count, ON)
            timed("written by COPY", await taken(fill(db, residents)), count)
            population = await load(db, residents)
            await changes(db, population, residents)
            ask(population)
            await db.close()
        finally:
            embedded_servers.stop_postgres(Path(folder) / "postgres")


async def taken(work: Awaitable[None]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def timed(what: str, seconds: float, count: int) -> None:
    """One line."""
    print(f"  {what:<58} {seconds:9.2f} s   {count / seconds:12,.0f} /s")


async def fill(db: asyncpg.Connection, residents: Residents) -> None:
    """The table of everybody as the worker writes it; residents with the same number of entries in one stream."""
    of, columns = row_format(), residents.columns
    known = np.zeros((len(of.names), columns.count), np.bool_)
    records = np.zeros(columns.count, of.dtype)
    for at, name in enumerate(of.names):
        column = columns.by_name.get(name)
        if column is None:
            continue
        known[at] = True if column.known is None else bitmaps.flags(column.known, columns.count)
        if column.values is not None:
            values = column.values
            if column.attribute.kind == "division":
                values = np.array([int(code) for code in column.vocabulary], np.int64)[values]
            records[name] = np.where(known[at], values, 0).astype(TYPES[CODES[column.attribute.kind]])
    records["known"] = np.packbits(known.T, axis=1, bitorder="little")
    entries = entries_of(residents)
    many = np.bincount(entries["place"], minlength=columns.count + 1)[1:]
    for each in np.unique(many):
        rows = np.flatnonzero(many == each)
        mine = entries[np.isin(entries["place"], rows + 1)]
        await write(db, rows + 1, records[rows], mine.reshape(len(rows), each))
    await db.execute("select setval(pg_get_serial_sequence('population', 'place'), $1)", columns.count)
    await db.execute("analyze population")


def entries_of(residents: Residents) -> np.ndarray:
    """What has a running time, by place."""
    of, parts = row_format(), []
    for name, column in residents.columns.by_name.items():
        for option, told in column.records.items():
            part = np.zeros(len(told.rows), ENTRY_TYPE)
            part["place"], part["since"], part["until"] = told.rows + 1, told.since, told.until
            part["attribute"], part["option"] = of.names.index(name), of.options[name][option]
            parts.append(part)
    found = np.concatenate(parts)
    return found[np.argsort(found["place"], kind="stable")]


async def write(db: asyncpg.Connection, places: np.ndarray, records: np.ndarray, entries: np.ndarray) -> None:
    """Rows of one width, by binary COPY."""
    of, each = row_format(), entries.shape[1]
    tail = [("entries_size", ">i4")] + ([("entries", ENTRY_TYPE, (each,))] if each else [])
    row = np.dtype([
        ("fields", ">i2"), ("s1", ">i4"), ("place", ">i4"), ("s2", ">i4"), ("person", "V16"), ("s3", ">i4"), ("stale", "u1"),
        ("s4", ">i4"), ("layout", ">i4"), ("s5", ">i4"), ("record", of.dtype), *tail,
    ])  # fmt: skip
    for first in range(0, len(places), BATCH):
        some = slice(first, first + BATCH)
        rows = np.zeros(len(places[some]), row)
        rows["fields"], rows["s1"], rows["s2"], rows["s3"], rows["s4"], rows["s5"] = 6, 4, 16, 1, 4, of.dtype.itemsize
        rows["place"], rows["layout"], rows["record"] = places[some], of.number, records[some]
        rows["person"] = np.frombuffer(np.random.default_rng(first + each).bytes(16 * len(rows)), "V16")
        rows["entries_size"] = each * ENTRY_TYPE.itemsize if each else -1
        if each:
            rows["entries"] = entries[some]
        await db.copy_to_table(
            "population", source=io.BytesIO(HEAD + rows.tobytes() + END), format="binary",
            columns=["place", "person", "stale", "layout", "record", "entries"],
        )  # fmt: skip


async def load(db: asyncpg.Connection, residents: Residents) -> Population:
    """Three loads; the second and third find the table in memory, as a restarted process does."""
    for turn in ("first", "second", "third"):
        began = time.perf_counter()
        population = await loading.load(db)
        timed(f"loaded into memory ({turn} time)", time.perf_counter() - began, population.count)
    held = sum(c.values.nbytes for c in population.columns.by_name.values() if c.values is not None)
    print(f"  columns in memory: {held / 1e6:,.0f} MB for {population.count:,} residents")
    same(population, residents)
    return population


def same(population: Population, residents: Residents) -> None:
    """What was loaded is what was generated: every rule of the catalogue approves as many."""
    from backend.rules.bitmap_index import BitmapIndex
    from backend.rules.columns import Columns
    from backend.rules.population_impact import eligible

    made = BitmapIndex(Columns(residents.count, residents.columns.by_name), ON)
    for code, file in read_all_rules().items():
        here = bitmaps.size(impact.eligible(population, population.on(ON), file.rules))
        if here != bitmaps.size(eligible(made, [impact.without_application_facts(rule) for rule in file.rules])):
            raise SystemExit(f"{code}: the index from the database disagrees with the generator")


async def changes(db: asyncpg.Connection, population: Population, residents: Residents) -> None:
    """One fact in memory; whole profiles in memory; and from the commit of a profile to the index that knows it."""
    place, told = 17, [{"value": True, "source": "population", "as_of": "2026-11-10T00:00:00+08:00"}]
    index, facts = population.on(ON), [DatedValue(months) for months in range(200)]
    began = time.perf_counter()
    for one in facts:
        population.put(place, "insured_months_running", one)
    each = (time.perf_counter() - began) / len(facts) * 1e6
    print(f"  one fact of one resident, {len(index.kept)} bitmaps kept:            {each:9.2f} µs")
    profiles = [seeding.profile(residents, row, datetime.combine(ON, datetime.min.time(), UTC)) for row in range(200)]
    plain = [msgspec.json.decode(msgspec.json.encode(one)) for one in profiles]
    began = time.perf_counter()
    for row, one in enumerate(plain):
        population.change(row + 1, one)
    print(
        f"  a whole profile as read from the database ({len(plain[0])} facts): {(time.perf_counter() - began) / len(plain) * 1e6:9.1f} µs"
    )
    person, late = uuid4(), []
    await db.execute("insert into person (id) values ($1)", person)
    await db.execute("insert into profile (person) values ($1)", person)
    for turn in range(50):
        await db.execute(
            "update profile set facts = $2 where person = $1",
            person,
            {"alive": told, "sex": [{**told[0], "value": "male"}][: turn % 2]},
        )
        began = time.perf_counter()
        await loading.catch_up(db, population)
        late.append(time.perf_counter() - began)
    print(f"  from a commit to an index that knows it (one look):         {statistics.median(late) * 1000:9.2f} ms")


def ask(population: Population) -> None:
    """What an editor waits for: the picture of a day, and a draft with another limit."""
    code, shown = "FT0205001", DisclosureRule(b"b" * 32)
    text = (RULES / f"{code}.toml").read_text("utf-8")
    old, new = read_draft(text, code).rules, read_draft(text.replace("at_least = 70", "at_least = 68"), code).rules
    for what, work in (
        ("what an editor sees of a day (30 days ahead, groups)", lambda: impact.impact_counts(population, old, ON, shown)),
        ("what a draft would change (gained, lost, groups)", lambda: impact.effect(population, old, new, ON, shown)),
        ("the index of another day, all rules asked", lambda: [
            bitmaps.size(impact.eligible(population, population.on(ON.replace(day=9)), file.rules)) for file in FILES
        ]),
    ):  # fmt: skip
        times = []
        for _ in range(7):
            population.days.pop(ON.replace(day=9), None)
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
        print(f"  {what:<58} {statistics.median(times) * 1000:9.1f} ms")


FILES = list(read_all_rules().values())

if __name__ == "__main__":
    asyncio.run(main())
