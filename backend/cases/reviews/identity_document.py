"""Identity proofing by a document handed in with a case (NIST 800-63A): read with confidence and confirmed by the register.

The side with the portrait is enough: how long the card is valid isn't on it, so that this is worth a little less than
both sides (docs/identity.md). The register is asked before the transaction that writes the reading down.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from backend.cases.facts.ask_registers import RegisterAnswers, RegisterQuestion, ask, question_about, store_answers
from backend.cases.reviews.stored_review import StoredReview
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.registers.verify_person import known_and_alive
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.proofing import obstacle, record_proofing
from backend.residents.types import Assurance, Identity


class VerifiedDocument(Struct, frozen=True):
    """A document that the population register confirmed, with the answers of the registers asked at the same time."""

    who: Identity
    question: RegisterQuestion | None
    told: RegisterAnswers


async def verify_document(
    transaction: Transaction, services: CaseServices, case: Case, review: StoredReview, now: datetime
) -> VerifiedDocument | None:
    """Ask the population register about the person named on a document; None where the document may not prove anything here."""
    async with transaction() as db:
        who = await provable_identity(db, services, case, review)
        if who is None:
            return None
        version = await services.catalogue.version(db, case.service_version)
        question = await question_about(db, case.principal, who, version, now)
    if not await known_and_alive(services.registers, case.service, who.id_number, who.name, samples=services.samples):
        return None
    return VerifiedDocument(who, question, await ask(services, question) if question else {})


async def provable_identity(db: Db, services: CaseServices, case: Case, review: StoredReview) -> Identity | None:
    """Return the identity that this document would prove; None where one is known already or an officer has to look first."""
    number, name = review.fields.get("number"), review.fields.get("name")
    who = await residents.identity_of(db, services.vault, case.principal)
    if who.id_number or number is None or name is None or not number.confirmed:
        return None
    if await obstacle(db, services.vault, case.principal, number.value, "document"):
        return None  # an officer sorts it out, and nothing is told
    return residents.with_canonical_number(msgspec.structs.replace(who, name=name.value, id_number=number.value))


async def prove_document(
    db: Db, services: CaseServices, case: Case, review: StoredReview, proof: VerifiedDocument, now: datetime
) -> None:
    """Raise the assurance, unless something has changed since the register was asked."""
    await people.lock_person(db, person=case.principal)
    if await provable_identity(db, services, case, review) != proof.who:
        return
    await residents.save_identity(db, services.vault, case.principal, proof.who)
    await record_proofing(db, case.principal, "document", Assurance.DOCUMENT, now)
    if proof.question is not None:
        await store_answers(db, services, case.principal, proof.question, proof.told, now)
