"""One transition of a case: state and version, consequences, event and audit row in the caller's transaction."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.lifecycle import consequences
from backend.cases.types import Case, Kind
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents import store as people


async def step(
    db: Db,
    case: Case,
    kind: Kind,
    move: flow.Move,
    author: str,
    role: str,
    version: int,
    now: datetime,
    detail: dict[str, Any],
) -> None:
    """Move the case, carry out what follows by the table, and write down why; somebody quicker wins."""
    moved = case.version == version and await case_store.move(
        db, id=case.id, state=move.state.value, ruling=move.ruling, version=version, at=now
    )
    if not moved:
        raise Conflict
    await consequences.carry_out(db, case, move.rule, now)
    await case_store.add_event(
        db,
        id=uuid4(),
        case_id=case.id,
        kind=kind,
        author=author,
        principal=case.principal,
        role=role,
        at=now,
        detail=detail,
    )
    await people.note(db, at=now, actor=author, action=f"case.{kind}", subject=str(case.id), detail={})
