"""Locking a case for a step of its applicant: theirs or, by a mandate that is in force, their helper's."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.problems import CaseClaimed
from backend.cases.types import Case, Kind
from backend.catalogue.published import PublishedCatalogue
from backend.delegation.acting import covers, need
from backend.delegation.powers import Step
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.residents.types import Acting

STEPS: Mapping[Kind, Step] = MappingProxyType({
    "opened": "case.opened", "answered": "case.answered", "paper_added": "paper.added", "paper_removed": "paper.removed",
    "paper_insisted": "paper.insisted", "submitted": "case.submitted", "corrected": "case.submitted", "withdrawn": "case.withdrawn",
    "review_asked": "review.asked", "review_withdrawn": "case.withdrawn",
    "claimed": "draft.claimed", "handed_on": "draft.claimed", "sent_back": "draft.sent_back", "value_compared": "value.compared",
    "field_opened": "field.opened", "field_closed": "field.opened", "consent_asked": "consent.asked",
})  # fmt: skip
"""What each kind of event is to a mandate."""

CONTENT: frozenset[Kind] = frozenset({"answered", "paper_added", "paper_removed", "paper_insisted"})
"""Steps that may change what a principal is just being asked to agree to."""
LOOK_AT_CONSENT = "look-at-consent"


class ToLookAtConsent(Struct, frozen=True):
    """See whether a request for consent still stands, and tell both if it doesn't."""

    case: UUID
    principal: UUID


async def lock_case(db: Db, acting: Acting, id: UUID, kind: Kind, now: datetime) -> Case:
    """Lock a case for a step that its state allows.

    Raises NotThere, AlreadyMovedOn; for a helper MandateOver, NotWhileHelping and CaseClaimed.
    """
    case = await store.lock(db, id=id, principal=acting.principal)
    await need(db, acting, STEPS[kind], case.service, now)
    flow.next_move(kind, case, acting.actor.role)
    await not_claimed(db, acting, id)
    if kind in CONTENT and await store.consent_waits(db, id=id, principal=acting.principal):
        await enqueue(db, LOOK_AT_CONSENT, ToLookAtConsent(id, acting.principal))
    return case


def may_take(catalogue: PublishedCatalogue, acting: Acting, case: Case, kind: Kind) -> bool:
    """May this person take this step now: by the state of the case and, for a helper, by the mandate?"""
    return flow.is_allowed(kind, case, "person") and covers(catalogue, acting, case.service, STEPS[kind])


async def is_claimed(db: Db, acting: Acting, id: UUID) -> bool:
    """Is the case closed to this person, because the principal goes on by herself? Only ever to a helper by consent."""
    return acting.masked and await store.claimed_at(db, id=id, principal=acting.principal) is not None


async def not_claimed(db: Db, acting: Acting, id: UUID) -> None:
    """Raise CaseClaimed unless the case is open to this person."""
    if await is_claimed(db, acting, id):
        raise CaseClaimed
