"""The room at work for two people: the catalogue is opened once."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from backend.cases.services import CaseServices, case_services
from backend.kit.clock import local_date
from backend.registers.client import Registers
from backend.settings import Settings
from tests.backend.cases.two_people import Two, family
from tests.conftest import NOW

opened: list[CaseServices] = []


@pytest_asyncio.fixture(loop_scope="session")
async def two(db: Any, settings: Settings) -> AsyncIterator[Two]:
    """A grandmother and her helper."""
    if not opened:
        services = case_services(settings, Registers(settings))
        await services.catalogue.open(db, local_date(NOW))
        opened.append(services)
    yield await family(db, opened[0])
