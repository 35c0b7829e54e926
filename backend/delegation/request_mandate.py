"""A helper asks a principal who isn't there: by a call (`call_back`) or by a letter (`letters`)."""

from datetime import datetime
from typing import Literal

from backend.delegation.acting import as_oneself
from backend.delegation.context import Context
from backend.delegation.principals import Named, find_or_enrol, vouch
from backend.delegation.scope import Wish
from backend.delegation.service import Proposal, agree, as_person, granted_services, need_proven, propose
from backend.delegation.types import Mandate
from backend.kit.db import Transaction
from backend.residents.types import Acting


async def ask(
    moment: Transaction, context: Context, acting: Acting, named: Named, wish: Wish, channel: Literal["call_back", "paper"],
    now: datetime,
) -> Mandate:  # fmt: skip
    """Write down the proposal of a proven helper, who agrees to it by asking. Asks the register before the transaction.

    Raises HelperNotProven, PersonUnknown and what `scope.granted` raises.
    """
    as_oneself(acting)
    need_proven(acting.assurance)
    await vouch(context, named)
    async with moment() as db:
        principal = await find_or_enrol(db, context, named, now)
        services = await granted_services(db, context, principal, wish)
        made = Proposal(principal=principal, helper=acting.person, channel=channel, relation=wish.relation, days=wish.days)  # fmt: skip
        mandate = await propose(db, made, services, by := as_person("helper", acting.person), now)
        return await agree(db, context, mandate, by, now)
