"""Answers by short message: taken once by id, read by a job, and dropped as soon as they are read.

A number that is neither the one of an account that something was offered to, nor one that we were commissioned to ask, gets no answer at all:
the sender may be anybody.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.crypto import Vault
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.sql import Db
from backend.notices.sms_inbound import LIVES, SKEW, InboundSms, is_fresh
from backend.offers import store
from backend.offers.accept import Yes, accept, stop
from backend.offers.answer import understood
from backend.offers.commissioned.reply import contacts_of, take_reply
from backend.offers.flow import STOPPABLE, is_over
from backend.offers.jobs import READ_SMS, SmsToRead
from backend.offers.transition import GATEWAY, add_event, ask_to_tell, end
from backend.offers.types import ServiceOffer
from backend.residents import store as people

HOUR, AN_HOUR = timedelta(hours=1), 10
"""Messages of one number that are read within an hour; more are dropped."""
MOST_QUESTIONS = 2
"""So often we ask again before an officer does; a proposal."""


class SealedSms(Struct, frozen=True):
    """Number and words of a message, as they wait to be read."""

    sender: str
    text: str

    def __repr__(self) -> str:
        """Hide both."""
        return "SealedSms()"


async def take(db: Db, vault: Vault, message: InboundSms, now: datetime) -> bool:
    """Keep a message to be read; False for one that is there already, too old, or one too many of its number."""
    hashes = vault.fingerprints("sms-sender", message.sender)
    often = (await store.received_since(db, hashes=hashes, since=now - HOUR) or 0) >= AN_HOUR
    if often or not is_fresh(message, now):
        log.fact("sms.dropped", message=str(message.id), reason="often" if often else "old")
        return False
    sealed = vault.seal(msgspec.json.encode(SealedSms(message.sender, message.text)), bound(message.id))
    if (
        await store.receive(db, id=message.id, sender_hash=hashes[0], sealed=sealed, sent_at=message.sent_at, at=now)
        is None
    ):
        return False
    await enqueue(db, READ_SMS, SmsToRead(message.id), once=f"{READ_SMS}:{message.id}")
    return True


def bound(id: UUID) -> str:
    """What number and words are bound to."""
    return f"sms_received:{id}"


async def read(moment: Transaction, services: CaseServices, id: UUID, now: datetime) -> None:
    """The job of one message: find whose offer it answers, do what it says, and drop its words."""
    async with moment() as db:
        waiting = await store.waiting_message(db, id=id)
        if waiting is None:
            return
        sms = msgspec.json.decode(services.vault.open(waiting.sealed, bound(id)), type=SealedSms)
        offers = await offers_of(db, services, sms.sender, waiting.sent_at)
    if now - waiting.sent_at > LIVES:
        outcome = "expired"
    elif not offers:
        async with moment() as db:
            asked = await contacts_of(db, services.vault, sms.sender, now)
            contacts = [one for one in asked if one.found_at <= waiting.sent_at + SKEW]
            ours = await take_reply(db, services.vault, sms.sender, contacts, sms.text, now)
        outcome = "read" if ours else "not_ours"
    else:
        outcome = "read"
        await answer(moment, services, offers, Yes(how="sms", number=sms.sender, message=id), sms.text, now)
    async with moment() as db:
        await store.message_read(db, id=id, outcome=outcome)
    log.fact("sms.read", message=str(id), outcome=outcome)


async def offers_of(db: Db, services: CaseServices, sender: str, sent_at: datetime) -> list[ServiceOffer]:
    """Open offers to the person who signs in with this number, the oldest first.

    A word written before the question, within what two clocks may differ, answers something else.
    """
    person = await people.by_phone(db, phone_hashes=services.vault.fingerprints("phone", sender))
    rows = await store.of_person(db, person=person.id) if person else []
    return [one for one in reversed(rows) if one.state in STOPPABLE and one.proposed_at <= sent_at + SKEW]


async def answer(
    moment: Transaction, services: CaseServices, offers: list[ServiceOffer], yes: Yes, text: str, now: datetime
) -> None:
    """Do what an answer says. A yes where two services are offered is no answer to either: it is asked which."""
    open_ones, said = [one for one in offers if one.state == "proposed"], understood(text)
    if said == "stop":
        async with moment() as db:
            for one in offers:
                await stop(db, services, one, "sms", now)
    elif said == "yes" and len(open_ones) == 1:
        await accept(moment, services, open_ones[0], yes, now)
    elif open_ones:
        async with moment() as db:
            await question(db, services, open_ones[0], yes.message, now)


async def question(db: Db, services: CaseServices, offer: ServiceOffer, message: UUID | None, now: datetime) -> None:
    """Ask what was meant; after some times an officer does."""
    locked = await store.hold(db, id=offer.id, person=offer.person)
    asked = await store.questions(db, offer=offer.id, person=offer.person) or 0
    if locked.state != "proposed" or is_over(locked, local_date(now)):
        return
    if asked >= MOST_QUESTIONS:
        await end(db, services.vault, locked, "handed_over", GATEWAY, now, "unclear")
        return
    await add_event(db, locked, "questioned", GATEWAY, now, message=str(message))
    await ask_to_tell(db, locked, "questioned", asked)
