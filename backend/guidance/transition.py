"""One step of a session: moved by the table, written down among its events, said in the audit log, and announced to both streams."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.guidance import lifecycle, store
from backend.guidance.guide import Guide
from backend.guidance.types import EndReason, EventKind, GuidedSession, Role
from backend.kit.crypto import Vault
from backend.kit.sql import Db

QUIET: frozenset[EventKind] = frozenset({"shown", "pointed"})
"""Kinds that are events alone: the audit log would say little by them, and a session has hundreds."""


class Side(Struct, frozen=True):
    """Who does something in a session."""

    role: Role
    actor: Actor


def as_guided(person: UUID) -> Side:
    """She herself."""
    return Side("person", Actor.person(person))


def as_guide(guide: Guide) -> Side:
    """Her guide."""
    return Side(guide.role, guide.actor)


SYSTEM = Side("system", Actor.system("guidance"))


class Told(Struct, frozen=True):
    """A session after a step, and the id of the event."""

    session: GuidedSession
    event: UUID


async def step(
    db: Db, vault: Vault, session: GuidedSession, kind: EventKind, by: Side, now: datetime, *, reason: EndReason | None = None,
    detail: Mapping[str, str] | None = None, said: str = "", **changes: object,
) -> Told:  # fmt: skip
    """Take one step and write it down; raises SessionMovedOn. The caller holds the session. `changes`: fields of it that become others."""
    event = uuid4()
    changed = replace(lifecycle.moved(kind, session, by.role, now, reason), **changes)
    if kind in ("hinted", "proposed"):
        changed = replace(changed, **{"hint" if kind == "hinted" else "proposal": event})
    told = {**(detail or {}), **({"reason": changed.reason} if kind == "ended" and changed.reason else {})}
    await store.add_event(
        db, id=event, session=changed.id, person=changed.person, kind=kind, author=str(by.actor), role=by.role, at=now, detail=told,
        said=vault.seal(said.encode(), f"guided_event:{event}") if said else None,
    )  # fmt: skip
    await save(db, changed)
    if kind not in QUIET:
        await note(db, by.actor, f"guidance.{kind}", f"guidance:{changed.id}", now, **told)
    return Told(changed, event)


async def save(db: Db, session: GuidedSession) -> None:
    """Write the session and wake the streams about it."""
    await store.save(
        db, id=session.id, guide=session.guide, guide_name=session.guide_name, state=session.state, reason=session.reason, queued_at=session.queued_at,
        taken_at=session.taken_at, let_in_at=session.let_in_at, last_act_at=session.last_act_at, ended_at=session.ended_at, page=session.page,
        service=session.service, case_id=session.case_id, number=session.number, slot=session.slot, faults=session.faults,
        filled=list(session.filled) if session.filled is not None else None, pointed=session.pointed, opened=list(session.opened), hint=session.hint,
        proposal=session.proposal, stopped=session.stopped, rating=session.rating,
    )  # fmt: skip
    await store.announce(db, id=session.id)
