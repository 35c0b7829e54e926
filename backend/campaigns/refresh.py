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
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.registers.attributes import attributes
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.consents import purpose_of
from backend.residents.types import Assurance

EVERY = timedelta(days=30)
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


async def refresh_one(
    transaction: Transaction, services: CaseServices, person: UUID, versions: list[Version], now: datetime
) -> None:
    """Ask what is stale about one person, between two transactions."""
    async with transaction() as db:
        question = await question_about(db, services, person, versions, now)
    told = await ask(services, question) if question else {}
    async with transaction() as db:
        if question:
            await people.lock_person(db, person=person)
            await store_answers(db, services, person, question, told, now)
        await store.asked(db, person=person, at=now)


async def question_about(
    db: Db, services: CaseServices, person: UUID, versions: list[Version], now: datetime
) -> RegisterQuestion | None:
    """What these services look at and isn't known freshly; None for nothing."""
    held, today = await residents.profile_facts_of(db, person), local_date(now)
    wanted = {name for version in versions for name in stale_attributes(application_rules(version), held, today)}
    wanted |= {
        one.attribute for version in versions for one in version.service.announce
        if one.attribute and not is_fresh(attributes()[one.attribute], held, today)
    }  # fmt: skip
    who = await residents.identity_of(db, services.vault, person)
    return RegisterQuestion(PURPOSE, who, tuple(sorted(wanted)), ()) if wanted and who.id_number else None
