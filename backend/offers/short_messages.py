"""The short messages of an offer. Each telling is an event with an id of its own, so that a job that comes twice tells once.

The number of the account hears every step, in words; other contacts hear only that something was agreed to, without saying what.
"""

from datetime import datetime
from uuid import uuid5

from msgspec import Struct

from backend.campaigns.types import Defer, Send
from backend.cases.services import CaseServices
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.kit.log import worry
from backend.kit.messages.formats import day
from backend.notices.sms import NotSent, SmsGateway, SmsMessage, keep_sent
from backend.offers import store
from backend.offers.contact_permission import decide_text
from backend.offers.jobs import TELL_OFFER, OfferToTell
from backend.offers.messages import LINK, SMS_ALERT, SMS_MADE, SMS_UNCLEAR
from backend.offers.sealing import content_of
from backend.offers.transition import WORKER, add_event
from backend.offers.types import ServiceOffer
from backend.payees.contact_alerts import contacts
from backend.registers.sms_wordings import SMS
from backend.residents import service as residents

TEMPLATES = {"proposed": SMS_MADE, "questioned": SMS_UNCLEAR}


class Sms(Struct, frozen=True):
    """One short message to one number."""

    to: str
    template: str
    parameters: dict[str, str]

    def __repr__(self) -> str:
        """Hide the number."""
        return f"Sms({self.template!r})"


async def tell(
    moment: Transaction, services: CaseServices, gateway: SmsGateway, job: OfferToTell, now: datetime
) -> None:
    """Send the short messages of one step. Raises NotSent to be tried again. One that answers nobody waits for the morning."""
    async with moment() as db:
        offer = await store.by_id(db, id=job.offer)
        content = content_of(services.vault, offer)
        who = await residents.identity_of(db, services.vault, offer.person)
        verdict = await decide_text(db, offer, job.about, now, by_law=bool(content.terms.get("by_law")))
        if isinstance(verdict, Defer):
            await enqueue(db, TELL_OFFER, job, after_seconds=(verdict.until - now).total_seconds())
    if not isinstance(verdict, Send):
        return
    name, failed = content.name, False
    for one in messages(services.origin, offer, name, job, who.phone, contacts(who, now)):
        failed |= not await send(moment, services, gateway, offer, one, f"{job.about}:{job.number}", now)
    if failed:
        worry("offer.contact_not_told", offer=str(offer.id))
        raise NotSent


def messages(origin: str, offer: ServiceOffer, name: str, job: OfferToTell, own: str, all: list[str]) -> list[Sms]:
    """The messages of a step: to their own number, and where something was agreed to or stopped, to every other contact."""
    template = TEMPLATES.get(job.about, f"offer_{job.about}")
    known = {"service": name, "day": day(offer.due_on)}
    wanted = {key: value for key, value in known.items() if key in SMS[template].entry.facts}
    first = [Sms(own, template, wanted)] if own else []
    others = [number for number in all if number != own] if job.about == "accepted" else []
    return first + [Sms(number, SMS_ALERT, {"link": origin + LINK}) for number in others]


async def send(
    moment: Transaction,
    services: CaseServices,
    gateway: SmsGateway,
    offer: ServiceOffer,
    one: Sms,
    step: str,
    now: datetime,
) -> bool:
    """Send one short message, once; False if the gateway didn't take it. The gateway knows it again by its id."""
    id = uuid5(offer.id, step + services.vault.fingerprint("offer-contact", one.to).hex())
    async with moment() as db:
        if await store.event_exists(db, id=id, person=offer.person):
            return True
    try:
        sent = await gateway.send_once(SmsMessage(one.to, one.template, one.parameters, id))
    except NotSent:
        return False
    failpoint("offer-told")
    async with moment() as db:
        await add_event(db, offer, "told", WORKER, now, id, channel="sms", step=step)
        await keep_sent(db, sent)
    return True
