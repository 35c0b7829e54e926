"""The street in which an offer is made: one resident before his birthday, his telephone, and the worker of the house."""

import json
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from backend.kit.db import transaction
from backend.offers import propose, submit_on_day
from backend.registers.client import Registers
from backend.registers.sample.app import create
from backend.registers.signature import signed
from backend.residents.service import identity_of, save_identity
from backend.residents.types import SecondPhone
from backend.settings import Settings
from tests import people
from tests.conftest import REGISTER_KEY, SMS_KEY, free_port, serving
from tests.journey import Worker

HIM = people.NOT_QUITE_SEVENTY
FORMER = "19900000097"
BIRTHDAY = timedelta(days=58)  # from the day of the stories to 20 January 2027


class Street:
    """The world outside: the person's phone, and what stands in the database."""

    def __init__(self, house: Any, worker: Worker, admin_url: str, world: str, clock: Any) -> None:
        self.house, self.worker, self.admin_url, self.world, self.clock = house, worker, admin_url, world, clock
        self.state = house.framework.state
        self.before: set[str] = set()  # ids of messages on his phone, which keeps those of earlier tests

    def moment(self) -> Any:
        return transaction(self.state.pool)

    async def person(self) -> UUID:
        hashes = self.state.vault.fingerprints("phone", HIM.international_phone)
        found = await self.rows("select person from identity where phone_hash = any($1)", hashes)
        return UUID(str(found[0]["person"]))

    async def rows(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        db = await asyncpg.connect(self.admin_url)
        try:
            return list(await db.fetch(sql, *values))
        finally:
            await db.close()

    async def is_offered(self) -> None:
        """The morning's work is done: nothing was begun here, his number says when he was born."""
        self.before = {one["id"] for one in await self.inbox(HIM.phone)}
        await propose.propose_all(self.moment, self.state.services, self.clock())
        await self.worker.works()

    async def inbox(self, phone: str) -> list[dict[str, Any]]:
        """The short messages on a phone, the newest first."""
        async with httpx.AsyncClient() as http:
            return list((await http.get(f"{self.world}/phone.json", params={"to": phone})).json())

    async def told(self) -> list[str]:
        """The templates of the messages since he was offered it, the oldest first."""
        return [one["template"] for one in reversed(await self.inbox(HIM.phone)) if one["id"] not in self.before]

    async def replies(
        self,
        text: str,
        number: str = HIM.international_phone,
        id: UUID | None = None,
        status: int = 202,
        key: str = SMS_KEY,
        **more: Any,
    ) -> None:
        """A short message arrives, and the worker reads it."""
        body = msgspec.json.encode({"id": id or uuid4(), "from": number, "text": text, "sent_at": self.clock(), **more})
        headers = {**signed(key, body, int(time.time())), "content-type": "application/json"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.house), base_url="http://127.0.0.1:8000"
        ) as http:
            answer = await http.post("/sms/received", content=body, headers=headers)
        assert answer.status_code == status, answer.text
        await self.worker.works()

    async def sets(self, sql: str, *values: Any) -> None:
        """Something that happened elsewhere."""
        await self.rows(sql, *values)

    async def pays_to(self, account: str) -> None:
        """The register holds another account now."""
        async with self.moment() as db:
            who = await identity_of(db, self.state.vault, await self.person())
            changed = msgspec.structs.replace(who, payable_account=account)
            await save_identity(db, self.state.vault, await self.person(), changed)

    async def has_other_phones(self, *phones: str) -> None:
        """Former numbers, which are told."""
        async with self.moment() as db:
            who = await identity_of(db, self.state.vault, await self.person())
            second = tuple(SecondPhone(f"+86{phone}", "former", self.clock()) for phone in phones)
            await save_identity(
                db, self.state.vault, await self.person(), msgspec.structs.replace(who, second_phones=second)
            )

    async def trouble(self, register: str, mode: str) -> None:
        """What is wrong with a register."""
        body = json.dumps({"register": register, "mode": mode, "seconds": 1}).encode()
        async with httpx.AsyncClient() as http:
            await http.post(f"{self.world}/trouble", content=body, headers=signed(REGISTER_KEY, body, int(time.time())))

    async def inbox_says(self) -> str:
        """The words of all messages in his inbox here."""
        return " ".join(one["body"] for one in await self.rows("select body from notice"))

    async def stands(self) -> tuple[str, str]:
        """State and reason of his offer."""
        found = await self.rows("select state, reason from offer where person = $1", await self.person())
        return (found[0]["state"], found[0]["reason"]) if found else ("", "")

    async def birthday(self) -> None:
        """The day comes."""
        self.clock.pass_(days=BIRTHDAY.days)
        await self.works_on()

    async def works_on(self) -> None:
        """The worker's round of this day."""
        await submit_on_day.submit_all(self.moment, self.state.services, self.state.file_store, self.clock())
        await self.worker.works()


NOW_OF: list[Any] = []
"""The clock of the test that runs."""


@pytest.fixture(scope="module")
def world_of_today(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Registers and phone that live by the held clock: what they say expires by it."""
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY, "FUTIAN_SMS_KEY": SMS_KEY, "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(tmp_path_factory.mktemp("today")),
    }  # fmt: skip
    with serving(create(environ, lambda: NOW_OF[-1].now), free_port()) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="session")
async def street(
    house: Any, worker: Worker, settings: Settings, admin_url: str, world_of_today: str, clock: Any
) -> AsyncIterator[Street]:
    """The world outside."""
    NOW_OF.append(clock)
    own = msgspec.structs.replace(settings, register_url=world_of_today, sms_url=world_of_today)
    state, registers = house.framework.state, Registers(own, clock)
    state.services = msgspec.structs.replace(state.services, registers=registers)
    worker.bench = msgspec.structs.replace(worker.bench, services=state.services, settings=own)
    yield Street(house, worker, admin_url, world_of_today, clock)
    await registers.close()
