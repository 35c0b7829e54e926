"""Short messages about personalised messages: at most once, without content, and asked once more whether the person still wants it."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from backend.campaigns import store
from backend.campaigns.decide import decide
from backend.campaigns.jobs import SEND_SMS, SmsJob
from backend.campaigns.owe import as_recipient, recipients
from backend.campaigns.types import Defer, MessageFacts, Send
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.notices.sms import NotSent, SmsGateway
from backend.residents import service as residents

TEMPLATE = "personal_message"


async def text_person(transaction: Transaction, vault: Vault, gateway: SmsGateway, notice: UUID, now: datetime) -> None:
    """Hand the short message about an inbox message to the gateway; one that was taken is never sent again, whatever came of it."""
    async with transaction() as db:
        owed = await store.owed_sms(db, notice=notice)
        phone = await wanted_number(db, vault, owed, notice, now) if owed else ""
    if owed is None or not phone:
        return
    failpoint("sms-taken")
    try:
        await gateway.send(phone, TEMPLATE)
        end = "sent"
    except NotSent:
        end = "failed"
    async with transaction() as db:
        await store.move_sms(db, id=owed.id, before="taken", now=end)


async def wanted_number(db: Db, vault: Vault, owed: store.OwedSms, notice: UUID, now: datetime) -> str:
    """Take the short message and return the number; "" if it isn't wanted any more, or waits for the morning."""
    [person] = await recipients(db, [owed.person], now)
    message = MessageFacts(kind=owed.kind, topic=owed.topic, expires_at=owed.expires_at, sms=True)
    verdict = decide(replace(as_recipient(person, now), sent=()), message, now)
    if isinstance(verdict, Defer):
        await enqueue(db, SEND_SMS, SmsJob(notice), after_seconds=(verdict.until - now).total_seconds())
        return ""
    wanted = isinstance(verdict, Send) and "sms" in verdict.channels
    await store.move_sms(db, id=owed.id, before="owed", now="taken" if wanted else "called_off")
    return (await residents.identity_of(db, vault, owed.person)).phone if wanted else ""
