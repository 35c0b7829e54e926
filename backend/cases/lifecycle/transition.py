"""One transition of a case: state and version, consequences, event and audit row in the caller's transaction."""

from datetime import datetime
from typing import Any

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.events import append_event
from backend.cases.lifecycle import consequences
from backend.cases.types import Case, Kind
from backend.kit.problems import Conflict
from backend.kit.sql import Db


async def move_case(
    db: Db, case: Case, kind: Kind, move: flow.Move, actor: Actor, version: int, now: datetime, detail: dict[str, Any]
) -> None:
    """Move a case: state, consequences, event and audit row. Raises Conflict if another request changed the case first."""
    moved = case.version == version and await case_store.move(
        db, id=case.id, state=move.state.value, ruling=move.ruling, version=version, at=now
    )
    if not moved:
        raise Conflict
    await consequences.apply_consequences(db, case, move.rule, now)
    await append_event(db, case, kind, actor, now, **detail)
    await note(db, actor, f"case.{kind}", case.id, now)
