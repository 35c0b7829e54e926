"""Questions to the registers about a person, asked between two short transactions, never inside one:
a slow register keeps one resident waiting, and nobody else."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases import store as case_store
from backend.cases.facts.gather import stale_attributes
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Assurance, Identity

# what registers may fill into the identity
IDENTIFYING = ("name", "hukou_address", "living_address", "payable_account")
RegisterAnswers = dict[str, list[dict[str, Any]]]


class RegisterQuestion(Struct, frozen=True):
    """A question to the registers: purpose, person, and attributes wanted."""

    purpose: str
    who: Identity
    wanted: tuple[str, ...]  # attributes for the rules
    unknown: tuple[str, ...]  # parts of the identity that we don't hold yet


async def refresh_facts(
    transaction: Transaction, services: CaseServices, person: UUID, version: Version, now: datetime
) -> None:
    """Ask the registers for missing or stale attributes of a service and store the answers."""
    async with transaction() as db:
        question = await question_for(db, services, person, version, now)
    await _ask_and_store(transaction, services, person, question, now)


async def refresh_for_submission(
    transaction: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime
) -> None:
    """Ask again for what has expired since the draft was begun, so that nobody waits for an officer because a form took days.

    Empty parts of the identity stay empty: an account or address that came in now would not be what was read and agreed to.
    """
    async with transaction() as db:
        read = await case_store.get(db, id=case, principal=acting.principal)
        version = await services.catalogue.version(db, read.service_version)
        question = await question_for(db, services, acting.principal, version, now)
    if question is not None and question.wanted:
        expired = msgspec.structs.replace(question, unknown=())
        await _ask_and_store(transaction, services, acting.principal, expired, now)


async def _ask_and_store(
    transaction: Transaction, services: CaseServices, person: UUID, question: RegisterQuestion | None, now: datetime
) -> None:
    if question is None:
        return
    told = await ask(services, question)
    async with transaction() as db:
        await people.lock_person(db, person=person)
        await store_answers(db, services, person, question, told, now)


async def question_for(
    db: Db, services: CaseServices, person: UUID, version: Version, now: datetime
) -> RegisterQuestion | None:
    """Question for missing or stale attributes; None below assurance level DOCUMENT, where the identity is only claimed."""
    who = await residents.identity_of(db, services.vault, person)
    account = await people.person(db, person=person)
    if account.assurance < Assurance.DOCUMENT or not who.id_number:
        return None
    return await question_about(db, person, who, version, now)


async def question_about(
    db: Db, person: UUID, who: Identity, version: Version, now: datetime
) -> RegisterQuestion | None:
    """Question that this service needs about an identity; None where all attributes are fresh."""
    wanted = stale_attributes(version.rules, await residents.profile_facts_of(db, person), local_date(now))
    unknown = tuple(name for name in IDENTIFYING if not getattr(who, name))
    return RegisterQuestion(version.service.code, who, wanted, unknown) if wanted or unknown else None


async def ask(services: CaseServices, question: RegisterQuestion) -> RegisterAnswers:
    """Ask the registers; silent ones are left out."""
    who = question.who
    return dict(
        await services.registers.ask(question.purpose, who.id_number, who.name, question.wanted + question.unknown)
    )


async def store_answers(
    db: Db, services: CaseServices, person: UUID, question: RegisterQuestion, told: RegisterAnswers, now: datetime
) -> None:
    """Store answers: empty parts of the identity, and facts. Ignored if the identity number changed meanwhile."""
    who = await residents.identity_of(db, services.vault, person)
    if who.id_number != question.who.id_number:
        return  # changed meanwhile: the answer is about somebody else
    facts = {name: said for name, said in told.items() if name not in question.unknown}
    known = {n: told[n][0]["value"] for n in question.unknown if told.get(n) and not getattr(who, n)}
    if known:
        given = tuple(name for name in who.given if name not in known)
        await residents.save_identity(db, services.vault, person, msgspec.structs.replace(who, **known, given=given))
    if facts:
        await people.merge_facts(db, person=person, facts=facts, at=now)
