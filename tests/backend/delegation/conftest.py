"""The room at work on the real database: catalogue, vault, registers of the sample world, and the cast."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.published import PublishedCatalogue
from backend.delegation.context import Context
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.registers.client import Registers
from backend.registers.sample.cast import Member
from backend.registers.signature import signed
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance
from backend.settings import Settings
from tests.conftest import NOW, REGISTER_KEY


class Tools(Struct, frozen=True):
    """What the room needs at hand."""

    catalogue: PublishedCatalogue
    vault: Vault
    registers: Registers
    origin: str
    samples: bool = True


Actor = Callable[..., Awaitable[Acting]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def catalogue() -> PublishedCatalogue:
    """An empty catalogue, opened once."""
    return PublishedCatalogue()


@pytest_asyncio.fixture(loop_scope="session")
async def context(db: Any, catalogue: PublishedCatalogue, settings: Settings) -> AsyncIterator[Context]:
    """What the room needs at hand."""
    if not catalogue.in_force:
        await catalogue.open(db, local_date(NOW))
    registers = Registers(settings)
    yield Tools(catalogue, Vault(settings.sealing_keys, settings.hash_key), registers, settings.origin)
    await registers.close()


@pytest.fixture
def moment(db: Any) -> Any:
    """Transactions of moments inside the test's own, so that all is undone afterwards."""

    @asynccontextmanager
    async def one() -> AsyncIterator[Any]:
        async with db.transaction():
            yield db

    return one


class World:
    """The sample world as somebody sees it who lives in it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, path: str, **form: str) -> str:
        """Send a form of one of its pages."""
        return httpx.post(self.url + path, data=form, headers={"sec-fetch-site": "same-origin"}).text

    def calls(self, to: str = "") -> str:
        """The page of telephones."""
        return httpx.get(f"{self.url}/telephone", params={"to": to}).text

    def texts(self, to: str) -> list[Any]:
        """The short messages to a number."""
        return list(httpx.get(f"{self.url}/phone.json", params={"to": to}).json())

    def trouble(self, place: str, mode: str) -> None:
        """Turn a trouble on or off."""
        self._signed("/trouble", {"register": place, "mode": mode, "seconds": 0})

    def takes_over(self, organisation: str, holder: str, on: str) -> None:
        """Somebody takes an office over."""
        self._signed("/offices", {"organisation": organisation, "holder": holder, "on": on})

    def _signed(self, path: str, message: Any) -> None:
        body = msgspec.json.encode(message)
        answer = httpx.post(self.url + path, content=body, headers=signed(REGISTER_KEY, body, int(time.time())))
        assert answer.status_code < 300, answer.text


@pytest.fixture
def world(sample_world: str) -> Iterator[World]:
    """The sample world; its troubles end with the test."""
    found = World(sample_world)
    yield found
    for place in ("population", "market", "telephone", "sms"):
        found.trouble(place, "ok")


@pytest.fixture
def actor(db: Any, context: Context) -> Actor:
    """Sign one of the cast in, as sure of them as a test says."""

    async def signed_in(member: Member, assurance: Assurance = Assurance.VERIFIED) -> Acting:
        account = await residents.find_or_create_by_phone(db, context.vault, member.international_phone, NOW)
        who = await residents.identity_of(db, context.vault, account.id)
        if assurance > Assurance.PHONE and not who.id_number:
            await residents.save_identity(
                db, context.vault, account.id, replace(who, name=member.name, id_number=member.id_number)
            )
        await people.raise_assurance(db, person=account.id, assurance=assurance)
        return Acting(person=account.id, principal=account.id, assurance=max(account.assurance, assurance))

    return signed_in
