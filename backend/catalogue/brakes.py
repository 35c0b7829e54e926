"""Brake on machine approvals: one operator stops all services or one; another operator releases.

It holds for the next submission in every process: the statement of the submission looks itself, pages follow by notification.
"""

from datetime import datetime
from uuid import UUID, uuid4

from backend.audit.log import note
from backend.catalogue import store
from backend.catalogue.switches import NoSwitch, all_switches
from backend.kit.problems import Conflict
from backend.kit.reasons import need_reason
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

ALL = ""  # the brake of every service


class AlreadyPulled(Conflict):
    """This brake is on already."""


class NotPulled(Conflict):
    """There is no such brake; it may have just been released."""


async def pull(db: Db, service: str, by: Staff, reason: str, now: datetime) -> UUID:
    """Stop machine approvals of one service, or of all (`ALL`); raises NoSwitch, ReasonNeeded, AlreadyPulled."""
    reason = need_reason(reason, "brake")
    if service and service not in {one.code for one in await all_switches(db, now)}:
        raise NoSwitch(code=service)
    id = uuid4()
    await separation.authorize(db, by, "brake.pulled", of_brake(id), now)
    if not await store.pull_brake(db, id=id, service=service, by=by.signature, reason=reason, at=now):
        raise AlreadyPulled
    await record_and_notify(db, by, "brake.pulled", service, reason, now)
    return id


async def release(db: Db, id: UUID, by: Staff, reason: str, now: datetime) -> None:
    """Release a brake; raises AnotherPersonNeeded for its own operator, ReasonNeeded, NotPulled."""
    reason = need_reason(reason, "brake")
    await separation.authorize(db, by, "brake.released", of_brake(id), now)
    service = await store.release_brake(db, id=id, by=by.signature, reason=reason, at=now)
    if service is None:
        raise NotPulled
    await record_and_notify(db, by, "brake.released", service, reason, now)


def of_brake(id: UUID) -> str:
    """Return the object name of a brake for the ledger of staff acts."""
    return f"brake:{id}"


async def record_and_notify(db: Db, by: Staff, action: str, service: str, reason: str, now: datetime) -> None:
    """Write the audit log and notify all processes when this transaction commits."""
    await note(db, by.actor, action, service or "all", now, reason=reason)
    await store.announce(db, code=service)
