"""Steps of the resident after submission: withdraw the application or the review, ask for a review."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.lifecycle.transition import move_case
from backend.cases.lock import STEPS, not_claimed
from backend.cases.problems import AlreadyDecided
from backend.cases.types import Kind
from backend.delegation.acting import need
from backend.kit.sql import Db
from backend.residents.types import Acting


async def withdraw(db: Db, acting: Acting, id: UUID, now: datetime) -> None:
    """Withdraw an application that isn't decided yet; raises AlreadyDecided afterwards."""
    await resident_step(db, acting, id, "withdrawn", now, {})


async def withdraw_review(db: Db, acting: Acting, id: UUID, now: datetime) -> None:
    """Withdraw the request for a review; the ruling stands as it was, with everything that rests on it."""
    await resident_step(db, acting, id, "review_withdrawn", now, {})


async def ask_review(db: Db, acting: Acting, id: UUID, reason: str, now: datetime) -> None:
    """Ask for a review of a decision by another person (PIPL art. 24)."""
    await resident_step(db, acting, id, "review_asked", now, {"reason": reason.strip()})


async def resident_step(db: Db, acting: Acting, id: UUID, kind: Kind, now: datetime, detail: dict[str, Any]) -> None:
    """Perform one transition by the resident or their helper."""
    case = await case_store.lock(db, id=id, principal=acting.principal)
    await need(db, acting, STEPS[kind], case.service, now)
    await not_claimed(db, acting, id)
    if kind == "withdrawn" and case.ruling != "none":
        raise AlreadyDecided
    move = flow.next_move(kind, case, acting.actor.role)
    await move_case(db, case, kind, move, acting.actor, case.version, now, detail)
