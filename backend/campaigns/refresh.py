"""Ask registers about those who consented to be told: what announced services look at, once a month, and again before a message.

Nobody else is asked about: without consent a watch knows only what earlier applications brought here.
"""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from backend.campaigns import store
from backend.campaigns.reasons import application_rules
from backend.campaigns.types import PURPOSE
from backend.cases.facts.ask_registers import RegisterQuestion, ask, store_answers
from backend.cases.facts.gather import is_fresh, stale_attributes
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.kit import log
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.consents import purpose_of
from backend.residents.profile_facts import ProfileFacts
from backend.residents.types import Assurance

EVERY = timedelta(days=30)
LATELY = timedelta(hours=6)
"""Registers that were asked so lately aren't asked again before a message: a proposal."""
AT_ONCE, PAGE = 8, 200


async def refresh_consenting(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Ask about everybody who consented and wasn't asked about for a month; returns their number."""
    announcing = [version for version in services.catalogue.in_force.values() if version.service.announce]
    done = 0
    while True:
        async with transaction() as db:
            page = await store.to_ask(
                db, purpose=PURPOSE, version=purpose_of(PURPOSE).version, assurance=Assurance.VERIFIED, before=now - EVERY, most=PAGE
            )  # fmt: skip
        for first in range(0, len(page), AT_ONCE):
            some = page[first : first + AT_ONCE]
            await asyncio.gather(*(refresh_one(transaction, services, one.person, announcing, now) for one in some))
        done += len(page)
        if len(page) < PAGE:
            return done


async def ask_before_telling(transaction: Transaction, services: CaseServices, now: datetime) -> None:
    """Ask registers anew about everybody to whom something is due: what was true when they were found may be over.

    A register that is silent leaves what is held; once that has expired, nothing is known and the message waits.
    """
    while True:
        async with transaction() as db:
            page = await store.due_to_ask(
                db, at=now, purpose=PURPOSE, version=purpose_of(PURPOSE).version, assurance=Assurance.VERIFIED, before=now - LATELY, most=PAGE
            )  # fmt: skip
        for first in range(0, len(page), AT_ONCE):
            some = page[first : first + AT_ONCE]
            await asyncio.gather(*(ask_anew(transaction, services, one, now) for one in some))
        failpoint("messages-asked")
        async with transaction() as db:
            await store.asked_anew(db, persons=[one.person for one in page], at=now)
        if len(page) < PAGE:
            return


async def ask_anew(transaction: Transaction, services: CaseServices, due: store.PersonDue, now: datetime) -> None:
    """Ask everything that the services due to one person look at, however fresh it is; a failure keeps nobody else waiting."""
    versions = [version for version in map(services.catalogue.get, due.services) if version]
    try:
        async with transaction() as db:
            question = await question_about(db, services, due.person, versions, {}, now)
        await ask_and_store(transaction, services, due.person, question, now)
    except Exception as error:
        log.worry("messages.not_asked", person=str(due.person), error=type(error).__name__, exc_info=error)


async def refresh_one(
    transaction: Transaction, services: CaseServices, person: UUID, versions: list[Version], now: datetime
) -> None:
    """Ask what is stale about one person, between two transactions."""
    async with transaction() as db:
        profile_facts = await residents.profile_facts_of(db, person)
        question = await question_about(db, services, person, versions, profile_facts, now)
    await ask_and_store(transaction, services, person, question, now)
    async with transaction() as db:
        await store.asked(db, person=person, at=now)


async def ask_and_store(
    transaction: Transaction, services: CaseServices, person: UUID, question: RegisterQuestion | None, now: datetime
) -> None:
    """Ask a question and keep what was answered."""
    told = await ask(services, question) if question else {}
    if question and told:
        async with transaction() as db:
            await people.lock_person(db, person=person)
            await store_answers(db, services, person, question, told, now)


async def question_about(
    db: Db, services: CaseServices, person: UUID, versions: list[Version], profile_facts: ProfileFacts, now: datetime
) -> RegisterQuestion | None:
    """What these services look at and isn't freshly among the facts `held`; None for nothing."""
    today = local_date(now)
    wanted = {
        name for version in versions for name in stale_attributes(application_rules(version), profile_facts, today)
    }
    wanted |= {
        one.attribute for version in versions for one in version.service.announce
        if one.attribute and not is_fresh(attributes()[one.attribute], profile_facts, today)
    }  # fmt: skip
    who = await residents.identity_of(db, services.vault, person)
    return RegisterQuestion(PURPOSE, who, tuple(sorted(wanted)), ()) if wanted and who.id_number else None
