"""An instant approval handed in: our Python beside pgbench running the same statements, and through full HTTP.

`python -m bench.submit` (under two minutes; BENCH_PER_CLIENT=300 for long): fsync and synchronous_commit on, as many connections as clients, alternated, medians.
"""

import asyncio
import re
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg

from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.cases.submission import submit
from backend.kit import embedded_servers
from backend.kit.db import open_pool, transaction
from backend.residents.types import Acting, Assurance, FreshProof
from backend.settings import ROOT, Settings
from bench import over_http
from bench.house import CLIENTS, NOW, PER_CLIENT, furnish, house, server, uuid_of

ROUNDS = 3
STATEMENTS = ROOT / "backend/cases/submission/queries.sql"


async def in_python(settings: Settings, services: CaseServices) -> tuple[float, float]:
    """Submissions a second and the 99th percentile in ms, from Python without HTTP."""
    pool = await open_pool(settings.database_url, CLIENTS)

    async def one(n: int) -> None:
        async with transaction(pool) as db:
            acting = Acting(
                uuid_of(1, n), uuid_of(1, n), assurance=Assurance.VERIFIED, proofs=(FreshProof(NOW, "sms"),)
            )
            outcome = await submit.submit(db, services, acting, uuid_of(2, n), uuid4(), NOW)
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
    raw = dict(zip(*[iter(SPLIT.split(STATEMENTS.read_text())[1:])] * 2, strict=True))
    varying = {
        "id": "('00000002-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "principal": "('00000001-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "event": "gen_random_uuid()", "grant": "('00000006-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid", "grant_event": "gen_random_uuid()",
        "decision": "('00000004-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "notice": "('00000005-0000-4000-8000-' || lpad(:n::text, 12, '0'))::uuid",
        "receipt": "'B' || :n::text", "event_ids": "array[gen_random_uuid(), gen_random_uuid()]",
    }  # fmt: skip
    values = {**{k: literal(v) for k, v in columns.items()}, **varying}
    texts = []
    for name in ("hold_for_submission", "for_submission", "submit"):
        body = re.sub(r"--[^\n]*", "", raw[name]).strip()
        body = LITERAL.sub(lambda m: literal(m[0][1:-1]), body)
        texts.append(re.sub(r"(?<![:\w]):([a-z_]\w*)", lambda m: values[m[1]], body))
    path = folder / "submit.pgbench"
    path.write_text(
        f"\\set i :i + 1\n\\set n :client_id * {PER_CLIENT} + :i - 1\nbegin;\n"
        + "\n".join(" ".join(t.split()) for t in texts)
        + "\ncommit;\n"
    )
    return path


SPLIT = re.compile(r"^-- name: (\w+)\s*$", re.MULTILINE)
LITERAL = re.compile(r"'\w+:\w*'")  # in the statements themselves


def literal(value: Any) -> str:
    """A value as SQL text."""
    if value is None:
        return "null"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, list):
        kind = "date" if value and hasattr(value[0], "year") else "text"
        return "array[" + ", ".join(literal(str(v)) for v in value) + f"]::{kind}[]"
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'::timestamptz"
    if hasattr(value, "isoformat"):
        return f"'{value.isoformat()}'::date"
    if isinstance(value, int):
        return str(value)
    quoted = "'" + str(value).replace("'", "''").replace(":", "'||chr(58)||'") + "'"
    return f"({quoted})"  # pgbench would see variables in colons


def in_pgbench(binaries: Path, url: str, path: Path) -> float:
    """Transactions a second of the same statements from C."""
    ended = subprocess.run(
        [binaries / "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "1", "-t", str(PER_CLIENT), "-f", path, "-D", "i=0", url],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", ended.stdout)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert found, ended.stdout
    assert " 0 (0.000%)" in ended.stdout, ended.stdout
    return float(found[1])


async def sample_columns(settings: Settings, services: CaseServices) -> dict[str, Any]:
    """What one real submission writes, for the script."""
    pool = await open_pool(settings.database_url, 1)
    async with transaction(pool) as db:
        acting = Acting(uuid_of(1, 0), uuid_of(1, 0), assurance=Assurance.VERIFIED, proofs=(FreshProof(NOW, "sms"),))
        read = await submission_store.for_submission(db, id=uuid_of(2, 0), principal=acting.principal, event=None)
        version = await services.catalogue.version(db, read.service_version)
        weighed = submit.evaluate(services, read, version, {}, NOW)
        columns = submit.columns(services, acting, read, version, weighed, "submitted", uuid4(), NOW)
    await pool.close()
    return columns


def main() -> None:
    """Alternate, and print medians and the ratio."""
    with house() as (folder, settings, admin):
        run(settings, admin, folder)


def run(settings: Settings, admin: str, folder: Path) -> None:
    """The rounds, each on the same drafts made fresh."""
    services = asyncio.run(furnish(settings, admin, CLIENTS * PER_CLIENT))
    path, binaries = (script(asyncio.run(sample_columns(settings, services)), folder), embedded_servers.binaries())
    limit, ours, http = [], [], []
    with server("backend.app:create", settings.to_env(), "--factory") as origin:
        held = asyncio.run(over_http.sessions(settings, CLIENTS * PER_CLIENT))
        for _ in range(ROUNDS):
            limit.append(in_pgbench(binaries, settings.database_url, path))
            asyncio.run(renew(admin))
            ours.append(asyncio.run(in_python(settings, services)))
            asyncio.run(renew(admin))
            http.append(asyncio.run(over_http.send_all(origin, over_http.submissions(settings, origin, held), 303)))
            asyncio.run(renew(admin))
    a = statistics.median(limit)
    print(f"pgbench, the same statements, {CLIENTS} connections   {a:8.0f} /s")
    for what, found in (("submit() from Python", ours), ("through full HTTP, one worker process", http)):
        rate, p99 = statistics.median(r for r, _ in found), statistics.median(p for _, p in found)
        print(f"{what:40}   {rate:8.0f} /s   p99 {p99:6.1f} ms   ratio {rate / a:.2f}")


RENEW = """
truncate case_event, decision, receipt, notice, obligation, audit, pgqueuer, person_grant, payee_account cascade;
update cases set state = 'draft', ruling = 'none', version = 1, submitted_at = null, decided_at = null;
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
