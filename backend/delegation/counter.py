"""Channel three, the counter: an officer sees both people and both documents and reads the words aloud.

What officers do with mandates of every channel is here too: have the principal called, end, resume.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import Actor
from backend.delegation import call_back, phone_calls, store
from backend.delegation.context import Context
from backend.delegation.lifecycle import standing
from backend.delegation.principals import Named, find_or_enrol, vouch
from backend.delegation.problems import BothMustBeSeen, HelperHasNoAccount, SignsNotSettled
from backend.delegation.scope import EVERYTHING, Wish
from backend.delegation.service import Party, Proposal, agree, end, granted_services, propose, resume
from backend.delegation.signals import store as signal_store
from backend.delegation.types import EndReason, Granted, Mandate
from backend.delegation.wording import for_mandate
from backend.kit.db import Transaction
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.separation import authorize
from backend.residents.types import Assurance, Staff


class AtCounter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an officer writes down: whom they saw, with which documents, and what was agreed."""

    principal: Named
    helper: Named
    wish: Wish
    seen_both: bool
    read_aloud: bool


async def record(moment: Transaction, context: Context, staff: Staff, written: AtCounter, now: datetime) -> Mandate:
    """Both are at the counter and agree; active at once. Raises BothMustBeSeen, PersonUnknown and HelperHasNoAccount."""
    if not (written.seen_both and written.read_aloud):
        raise BothMustBeSeen
    await vouch(context, written.principal)
    await vouch(context, written.helper)
    async with moment() as db:
        principal = await find_or_enrol(db, context, written.principal, now, Assurance.DOCUMENT)
        helper = await _helper(db, context, written.helper)
        services = await granted_services(db, context, principal, written.wish)
        wish = written.wish
        made = Proposal(principal=principal, helper=helper, channel="counter", relation=wish.relation, days=wish.days)
        mandate = await _propose(db, context, staff, "mandate.recorded", made, services, now)
        said = for_mandate(context.catalogue, written.helper.name, services, mandate.days, now)
        return await agree(db, context, mandate, officer(staff), now, said=said, witness=staff.signature)


async def guardian(
    moment: Transaction, context: Context, staff: Staff, principal: Named, guardian: Named, paper: str, now: datetime
) -> Mandate:
    """A guardian shows the decision that appointed them (`paper`: its number): by law, for everything, and it ends what she gave before.

    Civil Code art. 28-39, 173: with a guardian, authority given by the ward ends.
    """
    await vouch(context, principal)
    await vouch(context, guardian)
    async with moment() as db:
        ward = await find_or_enrol(db, context, principal, now, Assurance.DOCUMENT)
        helper = await _helper(db, context, guardian)
        by = officer(staff)
        for one in await store.open_of_person(db, person=ward):
            if one.principal == ward and one.basis == "consent" and standing(one, now).state != "ended":
                await end(db, one, by, "guardianship", now)
        made = Proposal(principal=ward, helper=helper, channel="counter", basis="guardian")
        mandate = await _propose(db, context, staff, "mandate.guardian", made, EVERYTHING, now)
        return await agree(db, context, mandate, by, now, witness=paper)


async def _propose(
    db: Db, context: Context, staff: Staff, act: str, made: Proposal, services: tuple[Granted, ...], now: datetime
) -> Mandate:
    """An officer writes down a proposal to which the helper at the counter agrees."""
    mandate = await propose(db, made, services, by := officer(staff), now)
    await authorize(db, staff, act, subject(mandate), now, vault=context.vault, about=(made.principal, made.helper))
    return await agree(db, context, mandate, Party("helper", by.actor, made.helper), now)


async def _helper(db: Db, context: Context, named: Named) -> UUID:
    """The account of a helper whose document the officer saw; somebody who acts online has one that is proven."""
    found = await residents.by_number(db, context.vault, named.id_number)
    if found is None or found.assurance < Assurance.VERIFIED:
        raise HelperHasNoAccount
    return found.id


async def authorized(db: Db, context: Context, staff: Staff, act: str, id: UUID, now: datetime) -> Mandate:
    """Find the mandate of an officer's act and authorise the act; raises NotThere, OwnAffair and AnotherPersonNeeded."""
    mandate = await store.by_id(db, id=id)
    about = (mandate.principal, mandate.helper)
    await authorize(db, staff, act, subject(mandate), now, vault=context.vault, about=about)
    return mandate


async def end_by_officer(db: Db, context: Context, staff: Staff, id: UUID, reason: EndReason, now: datetime) -> Mandate:
    """An officer ends a mandate: as the principal said by phone or at the counter, for fraud, or as a register says.

    Raises SignsNotSettled for fraud while a sign is open: that is said with a reason, where the signs are settled.
    """
    mandate = await authorized(db, context, staff, "mandate.ended", id, now)
    if reason == "fraud" and await signal_store.open_signals(db, mandate=id):
        raise SignsNotSettled
    return await end(db, mandate, officer(staff), reason, now)


async def resume_by_officer(db: Db, context: Context, staff: Staff, id: UUID, now: datetime) -> Mandate:
    """An officer has looked at a register's change, and lets the mandate go on; raises SignsNotSettled while a sign is open."""
    mandate = await authorized(db, context, staff, "mandate.resumed", id, now)
    if await signal_store.open_signals(db, mandate=id):
        raise SignsNotSettled
    if mandate.checked_at is not None:
        await store.checked(db, mandate=id, at=now)
    return await resume(db, mandate, officer(staff), now)


def officer(staff: Staff) -> Party:
    """An officer's part in a mandate."""
    return Party("officer", Actor.staff(staff.signature))


def subject(mandate: Mandate) -> str:
    """A mandate as the ledger of acts names it."""
    return f"mandate:{mandate.id}"


async def call_by_officer(moment: Transaction, context: Context, staff: Staff, id: UUID, now: datetime) -> UUID:
    """An officer has the principal of a proposal called; the code is shown on the officer's screen. Raises NotThere for anything else."""
    async with moment() as db:
        mandate = await authorized(db, context, staff, "mandate.called", id, now)
        if mandate.channel != "call_back" or standing(mandate, now).state != "proposed":
            raise NotThere
    return await call_back.call(moment, context, mandate, officer(staff), phone_calls.ASKING("by_officer"), now)


async def propose_at_desk(
    moment: Transaction, context: Context, staff: Staff, principal: Named, helper: Named, wish: Wish, now: datetime
) -> Mandate:
    """A proposal that an officer writes down for a call-back: the helper is at the counter, the principal is not."""
    await vouch(context, principal)
    async with moment() as db:
        person, account = await find_or_enrol(db, context, principal, now), await _helper(db, context, helper)
        services = await granted_services(db, context, person, wish)
        made = Proposal(principal=person, helper=account, channel="call_back", relation=wish.relation, days=wish.days)
        return await _propose(db, context, staff, "mandate.recorded", made, services, now)
