"""The room at work on the real database: catalogue, vault, registers of the sample world, and the cast."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

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
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance
from backend.settings import Settings
from tests.conftest import NOW


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
def actor(db: Any, context: Context) -> Actor:
    """Sign one of the cast in, as sure of them as a test says."""

    async def signed_in(member: Member, assurance: Assurance = Assurance.VERIFIED) -> Acting:
        held = await residents.arrive(db, context.vault, member.international_phone, NOW)
        who = await residents.identity_of(db, context.vault, held.id)
        if assurance > Assurance.PHONE and not who.id_number:
            await residents.save_identity(
                db, context.vault, held.id, replace(who, name=member.name, id_number=member.id_number)
            )
        await people.raise_assurance(db, person=held.id, assurance=assurance)
        return Acting(person=held.id, principal=held.id, assurance=max(held.assurance, assurance))

    return signed_in
