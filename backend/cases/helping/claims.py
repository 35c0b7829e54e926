"""A case goes to and fro: claimed by its principal in one tap, handed on to her helpers, or sent back by one of them with a note."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.cases import store as case_store
from backend.cases.events import append_event
from backend.cases.helping import store
from backend.cases.helping.helpers import helpers_of
from backend.cases.helping.messages import CLAIMED, HANDED_ON, SENT_BACK
from backend.cases.lock import lock_case
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.delegation.acting import is_principal
from backend.delegation.messages import HELPER, PRINCIPAL, TOPIC
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.notices.service import notify
from backend.residents.types import Acting

LONGEST_NOTE = 200
CaseNote = Annotated[str, Meta(max_length=LONGEST_NOTE)]


async def claim(db: Db, acting: Acting, id: UUID, now: datetime) -> None:
    """The principal goes on by herself: from the next request on her helpers read and write nothing. Twice is once."""
    is_principal(acting, "draft.claimed")
    case = await lock_case(db, acting, id, "claimed", now)
    if await case_store.claimed_at(db, id=id, principal=case.principal) is not None:
        return
    await case_store.take_over(db, id=id, principal=case.principal, at=now)
    await materials.announce_waiting(db, case_id=id, principal=case.principal)
    await append_event(db, case, "claimed", acting.actor, now)
    there = {one.person for one in await store.helpers_in(db, case_id=id, principal=case.principal)}
    await _tell(db, there - {acting.person}, CLAIMED(HELPER), case, now)


async def hand_on(db: Db, services: CaseServices, acting: Acting, id: UUID, note: CaseNote, now: datetime) -> None:
    """The principal lets her helpers go on, with a note that they read."""
    is_principal(acting, "draft.claimed")
    case = await lock_case(db, acting, id, "handed_on", now)
    await case_store.take_over(db, id=id, principal=case.principal, at=None)
    await append_event(db, case, "handed_on", acting.actor, now, note=note.strip())
    there = {one.person for one in await helpers_of(db, services, case.principal, case.service, now)}
    await _tell(db, there - {acting.person}, HANDED_ON(HELPER), case, now)


async def send_back(db: Db, acting: Acting, id: UUID, note: CaseNote, now: datetime) -> None:
    """A helper asks the principal to go on, with a note that she reads; the case is hers then."""
    case = await lock_case(db, acting, id, "sent_back", now)
    await append_event(db, case, "sent_back", acting.actor, now, note=note.strip())
    await case_store.take_over(db, id=id, principal=case.principal, at=now)
    await notify(db, case.principal, TOPIC, SENT_BACK(PRINCIPAL), f"/cases/{id}", now, id)


async def _tell(db: Db, people: set[UUID], message: Rendered, case: Case, now: datetime) -> None:
    """Owe helpers a message; it leads to their overview, since no link switches to somebody else."""
    for person in sorted(people):
        await notify(db, person, TOPIC, message, "/mandates", now, None)
