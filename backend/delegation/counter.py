"""Channel three, the counter: an officer sees both people and both documents, reads the words aloud, and prints them with a code.

Channel four, the letter, is printed here too: an officer sends it to the address that the register holds.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.audit.actor import Actor
from backend.delegation import calling, store
from backend.delegation.context import Context
from backend.delegation.lifecycle import PROPOSAL, standing
from backend.delegation.principals import PURPOSE, Named, find_or_enrol, vouch
from backend.delegation.printed import LETTER, print_code
from backend.delegation.problems import BothMustBeSeen, HelperHasNoAccount, NotInRegister
from backend.delegation.scope import EVERYTHING, Wish
from backend.delegation.service import Party, Proposal, agree, chosen, end, propose, resume
from backend.delegation.types import EndReason, Granted, Mandate
from backend.delegation.wording import Said, for_mandate
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


class ConsentSheet(Struct, frozen=True, kw_only=True):
    """One A4 page to print: the words, the code, both names, and where a letter goes."""

    mandate: UUID
    code: str
    words: Said
    principal: str
    helper: str
    address: str = ""
    printed_at: datetime


async def record(
    moment: Transaction, context: Context, staff: Staff, written: AtCounter, now: datetime
) -> ConsentSheet:
    """Both are at the counter and agree; active at once. Raises BothMustBeSeen, PersonUnknown and HelperHasNoAccount."""
    if not (written.seen_both and written.read_aloud):
        raise BothMustBeSeen
    await vouch(context, written.principal)
    await vouch(context, written.helper)
    async with moment() as db:
        principal = await find_or_enrol(db, context, written.principal, now, Assurance.DOCUMENT)
        helper = await _helper(db, context, written.helper)
        services = await chosen(db, context, principal, written.wish)
        made = Proposal(
            principal=principal,
            helper=helper,
            channel="counter",
            relation=written.wish.relation,
            days=written.wish.days,
        )
        mandate = await propose(db, made, services, by := officer(staff), now)
        await authorize(
            db, staff, "mandate.recorded", subject(mandate), now, vault=context.vault, about=(principal, helper)
        )
        mandate = await agree(db, context, mandate, Party("helper", by.actor, helper), now)
        said = for_mandate(context.catalogue, written.helper.name, services, mandate.days, now)
        mandate = await agree(db, context, mandate, by, now, said=said, witness=staff.signature)
        code = await print_code(db, context, mandate, "counter", mandate.expires_at or now, now)
    return ConsentSheet(
        mandate=mandate.id,
        code=code,
        words=said,
        principal=written.principal.name,
        helper=written.helper.name,
        printed_at=now,
    )


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
        mandate = await propose(db, made, EVERYTHING, by, now)
        await authorize(db, staff, "mandate.guardian", subject(mandate), now, vault=context.vault, about=(ward, helper))
        mandate = await agree(db, context, mandate, Party("helper", by.actor, helper), now)
        return await agree(db, context, mandate, by, now, witness=paper)


async def _helper(db: Db, context: Context, named: Named) -> UUID:
    """The account of a helper whose document the officer saw; somebody who acts online has one that is proven."""
    found = await residents.by_number(db, context.vault, named.id_number)
    if found is None or found.assurance < Assurance.VERIFIED:
        raise HelperHasNoAccount
    return found.id


async def print_letter(moment: Transaction, context: Context, staff: Staff, id: UUID, now: datetime) -> ConsentSheet:
    """Print the letter of a proposal, to the address that the register holds; it counts for four weeks. Raises NotInRegister."""
    async with moment() as db:
        mandate = await store.by_id(db, id=id)
        who = await residents.identity_of(db, context.vault, mandate.principal)
        helper = await residents.identity_of(db, context.vault, mandate.helper)
    if mandate.channel != "paper":
        raise NotThere
    told = await context.registers.ask(PURPOSE, who.id_number, who.name, ("living_address",))
    address = next((str(one["value"]) for one in told.get("living_address", ()) if one.get("value")), "")
    if not address:
        raise NotInRegister(whom=who.name)
    async with moment() as db:
        mandate = await store.by_id(db, id=id)
        if standing(mandate, now).state != "proposed":
            raise NotThere
        await authorize(
            db,
            staff,
            "mandate.letter_printed",
            subject(mandate),
            now,
            vault=context.vault,
            about=(mandate.principal, mandate.helper),
        )
        code = await print_code(db, context, mandate, "letter", now + LETTER, now)
        await store.extend_proposal(db, mandate=id, lapses_at=now + max(LETTER, PROPOSAL))
        services = await services_of(db, id)
    words = for_mandate(context.catalogue, helper.name, services, mandate.days, mandate.proposed_at)
    return ConsentSheet(
        mandate=id, code=code, words=words, principal=who.name, helper=helper.name, address=address, printed_at=now
    )


async def services_of(db: Db, id: UUID) -> tuple[Granted, ...]:
    """The services of a mandate that haven't been taken back."""
    rows = await store.services(db, mandates=[id])
    return tuple(Granted(one.service, one.power, one.via) for one in rows if one.revoked_at is None)


async def end_by_officer(db: Db, context: Context, staff: Staff, id: UUID, reason: EndReason, now: datetime) -> Mandate:
    """An officer ends a mandate: as the principal said by phone or at the counter, for fraud, or as a register says."""
    mandate = await store.by_id(db, id=id)
    await authorize(
        db,
        staff,
        "mandate.ended",
        subject(mandate),
        now,
        vault=context.vault,
        about=(mandate.principal, mandate.helper),
    )
    return await end(db, mandate, officer(staff), reason, now)


async def resume_by_officer(db: Db, context: Context, staff: Staff, id: UUID, now: datetime) -> Mandate:
    """An officer has looked at a signal or a register's change, and lets the mandate go on."""
    mandate = await store.by_id(db, id=id)
    await authorize(
        db,
        staff,
        "mandate.resumed",
        subject(mandate),
        now,
        vault=context.vault,
        about=(mandate.principal, mandate.helper),
    )
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
    """An officer has the principal of a proposal called; the code is shown on the officer's screen."""
    async with moment() as db:
        mandate = await store.by_id(db, id=id)
        await authorize(
            db,
            staff,
            "mandate.called",
            subject(mandate),
            now,
            vault=context.vault,
            about=(mandate.principal, mandate.helper),
        )
    return await calling.call(moment, context, mandate, officer(staff), "工作人员", now)


async def propose_at_desk(
    moment: Transaction, context: Context, staff: Staff, principal: Named, helper: Named, wish: Wish, now: datetime
) -> Mandate:
    """A proposal that an officer writes down for a call-back: the helper is at the counter, the principal is not."""
    await vouch(context, principal)
    async with moment() as db:
        person, account = await find_or_enrol(db, context, principal, now), await _helper(db, context, helper)
        services, by = await chosen(db, context, person, wish), officer(staff)
        made = Proposal(principal=person, helper=account, channel="call_back", relation=wish.relation, days=wish.days)
        mandate = await propose(db, made, services, by, now)
        await authorize(
            db, staff, "mandate.recorded", subject(mandate), now, vault=context.vault, about=(person, account)
        )
        return await agree(db, context, mandate, Party("helper", by.actor, account), now)
