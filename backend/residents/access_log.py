"""The access log: who opened a resident's file, in which role and why. The resident reads it under “谁看过我的资料”."""

from datetime import datetime
from uuid import UUID

from backend.kit.sql import Db
from backend.residents import store
from backend.residents.types import Staff


async def log_access(db: Db, staff: Staff, person: UUID, reason: str, now: datetime, case: UUID | None = None) -> None:
    """Append an entry; `reason` is a sentence that the resident reads."""
    role = staff.desk_role if staff.roles & {"officer", "supervisor"} else "auditor"
    await store.add_access(
        db, person=person, reader=staff.subject, reader_name=staff.name, role=role, case_id=case, reason=reason, at=now
    )
