"""Submit accepted offers on their day: ask the facts again, check the account, submit as usual; else stop, or hand over to an officer.

The one way of submitting without a fresh proof (`catalogue.effects.EXCEPTIONS`); what stands in for it is read in the transaction that
submits. A register that is silent is asked again for some days; a killed worker goes on where it was.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from backend.cases.drafts.begin import new_case
from backend.cases.facts.ask_registers import IDENTIFYING, RegisterAnswers, RegisterQuestion, ask, store_answers
from backend.cases.facts.gather import stale_attributes
from backend.cases.papers.take_held import use_held_material
from backend.cases.problems import NoLongerHeld, NotComplete
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.cases.submission.accepted_offer import AcceptedOffer
from backend.cases.submission.payee import ask_bank
from backend.cases.submission.submit import submit
from backend.catalogue.published import Version
from backend.delegation.acting import of_job
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.file_store import FileStore
from backend.offers import store
from backend.offers.flow import is_over
from backend.offers.jobs import Ending
from backend.offers.obstacles import obstacle
from backend.offers.transition import WORKER, end, move
from backend.offers.types import Reason, ServiceOffer
from backend.residents import service as residents
from backend.residents import store as people

FIRST, MOST = UUID(int=0), 200
PATIENCE = timedelta(days=3)
"""So long a silent register is asked again before an officer goes on: a proposal."""


async def submit_all(moment: Transaction, services: CaseServices, file_store: FileStore, now: datetime) -> int:
    """Process every offer whose day has come, each on its own so that a failure blocks no other; returns how many were submitted."""
    after, done = FIRST, 0
    while True:
        async with moment() as db:
            rows = await store.reached(db, today=local_date(now), after=after, most=MOST)
        for row in rows:
            try:
                done += await on_the_day(moment, services, file_store, row.id, row.person, now)
            except Exception as error:
                log.worry("offer.not_submitted", offer=str(row.id), error=type(error).__name__, exc_info=error)
        if len(rows) < MOST:
            return done
        after = rows[-1].id


async def on_the_day(
    moment: Transaction, services: CaseServices, file_store: FileStore, id: UUID, person: UUID, now: datetime
) -> bool:
    """Process one offer on its day; True if it was submitted now."""
    async with moment() as db:
        offer = await begin_day(db, services, id, person, now)
    version = services.catalogue.get(offer.service)
    if offer.state != "due" or version is None:
        return False
    failpoint("offer-due")
    told = await ask_anew(moment, services, version, offer, now)
    if told is None:
        return await wait(moment, services, offer, "registers_silent", now)
    if first_value(told, "alive") is False:
        await finish(moment, services, offer, "stopped", "died", now)
        return False
    case = await prepare(moment, services, version, offer, now)
    failpoint("offer-prepared")
    if not await take_papers(moment, services, file_store, version, offer, case, now):
        return await wait(moment, services, offer, "incomplete", now)
    return await hand_in(moment, services, offer, case, now)


async def begin_day(db: Db, services: CaseServices, id: UUID, person: UUID, now: datetime) -> ServiceOffer:
    """Record that the day has come: an unanswered offer expires, an accepted one becomes due unless an obstacle stops it."""
    offer = await store.hold(db, id=id, person=person)
    if is_over(offer, local_date(now)):
        return await end(db, services.vault, offer, "expired", WORKER, now)
    if offer.state == "accepted":
        offer = await move(db, offer, "due", WORKER, now)
    if offer.state == "due" and (found := await obstacle(db, services, offer, now)):
        return await end(db, services.vault, offer, found.kind, WORKER, now, found.reason)
    return offer


async def ask_anew(
    moment: Transaction, services: CaseServices, version: Version, offer: ServiceOffer, now: datetime
) -> RegisterAnswers | None:
    """Ask the registers everything that the rule wants to know, however fresh it is; None while one of them is silent."""
    async with moment() as db:
        who = await residents.identity_of(db, services.vault, offer.person)
    wanted = stale_attributes(version.rules, {}, offer.due_on)
    unknown = tuple(name for name in IDENTIFYING if not getattr(who, name))
    question = RegisterQuestion(version.service.code, who, wanted, unknown)
    told = await ask(services, question)
    if not set(wanted) <= told.keys():
        return None
    async with moment() as db:
        await people.lock_person(db, person=offer.person)
        await store_answers(db, services, offer.person, question, told, now)
    return told


def first_value(told: RegisterAnswers, attribute: str) -> object:
    """The value of an attribute as the first register told it."""
    return next((one["value"] for one in told.get(attribute, ())), None)


async def prepare(
    moment: Transaction, services: CaseServices, version: Version, offer: ServiceOffer, now: datetime
) -> UUID:
    """The draft that is submitted: the one of an earlier attempt, one that they opened and left empty, or a new one."""
    async with moment() as db:
        locked = await store.hold(db, id=offer.id, person=offer.person)
        if locked.case_id is not None:
            return locked.case_id
        case, _ = await new_case(db, await of_job(db, offer.person, offer.person, offer.service, now), version, now)
        await store.begin_case(db, id=offer.id, person=offer.person, case_id=case.id)
        return case.id


async def take_papers(
    moment: Transaction, services: CaseServices, file_store: FileStore, version: Version, offer: ServiceOffer, case: UUID, now: datetime
) -> bool:  # fmt: skip
    """Put the electronic licences into the slots of required papers; False while the register doesn't hold or say one."""
    async with moment() as db:
        acting = await of_job(db, offer.person, offer.person, offer.service, now)
        there = {paper.slot for paper in await materials.of_case(db, case_id=case, principal=offer.person)}
    for asked in version.service.material:
        if asked.required and not asked.later and asked.key not in there:
            try:
                await use_held_material(moment, services, file_store, acting, case, asked.key, "licence", "", now)
            except NoLongerHeld:
                return False
    return True


