"""Locking a case for a step of its applicant: theirs or, by a mandate that is in force, their helper's."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from uuid import UUID

from backend.cases import flow, store
from backend.cases.types import Case, Kind
from backend.delegation.acting import need
from backend.delegation.powers import Step
from backend.kit.problems import Refusal
from backend.kit.sql import Db
from backend.residents.types import Acting

STEPS: Mapping[Kind, Step] = MappingProxyType({
    "opened": "case.opened", "answered": "case.answered", "paper_added": "paper.added", "paper_removed": "paper.removed",
    "paper_insisted": "paper.insisted", "submitted": "case.submitted", "corrected": "case.submitted", "withdrawn": "case.withdrawn",
    "review_asked": "review.asked", "review_withdrawn": "case.withdrawn",
})  # fmt: skip
"""What each kind of event is to a mandate."""


async def lock_case(db: Db, acting: Acting, id: UUID, kind: Kind, now: datetime) -> Case:
    """Lock a case for a step that its state allows. Raises NotThere, AlreadyMovedOn; for a helper MandateOver and NotWhileHelping."""
    case = await store.lock(db, id=id, principal=acting.principal)
    await need(db, acting, STEPS[kind], case.service, now)
    flow.next_move(kind, case, acting.actor.role)
    if acting.mandate is None and case.opened_by != acting.person:
        await store.take_over(db, id=id, principal=acting.principal, at=now)
    return case


class PrincipalsOwn(Refusal):
    """What the principal filled in or photographed is not a helper's to read."""

    status = HTTPStatus.FORBIDDEN


async def may_read_contents(db: Db, acting: Acting, id: UUID) -> bool:
    """May this person read answers and papers of a case? A helper by consent reads only what they alone have put in."""
    if not acting.masked:
        return True
    return bool(await store.begun_by_helper(db, id=id, principal=acting.principal, person=acting.person))


async def read_contents(db: Db, acting: Acting, id: UUID) -> None:
    """Raise PrincipalsOwn unless `may_read_contents`."""
    if not await may_read_contents(db, acting, id):
        raise PrincipalsOwn
