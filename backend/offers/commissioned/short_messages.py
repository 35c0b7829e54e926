"""Short messages to a commissioned contact: name of the service and how to answer; no profile is known here."""

from datetime import datetime, timedelta
from uuid import uuid5

from backend.campaigns.decide import decide
from backend.campaigns.types import Defer, MessageFacts, Recipient, Send, Suppress, Verdict
from backend.cases.services import CaseServices
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.jobs import enqueue
from backend.notices.sms import SmsGateway, SmsMessage, keep_sent
from backend.offers.commissioned import store
from backend.offers.commissioned.reply import move_to
from backend.offers.commissioned.types import TELL_CONTACT, Contact, ContactToTell, Occasion

TEMPLATES: dict[Occasion, str] = {
    "offer": "offer_commissioned", "unclear": "offer_unclear", "handed_over": "offer_handed_over", "stopped": "offer_not_again",
    "expired": "offer_not_called",
}  # fmt: skip
LATE = timedelta(days=3)
"""So long the end of an answer may wait for the hour and the gateway."""
NOBODY = Recipient(account=False, proven=False, phone=True)


async def tell_contact(
    moment: Transaction, services: CaseServices, gateway: SmsGateway, job: ContactToTell, now: datetime
) -> None:
    """Send one short message once; its id makes a repeat harmless at the gateway. Raises NotSent so that the job retries."""
    async with moment() as db:
        contact = await store.hold(db, id=job.contact)
        version = services.catalogue.get(contact.service)
        switched_on = bool(version and version.service.offer and version.service.offer.commissioned)
        verdict = decision(contact, job, now, switched_on=switched_on)
        if isinstance(verdict, Defer):
            await enqueue(db, TELL_CONTACT, job, after_seconds=(verdict.until - now).total_seconds())
        if isinstance(verdict, Suppress) and job.about == "offer" and contact.state == "found":
            late = verdict.reason == "expired"
            await move_to(db, contact, "expired" if late else "suppressed", "" if late else "switched_off", now)
    if version is None or contact.sealed is None or not isinstance(verdict, Send):
        return
    number = services.vault.open(contact.sealed, f"commissioned_contact:{contact.id}").decode()
    id = uuid5(contact.id, f"{job.about}:{job.number}")
    named = {} if job.about == "stopped" else {"service": version.service.name}
    sent = await gateway.send_once(SmsMessage(number, TEMPLATES[job.about], named, id))
    failpoint("commissioned-sent")
    async with moment() as db:
        await keep_sent(db, sent)
        again = await store.hold(db, id=contact.id)
        if job.about == "offer" and again.state == "found":
            await move_to(db, again, "told", "", now)
        if job.about == "stopped":
            await move_to(db, again, "stopped", "by_sms", now)
        if job.about == "expired" and again.state == "expired":
            await move_to(db, again, "expired", again.reason, now)


def decision(contact: Contact, job: ContactToTell, now: datetime, *, switched_on: bool) -> Verdict:
    """Ask the one deciding function: the question by the switch and the hour, an end by the hour, an answer to somebody who just wrote at once."""
    if job.about in ("offer", "expired"):
        over = job.about == "expired"  # what they answered is answered, whatever the switch says since
        facts = MessageFacts(
            kind="offer", topic="offer", expires_at=contact.expires_at + LATE if over else contact.expires_at, commissioned=over or switched_on,
            done=contact.state != ("expired" if over else "found"),
        )  # fmt: skip
        return decide(NOBODY, facts, now)
    return Send(("sms",)) if contact.expires_at > now else Suppress("expired")
