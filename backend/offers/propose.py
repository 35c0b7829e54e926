"""Who is offered what: found by a birth date that a register told or confirmed, then decided person by person on fresh facts as of the day.

An offer is made to somebody for whom the rule says yes on that day, but for the account, which the bank is asked about when the yes comes.
"""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.cases.facts.ask_registers import refresh_facts
from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants.own import already_granted, with_own
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.catalogue.types import OfferTerms
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.offers import store
from backend.offers.birth_dates import note_birth_dates
from backend.offers.contact_permission import may_ask
from backend.offers.messages import LINK, TOPIC, offered
from backend.offers.sealing import canonical, digest_of, seal_content
from backend.offers.transition import WORKER, add_event, ask_to_tell
from backend.offers.types import OfferContent
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Identity
from backend.rules.calendar_periods import MONTHS, add_days, add_months
from backend.rules.decide import decide

FIRST, MOST = UUID(int=0), 200
SPAN = 3  # days by which months differ in length: the rule's own dates decide, the span only finds people
ACCOUNT_AGREES = {"payee_account_matches": True}
"""Taken for granted when an offer is made; asked of the bank when the yes comes, and again on the day."""


class OfferedService(Struct, frozen=True):
    """A service in force that is offered, and decided here by a rule; with its terms."""

    version: Version
    terms: OfferTerms


def offering(services: CaseServices) -> Iterator[OfferedService]:
    """Yield the services that are offered."""
    for version in services.catalogue.in_force.values():
        if version.service.offer and version.service.applied_here and version.rules:
            yield OfferedService(version, version.service.offer)


async def propose_all(moment: Transaction, services: CaseServices, now: datetime) -> int:
    """Make the offers that are owed today; returns how many. One failure keeps nobody else from theirs."""
    made = 0
    await note_birth_dates(moment, services, now)
    for one in offering(services):
        after = FIRST
        while True:
            async with moment() as db:
                found = await store.candidates(
                    db, after=after, service=one.version.service.code, most=MOST, **born(one.terms, now)
                )
            for person in found:
                made += await try_to_propose(moment, services, one, person.id, now)
            if len(found) < MOST:
                break
            after = found[-1].id
    return made


def born(terms: OfferTerms, now: datetime) -> dict[str, str]:
    """The birth dates of those who reach the age of an offer within its months, as texts that sort like dates."""
    since = add_months(local_date(now), -terms.age * MONTHS)
    until = add_days(add_months(since, terms.months_before), SPAN)
    return {"born_from": since.isoformat(), "born_to": until.isoformat()}


async def try_to_propose(
    moment: Transaction, services: CaseServices, one: OfferedService, person: UUID, now: datetime
) -> bool:
    """Make the offer to one person, if it is owed; a failure is logged."""
    try:
        await refresh_facts(moment, services, person, one.version, now)
        async with moment() as db:
            return await propose(db, services, one, person, now)
    except Exception as error:
        log.worry("offer.not_made", person=str(person), error=type(error).__name__, exc_info=error)
        return False


async def propose(db: Db, services: CaseServices, one: OfferedService, person: UUID, now: datetime) -> bool:
    """Make an offer, once for a person and service: the row, its event, the inbox message, and the job that sends the short one."""
    on = await entitled_on(db, services, one.version, person, now)
    if on is None or not is_due(one.terms, on, local_date(now)) or not await may_ask(db, person, one.terms, on, now):
        return False
    id, service = uuid4(), one.version.service
    words = offered(one.terms.text, service.name, on)
    content = canonical(content_for(one, person, on, words))
    added = await store.propose(
        db, id=id, person=person, service=service.code, department=service.department, due_on=on, at=now,
        digest=digest_of(content), content=seal_content(services.vault, id, content),
    )  # fmt: skip
    if added is None:
        return False
    offer = await store.hold(db, id=id, person=person)
    await add_event(db, offer, "proposed", WORKER, now, digest=offer.digest)
    await notify(db, person, TOPIC, words, LINK, now)
    await ask_to_tell(db, offer, "proposed")
    failpoint("offer-proposed")
    return True


def is_due(terms: OfferTerms, on: date, today: date) -> bool:
    """Is it time to ask: within the months before the day, and the day itself not yet?"""
    return add_months(on, -terms.months_before) <= today < on


def content_for(one: OfferedService, person: UUID, on: date, words: Rendered) -> OfferContent:
    """What is offered, whole."""
    return OfferContent(
        person=person, service=one.version.service.code, name=one.version.service.name, due_on=on,
        terms=msgspec.to_builtins(one.terms), key=words.key, version=words.version, title=words.title, body=words.body,
    )  # fmt: skip


async def entitled_on(db: Db, services: CaseServices, version: Version, person: UUID, now: datetime) -> date | None:
    """The later day from which the rule says yes to a person, all else being fine; None where it isn't, or they have it or asked for it."""
    own = await store.own(db, person=person)
    running = {one.service for one in await store.running(db, person=person)}
    if already_granted(version.service, b"", own, running, services.catalogue):
        return None
    who = await residents.identity_of(db, services.vault, person)
    account = await people.person(db, person=person)
    here = own_facts(account.assurance, who.phone, None, complete=True) | ACCOUNT_AGREES
    facts = gather_facts(version.rules, await residents.profile_facts_of(db, person), {}, now, here)
    today = local_date(now)
    decision = decide(version.rules, with_own(facts, own, today), today)
    return decision.holds_from if reachable(who) and not decision.missing else None


def reachable(who: Identity) -> bool:
    """Can they be asked at all?"""
    return bool(who.phone and who.id_number)
