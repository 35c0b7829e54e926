"""One step of an offer: its event, its state, its line in the audit log, and what is owed to the person. In the caller's transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.kit.crypto import Vault
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.offers import store
from backend.offers.flow import ENDS, next_state
from backend.offers.jobs import TELL_OFFER, Ending, Occasion, OfferToTell
from backend.offers.messages import LINK, TOPIC, offer_message
from backend.offers.sealing import content_of
from backend.offers.types import Kind, Reason, ServiceOffer

WORKER, GATEWAY = Actor.system("worker"), Actor.system("sms")


async def add_event(
    db: Db, offer: ServiceOffer, kind: Kind, actor: Actor, now: datetime, id: UUID | None = None, /, **detail: Any
) -> None:
    """Append an event; an id that is there already adds nothing."""
    await store.add_event(
        db, id=id or uuid4(), offer=offer.id, person=offer.person, kind=kind, author=str(actor), at=now, detail=detail
    )


async def move(
    db: Db, offer: ServiceOffer, kind: Kind, actor: Actor, now: datetime, reason: Reason = "", /, **detail: Any
) -> ServiceOffer:
    """Take one step of an offer that is held. Raises OfferMovedOn."""
    state = next_state(offer.state, kind)
    ended = now if state in ENDS else None
    await store.move(db, id=offer.id, person=offer.person, state=state, reason=reason, ended_at=ended)
    why = {"reason": reason} if reason else {}
    await add_event(db, offer, kind, actor, now, **why, **detail)
    await note(db, actor, f"offer.{kind}", f"offer:{offer.id}", now, **why)
    return msgspec.structs.replace(offer, state=state, reason=reason, ended_at=ended)


async def end(
    db: Db,
    vault: Vault,
    offer: ServiceOffer,
    kind: Ending,
    actor: Actor,
    now: datetime,
    reason: Reason = "",
    /,
    *,
    quiet: bool = False,
) -> ServiceOffer:
    """End an offer and tell its person; `quiet` tells nobody."""
    ended = await move(db, offer, kind, actor, now, reason)
    if not quiet:
        await tell(db, vault, ended, kind, now)
    return ended


async def tell(db: Db, vault: Vault, offer: ServiceOffer, about: Ending, now: datetime) -> None:
    """Owe the person the message of an end: the inbox now, short messages by a job."""
    await notify(db, offer.person, TOPIC, offer_message(offer, content_of(vault, offer)), LINK, now)
    await ask_to_tell(db, offer, about)


async def ask_to_tell(db: Db, offer: ServiceOffer, about: Occasion, number: int = 0) -> None:
    """Have the short messages of a step sent."""
    await enqueue(
        db, TELL_OFFER, OfferToTell(offer.id, about, number), once=f"{TELL_OFFER}:{offer.id}:{about}:{number}"
    )
