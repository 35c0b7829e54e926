"""The outside: push services that are kind, broken or hostile, the browsers behind them, and names that lie."""

import asyncio
import os
import socket
import subprocess
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec.structs import replace

from backend.campaigns import service as campaigns
from backend.kit.clock import SHANGHAI
from backend.kit.crypto import Vault
from backend.kit.db import Pool, transaction
from backend.kit.messages.types import Rendered
from backend.notices.service import notify
from backend.settings import Settings
from push import service, store
from push.delivery import PushSender
from push.types import Keys, NewSubscription

MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
NIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=SHANGHAI)
ROOT = Path(__file__).resolve().parents[2]
SERVER = """
const Server = require("web-push-testing/src/server.js");
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
new Server(new PushApiModel(), Number(process.argv[1])).startServer();
"""


def new_keys() -> Keys:
    """What a browser makes when it subscribes."""
    point = (
        ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return Keys(p256dh=urlsafe_b64encode(point).decode().rstrip("="), auth=urlsafe_b64encode(os.urandom(16)).decode())


class StandIn:
    """The push service of the npm package web-push-testing: checks who sends, decrypts, and shows what arrived."""

    def __init__(self, port: int) -> None:
        self.port, self.http = port, httpx.AsyncClient(base_url=f"http://localhost:{port}")

    async def browser(self, key: str) -> tuple[NewSubscription, str]:
        """A browser subscribes; the second value asks for what it received."""
        answer = await self.http.post("/subscribe", json={"userVisibleOnly": "true", "applicationServerKey": key})
        data = answer.json()["data"]
        return NewSubscription(data["endpoint"], Keys(**data["keys"])), data["clientHash"]

    async def received(self, name: str) -> list[str]:
        """The decrypted messages of this browser."""
        answer = await self.http.post("/get-notifications", json={"clientHash": name})
        return list(answer.json()["data"]["messages"])

    async def expires(self, name: str) -> None:
        """The browser takes its subscription back."""
        await self.http.post(f"/expire-subscription/{name}")


@contextmanager
def started(port: int) -> Iterator[StandIn]:
    """The stand-in as a process of its own."""
    process = subprocess.Popen(["node", "-e", SERVER, str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "running" in process.stdout.readline()
        yield StandIn(port)
    finally:
        process.kill()
        process.wait()


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(status: int, **headers: str) -> Answer:
    """A push service that always answers this."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


async def hangs(_: web.Request) -> web.StreamResponse:
    """A push service that takes the message and never answers."""
    await asyncio.sleep(30)
    return web.Response(status=201)


async def drips(request: web.Request) -> web.StreamResponse:
    """A push service whose answer never ends."""
    answer = web.StreamResponse(status=201)
    await answer.prepare(request)
    for _ in range(300):
        await answer.write(b"x" * 1000)
        await asyncio.sleep(0.1)
    return answer


class Service:
    """A push service on this machine that does what a test wants, and remembers what it was sent."""

    def __init__(self) -> None:
        self.answer: Answer = says(201)
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.port = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.path, dict(request.headers), await request.read()))
        return await self.answer(request)

    def browser(self) -> NewSubscription:
        """A browser subscribes here."""
        return NewSubscription(f"http://localhost:{self.port}/send/{uuid4().hex}", new_keys())


@asynccontextmanager
async def serving_service() -> AsyncIterator[Service]:
    """The service, listening."""
    found = Service()
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", found.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    found.port = runner.addresses[0][1]
    yield found
    await runner.cleanup()


class Names(AbstractResolver):
    """A name server that says what a test wants."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        if not self.addresses:
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return [
            ResolveResult(
                hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
            )
            for address in self.addresses
        ]  # fmt: skip

    async def close(self) -> None: ...


class People:
    """Persons with devices, and what is owed to them, in the real database."""

    def __init__(self, pool: Pool, settings: Settings, admin_url: str) -> None:
        self.pool, self.vault, self.admin_url = pool, Vault(settings.sealing_keys, settings.hash_key), admin_url

    def transaction(self) -> Any:
        """One transaction, as a job has it."""
        return transaction(self.pool)

    async def arrives(self) -> UUID:
        """Somebody new."""
        person = uuid4()
        async with self.transaction() as db:
            await db.execute("insert into person (id) values ($1)", person)
        return person

    async def allows(
        self, person: UUID, new: NewSubscription, now: datetime, device: str = "安卓手机 · Firefox"
    ) -> None:
        """The person allows messages in this browser."""
        async with self.transaction() as db:
            await service.subscribe_device(db, self.vault, person, new, device, now)

    async def owes(self, person: UUID, now: datetime, topic: str = "decision") -> UUID:
        """Something happened that the person must hear of."""
        async with self.transaction() as db:
            said = Rendered(key="", version="", title="“高龄津贴”已经通过", body="每月300元。")
            return await notify(db, person, topic, said, "/cases/1", now)

    async def wants(self, person: UUID, off: list[str], quiet: bool, now: datetime) -> None:
        """The person chooses."""
        async with self.transaction() as db:
            await store.choose(db, person=person, off=off, at=now)
            hours = campaigns.DEFAULT if quiet else replace(campaigns.DEFAULT, quiet_until=campaigns.DEFAULT.quiet_from)
            await campaigns.keep(db, person, hours, now)

    async def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        """Look at the database as its owner."""
        db = await asyncpg.connect(self.admin_url)
        try:
            return list(await db.fetch(sql, *values))
        finally:
            await db.close()

    async def deliveries(self, notice: UUID) -> list[tuple[str, str, int]]:
        """State, reason and attempts of each delivery of this notice."""
        found = await self.rows(
            "select state, reason, attempts from delivery where notice = $1 order by created_at", notice
        )
        return [tuple(row) for row in found]

    async def devices(self, person: UUID) -> int:
        """How many devices this person is told on."""
        return len(await self.rows("select from push_subscription where person = $1", person))

    async def waits(self, notice: UUID) -> list[float]:
        """In how many seconds jobs will look at this notice again."""
        found = await self.rows(
            "select extract(epoch from execute_after - created)::float as wait from pgqueuer"
            " where convert_from(payload, 'utf8') like $1 order by id", f"%{notice}%",
        )  # fmt: skip
        return [row["wait"] for row in found]


async def told(
    people: People, courier: PushSender, new: NewSubscription, topic: str = "decision", now: datetime = MORNING
) -> UUID:
    """Somebody with this browser is owed a message, and the job runs once."""
    person = await people.arrives()
    await people.allows(person, new, now)
    notice = await people.owes(person, now, topic)
    await courier.deliver(people.transaction, notice, now)
    return notice
