"""Prepares a trial installation: secrets, settings, migrations, catalogue, sample people. Runs once at each start and exits."""

import asyncio
import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import asyncpg
import msgspec
from msgspec import Struct

from auth.sample.accounts import MEANS
from backend.cases.receipts.signing import new_keys
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.current_index import build_in_child_process
from backend.catalogue.search.index_file import index_file_name
from backend.kit import db as connect
from backend.kit import embedded_servers, migrate
from backend.kit.clock import local_date, utc_now
from backend.kit.crypto import HashKey, Key
from backend.kit.jobs import NoArguments, enqueue
from backend.process_group import ROOT, Ports
from backend.registers.sample.cast import cast
from backend.seed import seed
from backend.settings import Settings
from push.vapid import new_vapid_key

PICTURES = ROOT / "backend/materials/samples/pictures"  # what a newcomer holds before the camera
DATABASE = "futian"
DAILY = ("make-offers", "find-messages")


class Secrets(Struct, kw_only=True):
    """Secrets of a trial installation; generated once, in a file that only its owner can read."""

    sealing: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    hashing: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    csrf: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))
    register: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    sms: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    oidc: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    liveness: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    resident_oidc: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(32))
    receipts: str = msgspec.field(default_factory=new_keys)
    vapid: str = msgspec.field(default_factory=new_vapid_key)


class PreparedTrial(Struct, frozen=True):
    """Result for the supervisor: environment of the processes, and the sample people for the welcome text."""

    env: Mapping[str, str]
    cast: list[str]


def keep_secrets(var: Path) -> Secrets:
    """Read the secrets of this folder; generated at the first start."""
    path = var / "secrets.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(Secrets()))
    kept = msgspec.json.decode(path.read_bytes(), type=Secrets)
    path.write_bytes(msgspec.json.encode(kept))  # adds a secret that an older version did not have
    return kept


def trial_host() -> str:
    """The name of this machine in addresses; passkeys need a name, so `TRIAL_HOST=localhost` lets one try them."""
    return os.environ.get("TRIAL_HOST", "127.0.0.1")


def settings_for(var: Path, ports: Ports, database: str, redis: str) -> Settings:
    """Settings of a trial installation: every address is on this machine."""
    kept = keep_secrets(var)
    world = f"http://127.0.0.1:{ports.samples}"
    return Settings(
        database_url=database, redis_url=redis, storage_url=f"file://{quote(str(var))}/papers", index_path=f"{var}/index", maintenance_file=f"{var}/maintenance",
        origin=f"http://{trial_host()}:{ports.web}",
        sealing_keys=(Key(1, kept.sealing),), hash_key=(HashKey(1, kept.hashing),), csrf_key=kept.csrf, receipt_keys=kept.receipts,
        vapid_key=kept.vapid, register_url=world, register_key=kept.register, sms_url=world, sms_key=kept.sms,
        oidc_issuer=f"http://127.0.0.1:{ports.staff}", oidc_client="futian", oidc_secret=kept.oidc, sample=True,
        resident_oidc_issuer=f"http://127.0.0.1:{ports.province}", resident_oidc_client="futian",
        resident_oidc_secret=kept.resident_oidc, resident_oidc_levels=MEANS, liveness_key=kept.liveness,
        liveness_url=f"http://127.0.0.1:{ports.liveness}/verdict" if os.environ.get("FUTIAN_SAMPLE_LIVENESS") else "",
        push_loopback_port=int(os.environ.get("FUTIAN_PUSH_LOOPBACK_PORT", "0")),
    )  # fmt: skip


def prepare(var: Path, ports: Ports) -> PreparedTrial:
    """Migrate and fill the database of this folder; returns how its processes are started."""
    admin = asyncio.run(migrate.make_database(embedded_servers.postgres_url(var / "postgres"), DATABASE))
    migrate.upgrade(admin)
    asyncio.run(migrate.grant(admin))
    settings = settings_for(var, ports, migrate.as_role(admin), embedded_servers.valkey_url(var / "valkey"))
    asyncio.run(seed(settings))
    asyncio.run(index(settings))
    asyncio.run(ask_for_daily_jobs(settings))
    shutil.copytree(PICTURES, var / "sample-pictures", dirs_exist_ok=True)
    return PreparedTrial(settings.to_env(), [f"  {m.phone}  {m.name}：{m.story}" for m in cast().values()])


async def ask_for_daily_jobs(settings: Settings) -> None:
    """Enqueue what the worker does each morning for residents: nobody who tries the product waits until then."""
    db = await asyncpg.connect(settings.database_url)
    try:
        for name in DAILY:
            await enqueue(db, name, NoArguments())
    finally:
        await db.close()


async def index(settings: Settings) -> None:
    """Build the search index of the services in force today, so that no web process has to."""
    db = await asyncpg.connect(settings.database_url)
    try:
        await connect.prepare(db)
        catalogue = PublishedCatalogue()
        await catalogue.open(db, local_date(utc_now()))
    finally:
        await db.close()
    services = [version.service for version in catalogue.in_force.values()]
    await build_in_child_process(settings.index_folder / index_file_name(services), services)


def main() -> None:
    """Read folder and ports as JSON from the command line; write `PreparedTrial` as JSON to standard output."""
    var, ports = msgspec.json.decode(sys.argv[1], type=tuple[str, Ports])
    sys.stdout.buffer.write(msgspec.json.encode(prepare(Path(var), ports)))


if __name__ == "__main__":
    main()
