"""The things that a case names: asked of registers outside transactions, and the authority that a mandate gives over an organisation."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from backend.cases.answers import Answers, answers_of
from backend.cases.drafts import form
from backend.cases.facts import store as things
from backend.cases.facts.things import (
    DAY_LIMIT,
    FRESH,
    SHORT,
    AskedThing,
    ThingAnswer,
    about,
    answer_for,
    bound,
    facts_about,
    named_things,
)
from backend.cases.services import CaseServices
from backend.cases.submission import store
from backend.catalogue.published import Version
from backend.catalogue.types import Service
from backend.delegation import store as delegation
from backend.delegation.types import OFFICES, Basis, Power
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.registers.objects import told_about
from backend.registers.types import RegisterValue, Subject
from backend.residents.service import number_hashes, open_identity
from backend.residents.types import Acting, Assurance, Authority, Identity
from backend.rules.rule import objects_of
from backend.rules.types import Fact, Facts

ORGANISATION_AUTHORITY = "organisation_authority"


def asked_answers(service: Service, answers: Answers) -> Answers:
    """Return the answers to the questions that apply; one that was answered and then hidden counts no more."""
    applying = {f.key for f in service.field if form.applies(f, answers, service.field)}
    return {key: answer for key, answer in answers.items() if key in applying}


async def ask_registers(moment: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> None:
    """Ask registers about the things that a case names, where no fresh answer is stored. No database connection is held meanwhile.

    Whoever showed no document yet is asked nothing about: else a claimed name would open what belongs to its owner.
    """
    async with moment() as db:
        read = await store.for_submission(db, id=case, principal=acting.principal, event=None)
        version = await services.catalogue.version(db, read.service_version)
        often = (await things.asked_since(db, person=read.principal, since=now - FRESH) or 0) >= DAY_LIMIT
    who = open_identity(services.vault, read.principal, read.identity)
    if often or read.assurance < Assurance.DOCUMENT or not (who.id_number and who.name):
        return
    for asked in named_things(version.rules, asked_answers(version.service, answers_of(services, read))):
        kept = answer_for(services.vault, read.things, who, asked)
        if kept is None or kept.expires_at <= now:
            told = await told_about(
                services.registers, read.service, Subject(who.id_number, who.name), asked.thing, asked.attributes
            )
            async with moment() as db:
                await keep(db, services, read, who, asked, told, now)


async def keep(
    db: Db, services: CaseServices, read: store.ForSubmission, who: Identity, asked: AskedThing,
    told: tuple[RegisterValue, ...], now: datetime,
) -> None:  # fmt: skip
    """Store an answer, sealed and bound to the question; one in which something is missing only for this submission."""
    id, question = uuid4(), about(who, asked)
    whole = {one.attribute for one in told} >= set(asked.attributes)
    await things.add_answer(
        db, id=id, case_id=read.id, person=read.principal, digest=services.vault.fingerprint("object-answer", question),
        sealed=services.vault.seal(msgspec.json.encode(ThingAnswer(question, told)), bound(id)), at=now,
        expires_at=now + (FRESH if whole else SHORT),
    )  # fmt: skip


async def mandated(
    db: Db,
    services: CaseServices,
    read: store.ForSubmission,
    version: Version,
    mandate: Authority | None,
    now: datetime,
) -> Mapping[str, str]:
    """Return the authority that organisations gave by mandate, by the hash of their number; read where the decision is written."""
    if not any(one.kind == "organisation" for one in objects_of(version.rules)):
        return {}
    rows = await delegation.organisations_behind(
        db, person=read.principal, service=read.service, power=Power.SUBMIT, at=now
    )
    given = {row.number_hash: as_authority(row.basis) for row in rows}
    if mandate is not None:  # or the organisation itself is the principal, through whoever speaks for it
        who = open_identity(services.vault, read.principal, read.identity)
        given |= {one.hex(): as_authority(mandate.basis) for one in number_hashes(services.vault, who.id_number)}
    return given


def as_authority(basis: Basis) -> str:
    """Return the word of the closed vocabulary for the basis of a mandate."""
    return basis if basis in OFFICES else "authorised"


def thing_facts(
    services: CaseServices, read: store.ForSubmission, version: Version, who: Identity, answers: Answers,
    mandates: Mapping[str, str], now: datetime,
) -> Facts:  # fmt: skip
    """Return what is known of the things that a case names; `mandates`: the authority that organisations gave, by hash of their number."""
    asked = named_things(version.rules, answers)
    facts = facts_about(services.vault, read.things, who, asked, now)
    given = _by_mandate(services, asked, mandates)
    if given and ORGANISATION_AUTHORITY in {name for one in asked for name in one.attributes}:
        facts[ORGANISATION_AUTHORITY] = Fact(value=given, source="district", as_of=local_date(now))
    return facts


def _by_mandate(services: CaseServices, asked: tuple[AskedThing, ...], mandates: Mapping[str, str]) -> str:
    for one in asked:
        if one.thing.kind == "organisation":
            hashes = (digest.hex() for digest in number_hashes(services.vault, one.thing.number))
            return next((basis for digest in hashes if (basis := mandates.get(digest))), "")
    return ""
