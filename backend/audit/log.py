"""Writing the audit log: one line for each act with consequences, in the transaction of the act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.audit import store
from backend.audit.actor import Actor
from backend.kit.sql import Db


async def note(
    db: Db, actor: Actor, action: str, subject: Actor | UUID | str, now: datetime, /, **detail: Any
) -> None:  # fmt: skip
    """Append one line; `detail` holds ids, numbers and closed words, never what a person wrote or who they are."""
    await store.add_line(db, at=now, actor=str(actor), action=action, subject=str(subject), detail=detail)
