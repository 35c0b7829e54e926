"""Moving a campaign from one state to the next: the table is asked, the event appended, the act noted; in one transaction."""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.campaigns.editorial import flow, store
from backend.campaigns.editorial.types import Campaign, CampaignAct
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff

MACHINE = "system"


def subject_of(id: UUID) -> str:
    """The affair, as separation of duties and the audit log name it."""
    return f"campaign:{id}"


async def move(
    db: Db, campaign: Campaign, act: CampaignAct, staff: Staff, now: datetime, *, says: str = "", approver: str | None = None
) -> None:  # fmt: skip
    """Move a campaign that is locked; raises CampaignMovedOn where the act isn't possible."""
    state = flow.after(campaign.state, act)
    await store.move(db, id=campaign.id, state=state, approver=approver, at=now)
    await record(db, campaign, act, staff, now, says=says)


async def record(db: Db, campaign: Campaign, act: CampaignAct, staff: Staff, now: datetime, *, says: str = "") -> None:
    """Append what a member of staff did, to the history and to the log; of a save also what the draft says now."""
    version, content = (campaign.version, msgspec.to_builtins(campaign.content)) if act == "edited" else (None, None)
    await store.add_event(
        db, campaign=campaign.id, act=act, state=flow.after(campaign.state, act), digest=campaign.digest, says=says,
        staff=staff.signature, staff_name=staff.name, at=now, version=version, content=content,
    )  # fmt: skip
    await note(db, staff.actor, f"campaign.{act}", subject_of(campaign.id), now, digest=campaign.digest)


async def move_by_machine(db: Db, campaign: Campaign, act: CampaignAct, now: datetime, says: str = "") -> None:
    """Move a campaign that is locked, as the worker does by rule or by the calendar; raises CampaignMovedOn."""
    await store.move(db, id=campaign.id, state=flow.after(campaign.state, act), approver=None, at=now)
    await record_by_machine(db, campaign, act, now, says=says)


async def record_by_machine(db: Db, campaign: Campaign, act: CampaignAct, now: datetime, *, says: str = "") -> None:
    """Append what the worker did by rule or by the calendar."""
    await store.add_event(
        db, campaign=campaign.id, act=act, state=flow.after(campaign.state, act), digest=campaign.digest, says=says,
        staff=MACHINE, staff_name="", at=now, version=None, content=None,
    )  # fmt: skip
    await note(db, Actor.system("campaigns"), f"campaign.{act}", subject_of(campaign.id), now, reason=says)


async def authorize(db: Db, staff: Staff, act: str, id: UUID, now: datetime) -> None:
    """Ask separation of duties about an act on a campaign."""
    await separation.authorize(db, staff, act, subject_of(id), now)
