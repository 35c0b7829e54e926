"""Notify every contact of a person that their payee account changes: inbox, devices, current and former phones, the provider's number.

Each telling is an event of the account, so that a job that comes twice tells once, and the page can say who was told.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from backend.audit.actor import Actor
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.log import worry
from backend.kit.messages.formats import day
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.notices.sms import NotSent, SmsGateway, SmsMessage, keep_sent
from backend.payees import store
from backend.payees.messages import LINK, SMS_CHANGE, SMS_STOPPED, TOPIC, proposed
from backend.payees.terms import days
from backend.payees.types import AccountRow, ContactsJob
from backend.residents.service import identity_of
from backend.residents.types import Identity

WORKER = Actor.system("worker")


async def tell(
    transaction: Transaction, vault: Vault, gateway: SmsGateway, origin: str, arguments: ContactsJob, now: datetime
) -> None:
    """Tell the inbox first, then each number; a number that the gateway doesn't take is tried again by the job's next turn."""
    async with transaction() as db:
        row = await store.by_id(db, id=arguments.account)
        if row is None:
            return
        phones = contacts(await identity_of(db, vault, row.person), now)
        if arguments.what == "proposed" and await first_time(db, row, "inbox", now):
            message = proposed(
                row.effective_on, local_date(row.proposed_at), bool(await store.replaced_others(db, id=row.id))
            )
            await notify(db, row.person, TOPIC, message, LINK, now)
    failed = [
        phone for phone in phones if not await send(transaction, vault, gateway, origin, arguments, row, phone, now)
    ]
    if failed and local_date(now) < row.effective_on:
        raise NotSent


def contacts(who: Identity, now: datetime) -> list[str]:
    """The numbers to tell: today's, the provider's, and former ones for a while."""
    until = timedelta(days=days("former_phone"))
    others = [one.phone for one in who.second_phones if one.kind == "provider" or now - one.at <= until]
    return list(dict.fromkeys(phone for phone in (who.phone, *others) if phone))


async def send(
    transaction: Transaction, vault: Vault, gateway: SmsGateway, origin: str, arguments: ContactsJob, row: AccountRow, phone: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Send one short message, once; False if the gateway didn't take it."""
    once = f"{arguments.what}:{vault.fingerprint('payee-contact', phone).hex()}"
    async with transaction() as db:
        if not await is_to_notify(db, row, once):
            return True
    try:
        told = (
            (SMS_STOPPED, {})
            if arguments.what == "stopped"
            else (SMS_CHANGE, {"day": day(row.effective_on), "link": origin + LINK})
        )
        sent = await gateway.send_once(SmsMessage(phone, *told, event_id(row, once)))
    except NotSent:
        worry("payee.contact_not_told", account=str(row.id))
        return False
    async with transaction() as db:
        await first_time(db, row, once, now)
        await keep_sent(db, sent)
    return True


async def is_to_notify(db: Db, row: AccountRow, once: str) -> bool:
    """Is this contact still to be notified?"""
    return not await store.event_exists(db, id=event_id(row, once))


async def first_time(db: Db, row: AccountRow, once: str, now: datetime) -> bool:
    """Record one notification; False if it was recorded before."""
    if not await is_to_notify(db, row, once):
        return False
    channel = "inbox" if once == "inbox" else "sms"
    await store.add_event(
        db, id=event_id(row, once), account=row.id, person=row.person, kind="told", author=str(WORKER), role=WORKER.role, at=now,
        detail={"channel": channel},
    )  # fmt: skip
    return True


def event_id(row: AccountRow, once: str) -> UUID:
    """Deterministic id of a notification, so that a repeat is recognised."""
    return uuid5(row.id, once)
