"""A house on a real port whose pages, registers and worker live by the held clock, for stories in a browser that take weeks."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest_asyncio
from playwright.async_api import Browser, Page

from backend.app import create
from backend.offers import propose, submit_on_day
from backend.registers.client import Registers
from backend.registers.sample.app import create as create_world
from backend.settings import Settings
from tests.conftest import REGISTER_KEY, SMS_KEY, free_port, serving
from tests.support.browsing import PHONE, sign_in
from tests.support.told import find, owe


class DatedHouse:
    """The phone of one resident in front of the house, and the worker's mornings."""

    def __init__(self, page: Page, settings: Settings, worker: Any, clock: Any) -> None:
        self.page, self.settings, self.worker, self.clock = page, settings, worker, clock
        self.bench = worker.bench

    async def signs_in(self, member: Any, there: str) -> None:
        """Open a page that asks who is there, as one of the cast."""
        await self.page.context.clear_cookies()
        await self.page.goto(there)
        if "/sign-in" in self.page.url:
            await sign_in(self.page, self.settings, member.phone)
            await self.page.goto(there)

    async def morning(self) -> None:
        """What the worker finds, owes, offers and submits on this day."""
        await find(self.bench)
        await owe(self.bench)
        moment, services, now = self.bench.transaction, self.bench.services, self.clock()
        await propose.propose_all(moment, services, now)
        await submit_on_day.submit_all(moment, services, self.bench.file_store, now)
        await self.worker.works()


@pytest_asyncio.fixture(loop_scope="session")
async def dated(
    house: Any, worker: Any, settings: Settings, clock: Any, chromium: Browser, tmp_path: Any
) -> AsyncIterator[DatedHouse]:
    """The house; any message on the browser's console fails the test."""
    port = free_port()
    origin, said = f"http://127.0.0.1:{port}", list[str]()
    environ = {
        "FUTIAN_REGISTER_KEY": REGISTER_KEY, "FUTIAN_SMS_KEY": SMS_KEY, "FUTIAN_SAMPLE_RESIDENTS": "0",
        "FUTIAN_ORIGIN": origin, "VAR": str(tmp_path),
    }  # fmt: skip
    with serving(create_world(environ, clock), free_port()) as world:
        own = msgspec.structs.replace(settings, origin=origin, register_url=world, sms_url=world)
        registers, state = Registers(own, clock), house.framework.state
        state.services = msgspec.structs.replace(state.services, registers=registers)
        worker.bench = msgspec.structs.replace(worker.bench, services=state.services, settings=own)
        with serving(create(own, clock), port):
            context = await chromium.new_context(**PHONE, base_url=origin, locale="zh-CN")
            page = await context.new_page()
            page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
            yield DatedHouse(page, own, worker, clock)
            await context.close()
        await registers.close()
        await state.population.close()
    assert not said
