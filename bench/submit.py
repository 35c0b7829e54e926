"""An instant approval handed in: our Python beside pgbench running the same statements, and through full HTTP.

`python -m bench.submit [seconds]`: fsync and synchronous_commit on, as many connections as clients, alternated, medians.
"""

import asyncio
import os
import re
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec

from backend.cases import store, submitting
from backend.cases.office import Office
from backend.cases.receipts import Signer, new_keys
from backend.catalogue.book import Book
from backend.kit import embedded, migrate
from backend.kit.clock import local_date
from backend.kit.crypto import Key, Vault
from backend.kit.db import open_pool, prepare, transaction
from backend.kit.sql import parse
from backend.registers.client import Registers
from backend.registers.sample.cast import cast
from backend.residents.types import Acting, Assurance, Identity
from backend.seed import seed
from backend.settings import ROOT, Settings
from push.keys import new_vapid_key

CLIENTS = 20
PER_CLIENT = 300
ROUNDS = 5
SERVICE = "FT0205001"
NOW = datetime.now(UTC)


def uuid_of(kind: int, n: int) -> UUID:
    """A uuid that pgbench can count to."""
    return UUID(f"{kind:08d}-0000-4000-8000-{n:012d}")


async def furnish(settings: Settings, admin: str, cases: int) -> Office:
    """A house with this many drafts, each of a person of 82 of whom the registers know everything."""
    await seed(settings)
    vault, book = Vault(settings.sealing_keys, settings.hash_key), Book()
    db = await asyncpg.connect(admin)
    await prepare(db)
    await book.open(db, local_date(NOW))
    office = Office(book, vault, Signer(settings.receipt_keys), Registers(settings), settings.origin, True)
    await fill(db, office, cases)
    await db.close()
    return office


async def fill(db: Any, office: Office, cases: int) -> None:
    """The rows, by COPY."""
    grandmother, version = cast()["chen_guilan"], office.book.in_force[SERVICE]
    told = {k: [{"value": v, "source": "population", "as_of": NOW.isoformat()}] for k, v in FACTS.items()}
    answers = msgspec.json.encode({"hukou_address": "样本路1号", "living_place": "elsewhere", "contact_phone": "+8619900000001"})
    people, identities, profiles, drafts, papers = [], [], [], [], []
    for n in range(cases):
        person, case = uuid_of(1, n), uuid_of(2, n)
        who = Identity(phone=f"+86199{n:08d}", name=grandmother.name, id_number=grandmother.id_number)
        people.append((person, 2))
        identities.append((person, office.vault.seal(msgspec.json.encode(who), f"identity:{person}")))
        profiles.append((person, told))
        drafts.append((case, f"B{n:09d}", person, person, SERVICE, version.id, "draft", "civil_affairs",
                       office.vault.seal(answers, f"case:{case}")))  # fmt: skip
        papers.append((uuid_of(3, n), person, case, "id_card", "a.jpg", "image/jpeg", 1, "d", "s", "read", "passed"))
    await copy(db, "person", ("id", "assurance"), people)
    await copy(db, "identity", ("person", "sealed"), identities)
    await copy(db, "profile", ("person", "facts"), profiles)
    await copy(db, "cases", ("id", "number", "principal", "opened_by", "service", "service_version", "state", "department", "answers"), drafts)
    await copy(db, "material", ("id", "principal", "case_id", "slot", "file_name", "content_type", "size", "digest", "stored_as",
                                "state", "verdict"), papers)  # fmt: skip
    await db.execute("vacuum analyze")


async def copy(db: Any, table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    """Many rows at once."""
    marks = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
    await db.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)


FACTS = {"birth_date": "1944-03-15", "hukou": "440304", "benefits": [], "alive": True, "payable_account_confirmed": True}


async def in_python(settings: Settings, office: Office) -> tuple[float, float]:
    """Submissions a second and the 99th percentile in ms, from Python without HTTP."""
    pool = await open_pool(settings.database_url, CLIENTS)

    async def one(n: int) -> None:
        async with transaction(pool) as db:
            acting = Acting(uuid_of(1, n), uuid_of(1, n), assurance=Assurance.DOCUMENT)
            outcome = await submitting.submit(db, office, acting, uuid_of(2, n), uuid4(), NOW)
            assert outcome.approved

    result = await race(one)
    await pool.close()
    return result


async def race(one: Callable[[int], Awaitable[None]]) -> tuple[float, float]:
    """Every draft once, from all clients at once: how many a second, and the 99th percentile in ms."""
    spans: list[float] = []
    counter = iter(range(CLIENTS * PER_CLIENT))
    began = time.perf_counter()

    async def client() -> None:
        for n in counter:
            at = time.perf_counter()
            await one(n)
            spans.append(time.perf_counter() - at)

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return len(spans) / (time.perf_counter() - began), sorted(spans)[int(len(spans) * 0.99)] * 1000


