"""A house to measure: many drafts of people of 82 of whom the registers know everything, and servers in front of it."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from backend.cases.receipts.signing import new_keys
from backend.cases.services import CaseServices, case_services
from backend.kit import embedded_servers, migrate
from backend.kit.clock import local_date
from backend.kit.crypto import HashKey, Key
from backend.kit.db import prepare
from backend.payees.name_check import Holder, about
from backend.payees.types import CheckAnswer, Payee
from backend.registers.client import Registers
from backend.registers.sample.cast import Member, account, cast
from backend.residents.types import Assurance, Identity
from backend.seed import seed
from backend.settings import ROOT, Settings
from push.vapid import new_vapid_key

CLIENTS = 20
PER_CLIENT = int(os.environ.get("BENCH_PER_CLIENT", "40"))
SERVICE = "FT0205001"
ACCOUNT = account(1)
NOW = datetime.now(UTC)


def uuid_of(kind: int, n: int) -> UUID:
    """A uuid that pgbench can count to."""
    return UUID(f"{kind:08d}-0000-4000-8000-{n:012d}")


async def furnish(settings: Settings, admin: str, cases: int) -> CaseServices:
    """A house with this many drafts, each of a person of 82 of whom the registers know everything."""
    await seed(settings)
    services = case_services(settings, Registers(settings))
    db = await asyncpg.connect(admin)
    await prepare(db)
    await services.catalogue.open(db, local_date(NOW))
    await fill(db, services, cases)
    await db.close()
    return services


async def fill(db: Any, services: CaseServices, cases: int) -> None:
    """The rows, by COPY."""
    grandmother, version = cast()["chen_guilan"], services.catalogue.in_force[SERVICE]
    told = {k: [{"value": v, "source": "population", "as_of": NOW.isoformat()}] for k, v in FACTS.items()}
    answers = msgspec.json.encode(
        {"hukou_address": "样本路1号", "living_place": "elsewhere", "contact_phone": "+8619900000001"}
    )
    people, identities, profiles, drafts, papers = [], [], [], [], []
    for n in range(cases):
        person, case = uuid_of(1, n), uuid_of(2, n)
        who = Identity(
            phone=f"+86199{n:08d}", name=grandmother.name, id_number=grandmother.id_number, payable_account=ACCOUNT
        )
        people.append((person, int(Assurance.VERIFIED)))
        identities.append((person, services.vault.seal(msgspec.json.encode(who), f"identity:{person}")))
        profiles.append((person, told))
        drafts.append((case, f"B{n:09d}", person, person, SERVICE, version.id, "draft", "civil_affairs",
                       services.vault.seal(answers, f"case:{case}")))  # fmt: skip
        papers.append((uuid_of(3, n), person, case, "id_card", "a.jpg", "image/jpeg", 1, "d", "s", "read", "passed"))
    await copy(db, "person", ("id", "assurance"), people)
    await copy(db, "identity", ("person", "sealed"), identities)
    await copy(db, "profile", ("person", "facts"), profiles)
    await copy(
        db,
        "cases",
        ("id", "number", "principal", "opened_by", "service", "service_version", "state", "department", "answers"),
        drafts,
    )
    await copy(db, "material", ("id", "principal", "case_id", "slot", "file_name", "content_type", "size", "digest", "stored_as",
                                "state", "verdict"), papers)  # fmt: skip
    await accounts(db, services, [uuid_of(1, n) for n in range(cases)], grandmother)
    await db.execute("vacuum analyze")


async def accounts(db: Any, services: CaseServices, people: list[UUID], member: Member) -> None:
    """The account of each, in force, and the bank register's fresh word for it."""
    vault, held, checks = services.vault, [], []
    payee = msgspec.json.encode(Payee(ACCOUNT, member.name))
    for person in people:
        subject = about(ACCOUNT, Holder(person, member.name, member.id_number))
        told = msgspec.json.encode(CheckAnswer(subject, "match"))
        held.append((person, person, "register", vault.seal(payee, f"payee_account:{person}"),
                     vault.fingerprint("payee-account", ACCOUNT), NOW, local_date(NOW)))  # fmt: skip
        checks.append((person, person, vault.fingerprint("payee-check", subject), vault.seal(told, f"payee_check:{person}"),
                       NOW, NOW + timedelta(days=1)))  # fmt: skip
    columns = ("id", "person", "origin", "sealed", "account_hash", "proposed_at", "effective_on")
    await copy(db, "payee_account", columns, held)
    await copy(db, "payee_check", ("id", "person", "digest", "sealed", "asked_at", "expires_at"), checks)


async def copy(db: Any, table: str, columns: tuple[str, ...], rows: list[Any]) -> None:
    """Many rows at once."""
    marks = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
    await db.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)


FACTS = {"birth_date": "1944-03-15", "hukou": "440304", "benefits": [], "alive": True}


@contextmanager
def house() -> Iterator[tuple[Path, Settings, str]]:
    """A fresh house in a folder that goes: its settings and its database's owner. Whatever ends us, its servers end first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as Ctrl-C does: by way of every `finally`
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # root's database server runs as another user
        try:
            yield folder, *settings_in(folder)
        finally:
            embedded_servers.stop_valkey(folder / "valkey")
            embedded_servers.stop_postgres(folder / "postgres")


def settings_in(folder: Path) -> tuple[Settings, str]:
    """A fresh house in this folder."""
    admin = asyncio.run(migrate.make_database(embedded_servers.start_postgres(folder / "postgres"), "bench"))
    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))
    redis, _ = embedded_servers.start_valkey(folder / "valkey")
    return Settings(
        database_url=migrate.as_role(admin), redis_url=redis, storage_url=f"file://{folder}/papers", origin="http://127.0.0.1:8000",
        sealing_keys=(Key(1, os.urandom(32)),), hash_key=(HashKey(1, os.urandom(32)),), csrf_key=os.urandom(32), receipt_keys=new_keys(),
        vapid_key=new_vapid_key(), register_url="http://127.0.0.1:1", register_key="k", sms_url="http://127.0.0.1:1", sms_key="k",
        sample=True, pool_size=CLIENTS,
    ), admin  # fmt: skip


def port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(target: str, env: dict[str, str], *flags: str) -> Iterator[str]:
    """One granian worker serving this application."""
    at = port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(at), "--workers", "1",
               "--log-level", "error", *flags, target]  # fmt: skip
    # its log is not what is measured
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{at}"
    for _ in range(1200):  # a busy machine takes its time
        try:
            urllib.request.urlopen(url + "/", timeout=2).read()
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
