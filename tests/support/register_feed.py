"""A population register of a test's own that tells what happens to people, and a worker that hears of it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import msgspec

from backend.jobs import SCHEDULES
from backend.registers.client import Registers
from backend.registers.sample.app import create
from backend.registers.signature import signed
from backend.settings import Settings
from tests.conftest import REGISTER_KEY, SMS_KEY, free_port, serving
from tests.journey import Worker

CHANGSHA, NANSHAN, FUTIAN = "430100", "440305", "440304"
pull = SCHEDULES["hear-of-changes"].does


class Feed:
    """A population register of this test's own, where things happen, and a worker that hears of them."""

    def __init__(self, url: str, worker: Worker) -> None:
        self.url, self.bench = url, worker.bench

    async def sends(self, path: str, content: Any) -> None:
        """A signed message to the sample world."""
        body = msgspec.json.encode(content)
        async with httpx.AsyncClient() as http:
            answer = await http.post(
                self.url + path, content=body, headers=signed(REGISTER_KEY, body, int(time.time()))
            )
        assert answer.status_code in (200, 201), answer.text

    async def happens(self, who: str, kind: str, on: date, to: str = "") -> None:
        """Something happens, and the worker's next turn hears of it."""
        await self.sends("/happenings", {"who": who, "kind": kind, "on": on, "to": to})
        await pull(self.bench)


def hearing(worker: Worker, settings: Settings, url: str, registers: list[Registers]) -> Worker:
    """The same worker, whose population register is elsewhere."""
    registers.append(Registers(msgspec.structs.replace(settings, register_url=url)))
    services = msgspec.structs.replace(worker.bench.services, registers=registers[-1])
    return Worker(msgspec.structs.replace(worker.bench, services=services))


@asynccontextmanager
async def own_feed(worker: Worker, settings: Settings, folder: Path) -> AsyncIterator[Feed]:
    """What happens here happens in no other test."""
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "FUTIAN_SAMPLE_RESIDENTS": "0",
        "VAR": str(folder),
    }
    registers: list[Registers] = []
    with serving(create(environ), free_port()) as url:
        yield Feed(url, hearing(worker, settings, url, registers))
        await registers[0].close()


async def proposals(db: Any) -> list[tuple[Any, ...]]:
    """What was proposed, and how it stands."""
    return [
        tuple(row)
        for row in await db.fetch(
            "select cause, effect_from, state from grant_change order by proposed_at, happened_on"
        )
    ]
