"""Records events of a grant; its row is derived from the events by `life.derive`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from asyncpg import UniqueViolationError

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.grants import store
from backend.cases.grants.life import Life, UnsavedEvent, derive
from backend.cases.grants.types import EventKind, GrantEvent, PersonGrant
from backend.cases.problems import GrantRuns
from backend.catalogue.types import GrantDefinition
from backend.kit.clock import local_date
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.rules.calendar_periods import month_start
from backend.rules.decision import GrantedBenefit


class NewGrant(msgspec.Struct, frozen=True, kw_only=True):
    """A new grant: kind, object, amount and first day."""

    granting: GrantDefinition
    object: bytes = b""
    yuan: int | None = None
    begins_on: date


def new_grant(
    granting: GrantDefinition | None, object: bytes, grant: GrantedBenefit | None, today: date
) -> NewGrant | None:
    """What an approval on a day gives; none where the service begins nothing."""
    if granting is None or granting.does != "begins":
        return None
    first = month_start(today) if granting.runs == "month" else today
    if grant and grant.first_month:
        first = grant.first_month
    return NewGrant(granting=granting, object=object, yuan=(grant.amount if grant else None) or None, begins_on=first)


def columns(what: NewGrant | None) -> dict[str, Any]:
    """The columns of a new grant for the one statement of a submission; nothing begins without `what`."""
    if what is None:
        nothing = ("grant", "grant_kind", "grant_object", "grant_runs", "grant_yuan", "grant_from", "grant_event")
        return dict.fromkeys(nothing)
    return {
        "grant": uuid4(), "grant_kind": what.granting.kind, "grant_object": what.object, "grant_runs": what.granting.runs,
        "grant_yuan": what.yuan, "grant_from": what.begins_on, "grant_event": uuid4(),
    }  # fmt: skip


async def begin(
    db: Db, *, person: UUID, case_id: UUID, decision: UUID, service: str, what: NewGrant, author: Actor, now: datetime
) -> None:
    """Begin a grant by an officer's approval; raises GrantRuns while another of its kind runs."""
    try:
        async with db.transaction():
            await store.begin(
                db, id=uuid4(), event=uuid4(), person=person, case_id=case_id, decision=decision, service=service,
                kind=what.granting.kind, object=what.object, runs=what.granting.runs, yuan=what.yuan,
                begins_on=what.begins_on, author=str(author), at=now,
            )  # fmt: skip
    except UniqueViolationError as error:
        raise GrantRuns(name=what.granting.name) from error
    await write_audit(db, author, "began", case_id, now)


async def add_event(
    db: Db, grant: PersonGrant, kind: EventKind, counts_from: date, author: Actor, now: datetime, *, cause: str = "",
    reason: str = "", event: UUID | None = None,
) -> Life:  # fmt: skip
    """Add one event to a grant that was read for change, and write the state that follows. Returns that state."""
    events: Sequence[GrantEvent] = await store.history(db, grant_id=grant.id, person=grant.person)
    life = derive([*events, UnsavedEvent(kind, counts_from)])
    try:
        added = await store.add_step(
            db, id=grant.id, person=grant.person, event=event or uuid4(), seq=grant.last_seq + 1, kind=kind,
            counts_from=counts_from, cause=cause, reason=reason, author=str(author), at=now,
            state=life.state, paused_from=life.paused_from, ends_on=life.ends_on,
        )  # fmt: skip
    except UniqueViolationError as error:  # another grant of this kind has begun since this one ended
        raise GrantRuns from error
    if not added:
        raise Conflict
    await write_audit(db, author, kind, grant.case_id, now)
    return life


async def end_of_case(
    db: Db, person: UUID, case_id: UUID, author: Actor, now: datetime, *, cause: str, reason: str = "",
    counts_from: date | None = None,
) -> None:  # fmt: skip
    """End what a case granted, where it runs; without a date from today on."""
    grant = await store.of_case_grant(db, case_id=case_id, person=person)
    if grant is not None and grant.state != "ended":
        await add_event(db, grant, "ended", counts_from or local_date(now), author, now, cause=cause, reason=reason)


async def write_audit(db: Db, author: Actor, kind: str, case_id: UUID, now: datetime) -> None:
    """Append an audit row."""
    await note(db, author, f"grant.{kind}", case_id, now)
