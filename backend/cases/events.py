"""Writing an event of a case: what happened, when, and by whom."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from backend.audit.actor import Actor
from backend.cases import store
from backend.cases.types import Case, Kind
from backend.kit.sql import Db
from backend.residents.types import Acting


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
        db, id=id, case_id=case, kind=kind, author=str(actor), principal=principal, role=actor.role, at=now, detail=detail
    )  # fmt: skip
