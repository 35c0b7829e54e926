"""Try a campaign on oneself: the message as residents will see it, in the inbox and on the devices of the member of staff alone."""

from datetime import datetime
from uuid import UUID

from backend.audit.log import note
from backend.campaigns.editorial import store
from backend.campaigns.editorial.history import authorize, subject_of
from backend.campaigns.editorial.problems import NoAccountForTrial
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents.types import Staff

TRIAL = Messages.beside(__file__).take("trial")


async def try_on_oneself(db: Db, id: UUID, staff: Staff, now: datetime) -> None:
    """Send it to one's own resident's account; raises NoAccountForTrial."""
    campaign = await store.campaign(db, id=id)
    person = await own_account(db, staff)
    if person is None:
        raise NoAccountForTrial
    await authorize(db, staff, "campaign.tried", id, now)
    said = TRIAL(title=campaign.content.title, body=campaign.content.body)
    await notify(db, person, "personal", said, campaign.content.link or "/inbox", now)
    await note(db, staff.actor, "campaign.tried", subject_of(id), now)


async def own_account(db: Db, staff: Staff) -> UUID | None:
    """The resident's account with the identity number that the staff directory knows by its fingerprint."""
    if not staff.number_hash:
        return None
    return await store.resident_by_number(db, id_hash=bytes.fromhex(staff.number_hash))
