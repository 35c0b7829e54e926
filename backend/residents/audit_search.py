"""An auditor's search for everything that one person, member of staff or part of the system did."""

from datetime import datetime
from uuid import UUID

from backend.audit import store as audit
from backend.audit.actor import spellings
from backend.audit.log import note
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import store
from backend.residents.access_log import log_access
from backend.residents.types import Staff

AUDITED = Messages.beside(__file__).take("audited")
LONGEST = 80  # characters of a name that is searched for


async def acts_of(db: Db, staff: Staff, who: str, before: datetime | None, now: datetime) -> list[audit.ActorAct]:
    """The newest fifty acts of an actor before a moment, newest first; more where several share the last moment.

    `who` is an id, an account or a stored form (`person:…`, `staff:…`); empty finds nothing. The search leaves an audit
    line, and where it is about a resident, an entry that they can see.
    """
    who = who.strip()[:LONGEST]
    if not who:
        return []
    found = await audit.acts_of(db, who=spellings(who), before=before)
    person = await resident(db, who)
    if person is not None:
        await log_access(db, staff, person, AUDITED().text, now)
    await note(db, staff.actor, "audit.acts_read", who, now, acts=len(found))
    return found


async def resident(db: Db, who: str) -> UUID | None:
    """The resident whose id this is."""
    try:
        return (await store.person(db, person=UUID(who.rpartition(":")[2]))).id
    except (ValueError, NotThere):
        return None