def script(columns: dict[str, Any], folder: Path) -> Path:
    """The same statements as a pgbench script: read, write, one commit."""
    queries = parse((ROOT / "backend/cases/queries.sql").read_text(), "queries.sql")
    raw = {name: body for name, body in zip(*[iter(SPLIT.split((ROOT / "backend/cases/queries.sql").read_text())[1:])] * 2, strict=True)}
    assert {"for_submission", "submit"} <= queries.keys()
    varying = {
        "id": "('00000002-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "principal": "('00000001-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "event": "gen_random_uuid()", "decision": "('00000004-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "notice": "('00000005-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "receipt": "'B' || :n::text", "event_ids": "array[gen_random_uuid(), gen_random_uuid()]",
    }  # fmt: skip
    values = {**{k: literal(v) for k, v in columns.items()}, **varying}
    texts = []
    for name in ("for_submission", "submit"):
        body = re.sub(r"--[^\n]*", "", raw[name]).strip()
        texts.append(re.sub(r"(?<![:\w]):([a-z_]\w*)", lambda m: values[m[1]], body))
    path = folder / "submit.pgbench"
    path.write_text(f"\\set i :i + 1\n\\set n :client_id * {PER_CLIENT} + :i - 1\nbegin;\n" + "\n".join(" ".join(t.split()) for t in texts) + "\ncommit;\n")
    return path


SPLIT = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)


def literal(value: Any) -> str:
    """A value as SQL text."""
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, list):
        kind = "date" if value and hasattr(value[0], "year") else "text"
        return "array[" + ", ".join(literal(str(v)) for v in value) + f"]::{kind}[]"
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'::timestamptz"
    if hasattr(value, "isoformat"):
        return f"'{value.isoformat()}'::date"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def in_pgbench(binaries: Path, url: str, path: Path) -> float:
    """Transactions a second of the same statements from C."""
    said = subprocess.run(
        [binaries / "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-t", str(PER_CLIENT), "-f", path, "-D", "i=0", url],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", said)
    assert found, said
    assert " 0 (0.000%)" in said, said
    return float(found[1])


def settings_in(folder: Path) -> tuple[Settings, str]:
    """A fresh house in this folder."""
    admin = asyncio.run(migrate.make_database(embedded.start_postgres(folder / "postgres"), "bench"))
    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))
    redis, _ = embedded.start_valkey(folder / "valkey")
    return Settings(
        database_url=migrate.as_role(admin), redis_url=redis, storage_url=f"file://{folder}/papers", origin="http://127.0.0.1:8000",
        sealing_keys=(Key(1, os.urandom(32)),), hash_key=os.urandom(32), csrf_key=os.urandom(32), receipt_keys=new_keys(),
        vapid_key=new_vapid_key(), register_url="http://127.0.0.1:1", register_key="k", sms_url="http://127.0.0.1:1", sms_key="k",
        sample=True, pool_size=CLIENTS,
    ), admin  # fmt: skip


async def sample_columns(settings: Settings, office: Office) -> dict[str, Any]:
    """What one real submission writes, for the script."""
    pool = await open_pool(settings.database_url, 1)
    async with transaction(pool) as db:
        acting = Acting(uuid_of(1, 0), uuid_of(1, 0), assurance=Assurance.DOCUMENT)
        read = await store.for_submission(db, id=uuid_of(2, 0), principal=acting.principal, event=None)
        version = await office.book.version(db, read.service_version)
        weighed = submitting.weigh(office, read, version, NOW)
        columns = submitting.columns(office, acting, read, version, weighed, "submitted", uuid4(), NOW)
    await pool.close()
    return columns


def main() -> None:
    """Alternate, and print medians and the ratio."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings, admin = settings_in(folder)
        try:
            run(settings, admin, folder)
        finally:
            embedded.stop_valkey(folder / "valkey")
            embedded.stop_postgres(folder / "postgres")


def run(settings: Settings, admin: str, folder: Path) -> None:
    """The rounds, each on the same drafts made fresh."""
    office = asyncio.run(furnish(settings, admin, CLIENTS * PER_CLIENT))
    path, binaries = script(asyncio.run(sample_columns(settings, office)), folder), embedded.binaries(folder / "postgres")
    limit, ours = [], []
    for _ in range(ROUNDS):
        limit.append(in_pgbench(binaries, settings.database_url, path))
        asyncio.run(renew(admin))
        ours.append(asyncio.run(in_python(settings, office)))
        asyncio.run(renew(admin))
    a, b, p99 = statistics.median(limit), statistics.median(r for r, _ in ours), statistics.median(p for _, p in ours)
    print(f"pgbench, the same statements, {CLIENTS} connections   {a:8.0f} /s")
    print(f"submit() from Python, {CLIENTS} connections           {b:8.0f} /s   p99 {p99:.1f} ms   ratio {b / a:.2f}")


RENEW = """
truncate case_event, decision, receipt, notice, obligation, audit, pgqueuer cascade;
update cases set state = 'draft', version = 1, submitted_at = null, decided_at = null;
"""


async def renew(admin: str) -> None:
    """The same drafts again, untouched."""
    db = await asyncpg.connect(admin)
    await db.execute(RENEW)
    await db.execute("vacuum full cases")
    await db.execute("checkpoint")
    await db.close()


if __name__ == "__main__":
    main()
