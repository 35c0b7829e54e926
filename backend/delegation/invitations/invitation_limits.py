"""Whom invitations reach: nobody is told again and again by somebody whom they refused, or many times a day by anybody.

Who sends sees no difference: whether somebody refused, or others wrote to them, is nobody else's to learn.
"""

from datetime import datetime, timedelta
from uuid import UUID

from backend.delegation.context import Context
from backend.delegation.invitations import store
from backend.kit.sql import Db

REFUSALS, REMEMBERED = 2, timedelta(days=30)  # a wrong tap, and one more try
TOLD_A_DAY, DAY = 3, timedelta(days=1)
"""How many invitations of a day a number is told of: a proposal of this house, as are the two above."""


async def may_tell(db: Db, context: Context, sender: UUID, phone: str, now: datetime) -> bool:
    """May this number be told of an invitation of this sender, which is written down already?"""
    found = await store.told_of_invitations(
        db, person=sender, hashes=context.vault.fingerprints("phone", phone), remembered=now - REMEMBERED, day=now - DAY
    )
    return found.refusals < REFUSALS and found.today <= TOLD_A_DAY
