"""A session ends: by either side, by time, with the mandate it rests on, or with the account. She reads afterwards what was shown."""

from datetime import datetime, timedelta
from uuid import UUID

from backend.guidance import lifecycle, messages, store
from backend.guidance.transition import SYSTEM, Side, step
from backend.guidance.types import EndReason, GuidedSession
from backend.kit.crypto import Vault
from backend.kit.sql import Db
from backend.notices.service import notify

MOMENT = timedelta(microseconds=1)


async def end(
    db: Db, vault: Vault, session: GuidedSession, by: Side, reason: EndReason, now: datetime
) -> GuidedSession:
    """End an open session; she is told where to read what was shown, if anything was."""
    ended = (await step(db, vault, session, "ended", by, now, reason=reason)).session
    await tell_afterwards(db, ended, now)
    return ended


async def tell_afterwards(db: Db, session: GuidedSession, now: datetime) -> None:
    """Owe her the way to the page that lists what was shown; quiet, for she was just there."""
    if session.let_in_at is not None or session.stopped:
        message = messages.STOPPED if session.reason == "unsafe" else messages.OVER
        await notify(
            db,
            session.person,
            messages.TOPIC,
            message(),
            f"/guidance/{session.id}",
            now,
            quiet=session.reason != "unsafe",
        )


async def end_if_over(db: Db, vault: Vault, session: GuidedSession, now: datetime) -> bool:
    """Write down the end of a session that is over by time; True if it is over."""
    at = lifecycle.standing(session, now)
    if at.state != "ended":
        return False
    if session.state != "ended":
        locked = await store.lock(db, id=session.id, person=session.person)
        if locked.state != "ended":
            await end_over(db, vault, locked, at.reason or "lapsed", now)
    return True


async def end_over(db: Db, vault: Vault, session: GuidedSession, reason: EndReason, now: datetime) -> None:
    """The table allows nothing after the time: the end is written as of the moment at which it came."""
    then = min(ends for ends, _ in lifecycle.limits(session))
    await end(db, vault, session, SYSTEM, reason, min(now, then - MOMENT))


async def end_of_person(db: Db, vault: Vault, person: UUID, now: datetime) -> None:
    """The account is closed: nobody guides it any more."""
    open_session = await store.open_of(db, person=person)
    if open_session is not None and not await end_if_over(db, vault, open_session, now):
        await step(db, vault, open_session, "ended", SYSTEM, now, reason="closed")
