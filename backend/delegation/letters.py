"""Channel four, the letter: an officer prints and posts what a helper asked for (`request_mandate.ask`); giving its code is the yes of the principal."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from backend.audit.actor import Actor
from backend.delegation import store
from backend.delegation.acting import as_oneself
from backend.delegation.context import Context
from backend.delegation.lifecycle import standing
from backend.delegation.printed_codes import TRIES, find
from backend.delegation.printed_sheets import services_of
from backend.delegation.problems import CodeSpent, FactsDiffer, InvitationGone
from backend.delegation.service import Party, agree
from backend.delegation.types import Mandate
from backend.delegation.wording import for_mandate
from backend.kit.db import Transaction
from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.kit.sql import Db
from backend.kit.text import plain_name
from backend.residents import service as residents
from backend.residents.types import Acting, Identity


class Facts(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands beside the code: whose letter it was, her birth date and the last four signs of her identity number."""

    name: Annotated[str, Meta(max_length=60)]
    born: date
    last_four: Annotated[str, Meta(min_length=4, max_length=4)]

    def __repr__(self) -> str:
        """Says nothing, so that no log and no traceback can."""
        return "Facts()"


async def enter(
    moment: Transaction, context: Context, acting: Acting, text: str, facts: Facts, now: datetime
) -> Mandate:
    """The helper enters the code of the letter, with facts about the principal; wrong facts are counted, and the count stays.

    Raises InvitationGone, FactsDiffer and CodeSpent.
    """
    as_oneself(acting)
    async with moment() as db:
        row = await find(db, context, text, ("letter",), now)
        mandate = await store.by_id(db, id=row.mandate)
        if mandate.helper != acting.person or standing(mandate, now).state != "proposed":
            raise InvitationGone
        who = await residents.identity_of(db, context.vault, mandate.principal)
        fits = agree_on(facts, who, samples=context.samples)
        if fits:
            return await _agreed(db, context, mandate, row, now)
        await store.try_code(db, id=row.id)
    if row.tries + 1 >= TRIES:
        raise CodeSpent
    raise FactsDiffer(left=TRIES - row.tries - 1)


async def _agreed(db: Db, context: Context, mandate: Mandate, row: store.CodeRow, now: datetime) -> Mandate:
    await store.use_code(db, id=row.id, at=now)
    helper = await residents.identity_of(db, context.vault, mandate.helper)
    said = for_mandate(
        context.catalogue, helper.name, await services_of(db, mandate.id), mandate.days, mandate.proposed_at
    )
    by = Party("principal", Actor.system("letter"), mandate.principal)
    return await agree(db, context, mandate, by, now, said=said, witness=f"letter:{row.id}")


def agree_on(facts: Facts, who: Identity, *, samples: bool) -> bool:
    """Do all facts fit? One answer for all of them."""
    try:
        born = identity_number(who.id_number, samples=samples).birth
    except InvalidIdentityNumber:
        return False
    name = plain_name(facts.name) == plain_name(who.name)
    return name and facts.born == born and facts.last_four.upper() == who.id_number[-4:].upper()
