"""An officer looks at what was seen in a mandate, or at a complaint: it goes on, or it ends for fraud."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from backend.delegation.context import Context
from backend.delegation.counter import authorized, officer
from backend.delegation.lifecycle import standing
from backend.delegation.problems import NothingToSettle
from backend.delegation.service import end, resume
from backend.delegation.signals import store
from backend.delegation.types import Mandate
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents.types import Staff

Outcome = Literal["cleared", "confirmed"]


async def settle(
    db: Db, context: Context, staff: Staff, id: UUID, outcome: Outcome, why: str, now: datetime
) -> Mandate:
    """Nothing is wrong (`cleared`): it goes on where only the signs stopped it. Something is (`confirmed`): it ends for fraud.

    Whoever wrote the mandate down doesn't clear it. Raises NothingToSettle and ReasonNeeded.
    """
    why = need_reason(why)
    action = "mandate.signal_cleared" if outcome == "cleared" else "mandate.fraud_found"
    mandate = await authorized(db, context, staff, action, id, now)
    if not await store.open_signals(db, mandate=id):
        raise NothingToSettle
    await store.settle_signals(db, mandate=id, state=outcome, by=staff.signature, why=why, at=now)
    at = standing(mandate, now)
    if outcome == "confirmed":
        return mandate if at.state == "ended" else await end(db, mandate, officer(staff), "fraud", now)
    return (
        await resume(db, mandate, officer(staff), now) if at.reason == "signal" and at.state == "suspended" else mandate
    )
