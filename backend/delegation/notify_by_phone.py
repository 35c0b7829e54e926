"""Notify by short message or call: the invited person, and the principal on every contact that registers know.

Each telling is an event of the mandate with an id of its own, so that a job that comes twice tells once.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from backend.delegation import store
from backend.delegation.context import Context
from backend.delegation.invitations import store as invitation_store
from backend.delegation.invitations.overview import opened
from backend.delegation.jobs import Occasion, ToTellPrincipal
from backend.delegation.lifecycle import TOLD_BEFORE, UNUSED, ends_soon
from backend.delegation.messages import ENDS_SOON, UNUSED_SOON
from backend.delegation.principals import PURPOSE
from backend.delegation.transition import tell_both
from backend.delegation.wording import voice
from backend.kit.db import Transaction
from backend.kit.log import worry
from backend.notices.sms import NotSent, SentSms, SmsGateway, SmsMessage, keep_sent
from backend.registers import telephone
from backend.registers.gateway import SignedTransport
from backend.registers.phone_numbers import HeldNumber, held_numbers
from backend.registers.telephone import CallReport, Say
from backend.registers.types import Subject
from backend.residents import service as residents
from backend.residents.types import Identity

SMS_INVITED, SMS_BEGUN, SMS_HELD = "mandate_invited", "mandate_begun", "mandate_held"
FORMER = timedelta(days=90)


async def tell_invited(moment: Transaction, context: Context, sms: SmsGateway, invitation: UUID, now: datetime) -> None:
    """Send a short message without a secret to the number of an invitation; the invitation is found by signing in with the number."""
    async with moment() as db:
        row = await invitation_store.invitation(db, id=invitation, now=now)
    to = opened(context, row) if row is not None else None
    if to is not None and to.phone:
        sent = await sms.send_once(SmsMessage(to.phone, SMS_INVITED, {"link": context.origin}, invitation))
        async with moment() as db:
            await keep_sent(db, sent)


async def tell_principal(
    moment: Transaction, context: Context, sms: SmsGateway, gateway: SignedTransport, job: ToTellPrincipal, now: datetime
) -> None:  # fmt: skip
    """Tell every contact of a principal that somebody may act for them, or that it stands still; never a number of the helper.

    A landline is called. Raises NotSent to be tried again.
    """
    async with moment() as db:
        row = await store.by_id(db, id=job.mandate)
        who = await residents.identity_of(db, context.vault, row.principal)
        helper = await residents.identity_of(db, context.vault, row.helper)
    known = await held_numbers(context.registers, PURPOSE, Subject(who.id_number, who.name)) if who.id_number else ()
    failed = False
    for number, landline in contacts(who, known, now, not_of=helper).items():
        id = uuid5(row.id, job.occasion + context.vault.fingerprint("mandate-contact", number).hex())
        async with moment() as db:
            if await store.contact_was_told(db, id=id, mandate=row.id):
                continue
        told = await _told(sms, gateway, id, number, job.about, landline=landline)
        if told is None:
            failed = True
            continue
        async with moment() as db:
            if isinstance(told, SentSms):
                await keep_sent(db, told)
            detail = {"channel": "call" if landline else "sms"}
            await store.add_told(db, id=id, mandate=row.id, principal=row.principal, at=now, detail=detail)
    if failed:
        worry("mandate.contact_not_told", mandate=str(row.id))
        raise NotSent


def contacts(who: Identity, known: tuple[HeldNumber, ...], now: datetime, *, not_of: Identity) -> dict[str, bool]:
    """Every number to tell, and whether it is a landline: the account's, former ones for a while, the provider's, the registers'.

    None that the helper has too.
    """
    own = [who.phone, *(one.phone for one in who.second_phones if one.kind == "provider" or now - one.at <= FORMER)]
    found = {**{phone: False for phone in own if phone}, **{one.number: one.kind == "landline" for one in known}}
    helpers = {not_of.phone, *(one.phone for one in not_of.second_phones)}
    return {number: landline for number, landline in found.items() if number not in helpers}


async def _told(
    sms: SmsGateway, gateway: SignedTransport, id: UUID, number: str, about: Occasion, *, landline: bool
) -> SentSms | CallReport | None:  # fmt: skip
    if landline:
        return await telephone.place(gateway, id, number, (Say(voice(about)),))
    try:
        return await sms.send_once(SmsMessage(number, SMS_HELD if about == "held" else SMS_BEGUN, {}, id))
    except NotSent:
        return None


async def tell_of_ends(moment: Transaction, now: datetime) -> int:
    """Tell both sides of mandates that end within 30 days, by their term or unused, once; returns how many mandates."""
    unused = now - UNUSED
    async with moment() as db:
        soon = await store.ending(
            db, now=now, until=now + TOLD_BEFORE, unused_since=unused, unused_until=unused + TOLD_BEFORE
        )
    told = 0
    for one in soon:
        async with moment() as db:
            row = await store.by_id(db, id=one.id)
            if ends_soon(row, now) and await store.told_of_end(db, mandate=row.id, at=now):
                await tell_both(db, row, ENDS_SOON if row.days else UNUSED_SOON, now)
                told += 1
    return told
