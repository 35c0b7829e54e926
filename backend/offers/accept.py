"""Accept an offer: a dated application of a proven person, by their own number or session, to an account that the bank confirms.

Everybody else isn't refused: an officer goes on. What registers say is asked between transactions, and written down in one.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.cases.drafts import store as drafts
from backend.cases.services import CaseServices
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.offers import store
from backend.offers.flow import is_over
from backend.offers.messages import ACCEPTED, LINK, HandedOverWhy
from backend.offers.problems import OfferChanged
from backend.offers.sealing import content_of, seal_yes
from backend.offers.transition import GATEWAY, ask_to_tell, end, move
from backend.offers.types import BoundYes, How, ServiceOffer
from backend.payees import name_check
from backend.payees import service as payees
from backend.payees import store as accounts
from backend.payees.messages import TOPIC as SAFETY
from backend.payees.types import NameCheck, state_of
from backend.registers.phone_numbers import held_numbers, proves
from backend.registers.types import Subject
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Assurance, Identity

PURPOSE = "offer"


class Yes(Struct, frozen=True, kw_only=True):
    """A yes as it came: by which way, from which number (SMS), and which message said so."""

    how: How
    number: str = ""
    message: UUID | None = None
    digest: str = ""  # of what the page showed; the reply to a short message has none

    def __repr__(self) -> str:
        """Hide the number."""
        return f"Yes({self.how!r})"


class Checked(Struct, frozen=True, kw_only=True):
    """What registers say of the person, their number and their account; `why` names what keeps the yes from being taken."""

    account: str = ""
    why: HandedOverWhy | None = None

    def __repr__(self) -> str:
        """Hide the account."""
        return f"Checked({self.why!r})"


async def accept(
    moment: Transaction, services: CaseServices, offer: ServiceOffer, yes: Yes, now: datetime
) -> ServiceOffer:
    """Take a yes: the offer is accepted, or an officer goes on; a second yes changes nothing. Raises OfferMovedOn, OfferChanged."""
    if yes.digest and yes.digest != offer.digest:
        raise OfferChanged
    checked = await check(moment, services, offer, yes, now)
    async with moment() as db:
        locked = await store.hold(db, id=offer.id, person=offer.person)
        if locked.state in ("accepted", "due", "submitted"):
            return locked
        if is_over(locked, local_date(now)):
            return await end(db, services.vault, locked, "expired", author(locked, yes), now)
        if checked.why is not None:
            return await end(db, services.vault, locked, "handed_over", author(locked, yes), now, checked.why)
        return await write_down(db, services, locked, yes, checked.account, now)


async def write_down(
    db: Db, services: CaseServices, offer: ServiceOffer, yes: Yes, account: str, now: datetime
) -> ServiceOffer:
    """Write down a yes that counts, with what it is bound to; every contact is told."""
    bound = BoundYes(digest=offer.digest, account=account, number=yes.number, message=yes.message)
    sealed = seal_yes(services.vault, offer.id, bound)
    await store.accept(db, id=offer.id, person=offer.person, accepted=sealed, how=yes.how, at=now)
    moved = await move(
        db, offer, "accepted", author(offer, yes), now, digest=offer.digest, how=yes.how,
        message=str(yes.message) if yes.message else None,
    )  # fmt: skip
    content = content_of(services.vault, offer)
    said = ACCEPTED(service=content.name, on=offer.due_on, account=masking.account(account))
    await notify(db, offer.person, SAFETY, said, LINK, now)
    await ask_to_tell(db, moved, "accepted")
    return msgspec.structs.replace(moved, accepted=sealed, how=yes.how, accepted_at=now)


def author(offer: ServiceOffer, yes: Yes) -> Actor:
    """Who acts: the person on a page of ours, or the gateway that brought their message."""
    return Actor.person(offer.person) if yes.how == "inbox" else GATEWAY


async def check(moment: Transaction, services: CaseServices, offer: ServiceOffer, yes: Yes, now: datetime) -> Checked:
    """Find what keeps a yes from counting, the person first, then the number, then the account. Asks registers between transactions."""
    async with moment() as db:
        who = await residents.identity_of(db, services.vault, offer.person)
        why = await unproven(db, offer)
        account = await known_account(db, services, offer.person, who, local_date(now))
        pending = await account_changes(db, offer.person, local_date(now))
    if why is None and yes.how == "sms" and not await number_is_theirs(services, who, yes.number, now):
        why = "number"
    if why is not None:
        return Checked(why=why)
    if pending or await bank_says(moment, services, offer, who, account, now) != "match":
        return Checked(why="account")
    return Checked(account=account)


async def unproven(db: Db, offer: ServiceOffer) -> HandedOverWhy | None:
    """Is the person not proven, do they disown a proof, or have they begun by themselves?"""
    locked = await people.person(db, person=offer.person)
    if locked.assurance < Assurance.VERIFIED or await people.has_disowned(db, person=offer.person):
        return "not_verified"
    draft = await drafts.running_draft(db, principal=offer.person, service=offer.service)
    return "own_draft" if draft is not None and draft.answers is not None and draft.id != offer.case_id else None


async def number_is_theirs(services: CaseServices, who: Identity, number: str, now: datetime) -> bool:
    """Has the register held this number for this person alone for long enough? A proposal says how long."""
    if not number or number != who.phone:
        return False
    found = await held_numbers(services.registers, PURPOSE, Subject(who.id_number, who.name))
    return any(one.number == number and proves(one, local_date(now), frozenset()) for one in found)


async def known_account(db: Db, services: CaseServices, person: UUID, who: Identity, today: date) -> str:
    """The account that money goes to today."""
    return await payees.known(db, services.vault, person, who.payable_account, today)


async def account_changes(db: Db, person: UUID, today: date) -> bool:
    """Does a change of the account wait for its day?"""
    rows = await accounts.of_person(db, person=person)
    return any(state_of(row, rows, today) == "pending" for row in rows)


async def bank_says(
    moment: Transaction, services: CaseServices, offer: ServiceOffer, who: Identity, account: str, now: datetime
) -> NameCheck:
    """Whose account this is, as the bank register says."""
    holder = name_check.Holder(offer.person, who.name, who.id_number)
    return await name_check.ask(moment, services.vault, services.registers, offer.service, account, holder, now)


async def stop(db: Db, services: CaseServices, offer: ServiceOffer, how: How, now: datetime) -> ServiceOffer:
    """The person doesn't want it, or no longer; stopping twice is stopping once. Asks for no proof, because stopping is safe."""
    locked = await store.hold(db, id=offer.id, person=offer.person)
    if locked.state == "stopped":
        return locked
    by = Yes(how=how)
    return await end(
        db, services.vault, locked, "stopped", author(locked, by), now, "by_sms" if how == "sms" else "by_person"
    )
