"""Legal authority: parents for minor children, and office holders for organisations, as long as a register says so.

The register is asked when the authority is taken up, before each switch once the answer is a day old, and by the worker. An
answer that no longer names it pauses the mandate and all that rest on it, until an officer has looked.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from backend.audit.actor import Actor
from backend.delegation import store
from backend.delegation.acting import as_oneself
from backend.delegation.context import Context
from backend.delegation.lifecycle import standing
from backend.delegation.messages import RESUMED
from backend.delegation.principals import PURPOSE, Named, find_or_enrol
from backend.delegation.problems import NotInRegister
from backend.delegation.scope import EVERYTHING
from backend.delegation.service import Party, Proposal, agree, as_person, need_proven, pause, propose
from backend.delegation.transition import happened, tell_both
from backend.delegation.types import OFFICES, Mandate
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.registers.authority import LegalAuthority, Object, authorities, holds
from backend.registers.types import Subject
from backend.residents import service as residents
from backend.residents.types import Acting, Assurance, Identity

REGISTER = Party("system", Actor.system("registers"))
FRESH = timedelta(days=1)
"""How long a register's word counts before it is asked again."""


async def offered(moment: Transaction, context: Context, acting: Acting, now: datetime) -> list[LegalAuthority]:
    """For what a person may act by law today, as the registers say; nothing while they don't answer."""
    as_oneself(acting)
    need_proven(acting.assurance)
    async with moment() as db:
        who = await residents.identity_of(db, context.vault, acting.person)
    told = await authorities(context.registers, PURPOSE, Subject(who.id_number, who.name))
    return [one for one in told or () if holds(one, local_date(now))]


async def take_up(moment: Transaction, context: Context, acting: Acting, object: Object, now: datetime) -> Mandate:
    """Begin to act by law; taking it up twice is once. Raises NotInRegister."""
    as_oneself(acting)
    need_proven(acting.assurance)
    async with moment() as db:
        who = await residents.identity_of(db, context.vault, acting.person)
    told = await authorities(context.registers, PURPOSE, Subject(who.id_number, who.name), object)
    found = next((one for one in told or () if one.object == object and holds(one, local_date(now))), None)
    if found is None:
        raise NotInRegister(whom=object.name)
    async with moment() as db:
        principal = await _principal(db, context, object, now)
        mandate = await store.by_law(db, principal=principal, helper=acting.person, basis=found.relation)
        if mandate is not None:
            await store.checked(db, mandate=mandate.id, at=now)
            if standing(mandate, now).reason == "unused":
                await _taken_up_again(db, mandate, now)
            return mandate
        return await _begun(db, context, acting.person, principal, found, now)


async def _taken_up_again(db: Db, mandate: Mandate, now: datetime) -> None:
    """An authority that nobody used for a year counts again, since a register has just confirmed it; both hear it."""
    await store.used(db, mandate=mandate.id, at=now)
    await happened(db, mandate.id, mandate.principal, "resumed", REGISTER, now, {})
    await tell_both(db, mandate, RESUMED, now)


async def _principal(db: Db, context: Context, object: Object, now: datetime) -> UUID:
    if object.kind == "person":
        return await find_or_enrol(db, context, Named(object.name, object.number), now, Assurance.DOCUMENT)
    found = await residents.by_number(db, context.vault, object.number)
    if found is not None:
        return found.id
    who = Identity(name=object.name, id_number=object.number)
    added = await residents.create_person(db, context.vault, who, Assurance.DOCUMENT, now)
    await store.set_kind(db, person=added.id)
    return added.id


async def _begun(
    db: Db, context: Context, person: UUID, principal: UUID, found: LegalAuthority, now: datetime
) -> Mandate:
    ends = datetime.combine(found.until, time(), SHANGHAI) if found.until else None
    made = Proposal(
        principal=principal, helper=person, channel="law", basis=found.relation, expires_at=ends, checked_at=now
    )
    mandate = await propose(db, made, EVERYTHING, REGISTER, now)
    mandate = await agree(db, context, mandate, as_person("helper", person), now)
    return await agree(db, context, mandate, REGISTER, now)


async def check_again(moment: Transaction, context: Context, mandate: Mandate, now: datetime) -> bool:
    """Ask the register again about an authority whose answer is older than a day.

    Returns False where it was paused: the register answered and no longer names it. Silence changes nothing.
    """
    if mandate.checked_at is None or now - mandate.checked_at < FRESH:
        return True
    async with moment() as db:
        who = await residents.identity_of(db, context.vault, mandate.helper)
        of = await residents.identity_of(db, context.vault, mandate.principal)
    object = Object(kind="organisation" if mandate.basis in OFFICES else "person", number=of.id_number, name=of.name)
    told = await authorities(context.registers, PURPOSE, Subject(who.id_number, who.name), object)
    if told is None:
        return True
    good = any(one.relation == mandate.basis and holds(one, local_date(now)) for one in told)
    async with moment() as db:
        mandate = await store.by_id(db, id=mandate.id)
        if good:
            await store.checked(db, mandate=mandate.id, at=now)
        elif standing(mandate, now).state == "active":
            await _paused(db, mandate, now)
    return good


async def _paused(db: Db, mandate: Mandate, now: datetime) -> None:
    """The authority and what its holder gave to others wait for an officer."""
    await pause(db, mandate, REGISTER, "register", now)
    for one in await store.resting_on(db, mandate=mandate.id, principal=mandate.principal):
        if standing(one, now).state == "active":
            await pause(db, one, REGISTER, "register", now)


async def check_all(moment: Transaction, context: Context, now: datetime) -> int:
    """The worker's round; returns how many authorities were paused."""
    async with moment() as db:
        due = await store.offices_to_check(db, before=now - FRESH)
    return sum([not await check_again(moment, context, one, now) for one in due])
