"""Mandates between two of the cast, as if they had agreed on their own devices."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from backend.delegation.scope import Wish, granted
from backend.delegation.service import Proposal, agree, as_person, propose
from backend.delegation.types import Mandate, Power
from backend.delegation.wording import for_mandate
from backend.kit.db import transaction
from backend.registers.sample.cast import Member
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance
from tests.support.allowance import ALLOWANCE


async def account_of(house: Any, member: Member) -> UUID:
    """The account of one of the cast, begun if need be."""
    state = house.app.state
    async with transaction(state.pool) as db:
        return (await residents.find_or_create_by_phone(db, state.vault, member.international_phone, state.clock())).id


async def verified(house: Any, member: Member) -> UUID:
    """The same, of whom it is proven who they are."""
    found = await account_of(house, member)
    async with transaction(house.app.state.pool) as db:
        await people.raise_assurance(db, person=found, assurance=Assurance.VERIFIED)
    return found


async def begun(
    house: Any, principal: Member, helper: Member, now: datetime, power: Power = Power.PREPARE, days: int = 365
) -> Mandate:
    """A mandate for the allowance that both have agreed to."""
    services, by = house.app.state.services, as_person("helper", await verified(house, helper))
    she = as_person("principal", await account_of(house, principal))
    assert by.person is not None
    assert she.person is not None
    async with transaction(house.app.state.pool) as db:
        chosen = granted(services.catalogue, Wish(services=(ALLOWANCE,), power=power, days=days))
        made = Proposal(principal=she.person, helper=by.person, channel="device", days=days, relation="grandchild")
        mandate = await agree(db, services, await propose(db, made, chosen, by, now), by, now)
        said = for_mandate(services.catalogue, helper.name, chosen, days, now)
        return await agree(db, services, mandate, she, now, said=said)


async def is_known(house: Any, member: Member) -> None:
    """Name and number of one of the cast are on file."""
    state, person = house.app.state, await account_of(house, member)
    async with transaction(state.pool) as db:
        who = await residents.identity_of(db, state.vault, person)
        await residents.save_identity(
            db, state.vault, person, replace(who, name=member.name, id_number=member.id_number)
        )
