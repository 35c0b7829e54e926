"""Owing a notice: the inbox row and the delivery job commit with the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from backend.kit.jobs import enqueue, enqueue_many
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.notices import store
from backend.notices.types import NewNotice, Notice, ToDeliver

DELIVER = "deliver-notice"


async def notify(
    db: Db, person: UUID, topic: str, message: Rendered, link: str, now: datetime, case: UUID | None = None,
    *, quiet: bool = False, id: UUID | None = None,
) -> UUID:  # fmt: skip
    """Write a notice to the inbox in the caller's transaction; unless `quiet`, a job delivers copies to the person's devices.

    The row keeps key and version of the message beside its words. `id` is given by whoever links to the message itself.
    """
    id = id or uuid4()
    await store.add(
        db, id=id, person=person, topic=topic, case_id=case, title=message.title, body=message.body, link=link,
        key=message.key, version=message.version, at=now,
    )  # fmt: skip
    if not quiet:
        await enqueue(db, DELIVER, ToDeliver(id), once=f"{DELIVER}:{id}")
    return id


async def notify_many(db: Db, topic: str, new: Sequence[NewNotice], now: datetime) -> None:
    """Write many notices in the caller's transaction, as `notify` writes one."""
    if not new:
        return
    await store.add_many(
        db, topic=topic, at=now, ids=[one.id for one in new], persons=[one.person for one in new], links=[one.link for one in new],
        titles=[one.message.title for one in new], bodies=[one.message.body for one in new], keys=[one.message.key for one in new],
        versions=[one.message.version for one in new],
    )  # fmt: skip
    ringing = [one.id for one in new if one.rings]
    await enqueue_many(db, DELIVER, [ToDeliver(id) for id in ringing], [f"{DELIVER}:{id}" for id in ringing])


async def inbox(db: Db, person: UUID) -> list[Notice]:
    """List the messages of a person, newest first."""
    return await store.inbox(db, person=person)


async def opened(db: Db, person: UUID, id: UUID, now: datetime) -> Notice:
    """One message of a person, which is read from now on; raises NotThere."""
    await store.mark_read(db, id=id, person=person, at=now)
    return await store.get(db, id=id, person=person)


async def unread(db: Db, person: UUID) -> int:
    """Count the unread messages of a person."""
    return await store.unread(db, person=person) or 0


async def mark_all_read(db: Db, person: UUID, now: datetime) -> None:
    """Mark every message of a person as read."""
    await store.mark_all_read(db, person=person, at=now)
