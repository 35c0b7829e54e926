"""Writing an event of a case: what happened, when, and by whom. What a helper does is told to the principal in the same transaction."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from backend.audit.actor import Actor
from backend.cases import store
from backend.cases.messages import HELPER_ACTED, HELPER_ACTS
from backend.cases.types import Case, Kind
from backend.delegation.messages import TOPIC
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents.types import Acting

AGAIN = timedelta(hours=1)
"""So long the same act in the same case isn't told once more; every single one stands in the record."""
LOUD: frozenset[Kind] = frozenset({"opened", "withdrawn", "review_asked", "review_withdrawn"})
"""Acts of a helper that go to the principal's devices too; the others wait in the inbox."""
TOLD_APART: frozenset[Kind] = frozenset({"sent_back", "consent_asked", "consent_withdrawn"})
"""Acts with a message of their own."""


async def append_event(db: Db, case: Case, kind: Kind, actor: Actor, now: datetime, **detail: Any) -> None:
    """Append an event to a case."""
    await add(db, case.id, case.principal, kind, actor, now, uuid4(), detail)


async def record_event(
    db: Db, acting: Acting, case: UUID, kind: Kind, now: datetime, event: UUID | None = None
) -> None:
    """Append an event by the person who acts; an event id that is there already adds nothing."""
    await add(db, case, acting.principal, kind, acting.actor, now, event or uuid4(), {})


async def add(
    db: Db, case: UUID, principal: UUID, kind: Kind, actor: Actor, now: datetime, id: UUID, detail: dict[str, Any]
) -> None:
    """Append one row of `case_event`."""
    await store.add_event(
        db, id=id, case_id=case, kind=kind, author=str(actor), principal=principal, role=actor.role, at=now, detail=detail,
        mandate=actor.mandate,
    )  # fmt: skip
    if actor.mandate is not None and kind not in TOLD_APART:
        await tell_principal(db, case, principal, kind, actor.mandate, now)


async def tell_principal(db: Db, case: UUID, principal: UUID, kind: Kind, mandate: UUID, now: datetime) -> None:
    """Owe the principal a message about an act of a helper; the same act within an hour is told once. Whoever holds an office is the principal's own voice."""
    said = HELPER_ACTED(act=kind if kind in HELPER_ACTS else "other")
    known = await store.need_not_be_told(
        db, principal=principal, case_id=case, title=said.title, since=now - AGAIN, mandate=mandate
    )
    if not known:
        await notify(db, principal, TOPIC, said, f"/cases/{case}", now, case, quiet=kind not in LOUD)