async def hand_in(moment: Transaction, services: CaseServices, offer: ServiceOffer, case: UUID, now: datetime) -> bool:
    """Ask the bank for the name check and submit; the submission reads everything again under its locks."""
    async with moment() as db:
        acting = await of_job(db, offer.person, offer.person, offer.service, now)
    bank = await ask_bank(moment, services, acting, case, now)
    if bank == "no_match":
        await finish(moment, services, offer, "handed_over", "account", now)
        return False
    if bank != "match":
        return await wait(moment, services, offer, "account", now)
    try:
        async with moment() as db:
            await submission_store.hold_for_submission(db, id=case, principal=offer.person)
            locked = await store.hold(db, id=offer.id, person=offer.person)
            if found := await obstacle(db, services, locked, now):
                await end(db, services.vault, locked, found.kind, WORKER, now, found.reason)
                return False
            given = AcceptedOffer(offer=locked.id, digest=locked.digest, how=locked.how or "sms")
            await submit(db, services, acting, case, uuid5(offer.id, "submitted"), now, offer=given)
            await end(db, services.vault, locked, "submitted", WORKER, now)
            failpoint("offer-before-commit")
        failpoint("offer-submitted")
        return True
    except NotComplete:
        return await wait(moment, services, offer, "incomplete", now)


async def wait(moment: Transaction, services: CaseServices, offer: ServiceOffer, why: Reason, now: datetime) -> bool:
    """Leave the offer for the next run, or hand it over after enough days. Returns False: nothing was submitted."""
    if local_date(now) >= offer.due_on + PATIENCE:
        await finish(moment, services, offer, "handed_over", why, now)
    return False


async def finish(
    moment: Transaction, services: CaseServices, offer: ServiceOffer, kind: Ending, why: Reason, now: datetime
) -> None:
    """End an offer in a transaction of its own; a death is told to nobody."""
    async with moment() as db:
        locked = await store.hold(db, id=offer.id, person=offer.person)
        await end(db, services.vault, locked, kind, WORKER, now, why, quiet=why == "died")
