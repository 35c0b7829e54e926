"""Recording an event of a case by the person who acts."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.cases import store
from backend.kit.sql import Db
from backend.residents.types import Acting


async def record_event(db: Db, acting: Acting, case: UUID, kind: str, now: datetime, event: UUID | None = None) -> None:
    """Write down that something happened to a case."""
    await store.add_event(
        db, id=event or uuid4(), case_id=case, kind=kind, author=str(acting.person), principal=acting.principal,
        role="resident" if acting.person == acting.principal else "helper", at=now, detail={},
    )  # fmt: skip
