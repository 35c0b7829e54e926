"""Short messages about messages of the inbox: at most once, without content, where no device rings, and asked once more before they go.

Those about personalised messages are owed with the row of the ledger; those about results of own cases when the copies on devices are.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from msgspec import Struct

from backend.campaigns import copies, store
from backend.campaigns.jobs import SEND_SMS, SmsJob
from backend.campaigns.store import CopyRow
from backend.campaigns.types import CaseTopic, Defer, Send
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.notices.sms import NotSent, SmsGateway, SmsMessage, keep_sent
from backend.residents import service as residents

TEXTED: tuple[CaseTopic, ...] = ("decision", "correction")
"""Of these steps of an own case a short message tells, if nothing else does."""
PERSONAL, CASE = "personal_message", "case_message"
LIVES = timedelta(days=3)
AGAIN = timedelta(minutes=10)
PAUSED = 60
"""Seconds until the short message of a paused campaign is looked at again."""
Move = Callable[[Db, str, str], Awaitable[None]]


class OwedText(Struct, frozen=True):
    """A short message that is to be handed over: its template, the topic that switches it off, and how its state is written."""

    template: str
    switch: CaseTopic
    move: Move
    campaign_state: str = ""  # where the campaign stands that it belongs to


async def owe_text(transaction: Transaction, notice: UUID, now: datetime) -> None:
    """Owe a short message about a step of an own case, unless a device of its person rings. Idempotent."""
    async with transaction() as db:
        if await store.owe_text(db, notice=notice, topics=TEXTED, since=now - LIVES, at=now):
            await enqueue(db, SEND_SMS, SmsJob(notice), once=f"{SEND_SMS}:{notice}")


async def text_person(transaction: Transaction, vault: Vault, gateway: SmsGateway, notice: UUID, now: datetime) -> None:
    """Hand the short message about an inbox message to the gateway.

    One that a killed worker had taken is never sent. One that the gateway didn't take is tried again while it is news: its id is the same
    each time, so that a gateway that took it after all knows it again.
    """
    async with transaction() as db:
        row, owed = await copies.copy_of(db, notice), await owed_text(db, notice)
        phone = await wanted_number(db, vault, row, owed, notice, now) if row and owed else ""
    if owed is None or not phone:
        return
    failpoint("sms-taken")
    try:
        sent = await gateway.send_once(SmsMessage(phone, owed.template, {}, uuid5(notice, SEND_SMS)))
    except NotSent:
        async with transaction() as db:
            await owed.move(db, "taken", "owed")
            await enqueue(db, SEND_SMS, SmsJob(notice), after_seconds=AGAIN.total_seconds())
        return
    failpoint("sms-sent")
    async with transaction() as db:
        await owed.move(db, "taken", "sent")
        await keep_sent(db, sent)


async def owed_text(db: Db, notice: UUID) -> OwedText | None:
    """The short message about a message that wasn't handed over yet."""
    personal = await store.owed_sms(db, notice=notice)
    if personal is not None:
        id = personal.id

        async def move_row(db: Db, before: str, now: str) -> None:
            await store.move_sms(db, id=id, before=before, now=now)

        return OwedText(PERSONAL, "other", move_row, personal.campaign_state)
    topic = await store.owed_text(db, notice=notice)

    async def move_text(db: Db, before: str, now: str) -> None:
        await store.move_text(db, notice=notice, before=before, now=now)

    return OwedText(CASE, "correction" if topic == "correction" else "decision", move_text) if topic else None


async def wanted_number(db: Db, vault: Vault, row: CopyRow, owed: OwedText, notice: UUID, now: datetime) -> str:
    """Take the short message and return the number; "" if it isn't wanted any more, or waits for the morning."""
    if owed.campaign_state == "paused":
        await enqueue(db, SEND_SMS, SmsJob(notice), after_seconds=PAUSED)
        return ""
    verdict = copies.decide_copies(row, owed.switch, row.created_at + LIVES, now)
    if isinstance(verdict, Defer):
        await enqueue(db, SEND_SMS, SmsJob(notice), after_seconds=(verdict.until - now).total_seconds())
        return ""
    wanted = isinstance(verdict, Send) and "sms" in verdict.channels and owed.campaign_state != "cancelled"
    await owed.move(db, "owed", "taken" if wanted else "called_off")
    return (await residents.identity_of(db, vault, row.person)).phone if wanted else ""
