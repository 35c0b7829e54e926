"""The principal of a mandate who needs no account: found by name and identity number, checked with the register, or enrolled."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct
from redis.asyncio import Redis

from backend.delegation import store
from backend.delegation.context import Context
from backend.delegation.problems import PersonUnknown, TooManyInvitations
from backend.delegation.scope import PrincipalKind
from backend.kit.identity_number import canonical
from backend.kit.problems import TooMuch
from backend.kit.redis import count_attempt
from backend.kit.sql import Db
from backend.kit.text import plain_name
from backend.registers.types import Subject
from backend.registers.verify_person import known_and_alive
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance, Identity

PURPOSE = "mandate"
NAMED_A_DAY, DAY_SECONDS = 5, 86_400
"""How many people a helper may name in a day: a proposal of this house."""


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """A person as somebody else writes them down: name and identity number."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    id_number: Annotated[str, Meta(min_length=8, max_length=30)]

    def __repr__(self) -> str:
        """Says nothing, so that no log and no traceback can."""
        return "Named()"

    @property
    def subject(self) -> Subject:
        """As registers are asked for them."""
        return Subject(canonical(self.id_number)[:18], plain_name(self.name))


async def count_named(redis: Redis, acting: Acting) -> None:
    """Count one person whom a helper names by number and name; raises TooManyInvitations above the limit.

    It is counted before a register is asked, so that nobody can try out who belongs to which number.
    """
    try:
        await count_attempt(redis, f"limit:mandate-named:{acting.person}", NAMED_A_DAY, DAY_SECONDS)
    except TooMuch:
        raise TooManyInvitations from None


async def vouch(context: Context, named: Named) -> None:
    """Raise PersonUnknown unless the population register knows the person and they are alive. Ask outside any transaction."""
    known = await known_and_alive(
        context.registers, PURPOSE, named.id_number, plain_name(named.name), samples=context.samples
    )
    if not known:
        raise PersonUnknown


async def find_or_enrol(
    db: Db, context: Context, named: Named, now: datetime, level: Assurance = Assurance.ANONYMOUS
) -> UUID:
    """The person of a number that was vouched for; who isn't known here yet is enrolled without a telephone.

    `level`: how sure we are of a new one. Somebody who only was named is ANONYMOUS: nothing has been proven by them.
    """
    found = await residents.by_number(db, context.vault, named.id_number)
    if found is None:
        who = Identity(name=plain_name(named.name), id_number=canonical(named.id_number))
        return (await residents.create_person(db, context.vault, who, level, now)).id
    identity = await residents.identity_of(db, context.vault, found.id)
    if plain_name(identity.name) != plain_name(named.name):
        raise PersonUnknown
    if found.assurance < level:
        await people.raise_assurance(db, person=found.id, assurance=level)
    return found.id


async def kind_of(db: Db, principal: UUID) -> PrincipalKind:
    """Is this principal a natural person or an organisation?"""
    return "organisation" if await store.kind(db, person=principal) == "organisation" else "natural"
