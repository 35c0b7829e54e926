"""Reuse of held materials (材料免交): papers of earlier cases and electronic licences, offered before a photo and checked at use."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases import store as case_store
from backend.cases.reviews.compare import profile_of
from backend.cases.reviews.stored_review import StoredReview, open_review, valid_until, verdict
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import RequiredMaterial as Asked
from backend.catalogue.vocabulary import DocumentClass
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.date_checks import months_before
from backend.materials.reading.run_checks import run_checks
from backend.materials.reading.types import ExpectedDocument
from backend.materials.types import Material
from backend.registers import licences
from backend.registers.types import Licence, Subject
from backend.residents import consents
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.disclosure import may_read
from backend.residents.types import Acting

PURPOSE = "reuse_material"
OLDEST = timedelta(days=730)  # as the words of the consent say
LICENSED: frozenset[DocumentClass] = frozenset({"id_card_front", "residence_permit", "disability_certificate"})
"""What the register of licences issues; for these it is asked before a photo."""
NEVER_AGAIN: frozenset[DocumentClass] = frozenset({"form", "photo", "other"})
"""Papers of one affair: a form filled in for one case says nothing in another."""
HELD = Messages.beside(__file__).texts("held")


class HeldMaterial(Struct, frozen=True, kw_only=True):
    """A held material that fits a slot."""

    source: str
    key: str
    title: str
    issuer: str = ""
    since: date | None = None
    until: date | None = None


class HeldMaterials(Struct, frozen=True):
    """Held materials for a slot; `ask_consent` where earlier papers exist but need consent to be shown."""

    found: tuple[HeldMaterial, ...] = ()
    ask_consent: bool = False


async def held_materials(
    db: Db, services: CaseServices, case: Case, asked: Asked, licence: Licence | None, now: datetime
) -> HeldMaterials:
    """List held materials for a slot; the licence was fetched before the transaction."""
    if not _may_be_held(asked):
        return HeldMaterials()
    found = [_licensed(licence)] if licence else []
    earlier = await earlier_papers(db, services, case, asked, now)
    if earlier and not await consents.has_consent(db, case.principal, PURPOSE):
        return HeldMaterials(tuple(found), ask_consent=not found)
    return HeldMaterials((*found, *(_of_earlier(paper, review, now) for paper, review in earlier[:3])))


def _may_be_held(asked: Asked) -> bool:
    """May a held material replace a new paper?"""
    return asked.document not in NEVER_AGAIN and not asked.original


def _licensed(licence: Licence) -> HeldMaterial:
    return HeldMaterial(
        source="licence", key=licence.kind, title=HELD("licence", title=licence.title), issuer=licence.issuer, since=licence.issued_on,
        until=licence.valid_until,
    )  # fmt: skip


def _of_earlier(paper: Material, review: StoredReview, now: datetime) -> HeldMaterial:
    return HeldMaterial(
        source="earlier", key=str(paper.id), title=HELD("earlier"), since=local_date(paper.uploaded_at), until=valid_until(review),
    )  # fmt: skip


async def earlier_papers(
    db: Db, services: CaseServices, case: Case, asked: Asked, now: datetime
) -> list[tuple[Material, StoredReview]]:
    """Papers of this person's other cases that are of the kind asked for and pass this slot's checks today."""
    today = local_date(now)
    since = max(now - OLDEST, now - timedelta(days=(today - months_before(today, asked.valid_months or 24)).days))
    profile = await profile_of(db, services, case)
    rows = await materials.reusable(db, principal=case.principal, case_id=case.id, today=today, since=since)
    fit = []
    for paper in rows:
        review = open_review(services, paper)
        if review is None or review.kind != asked.document:
            continue
        fresh = _checked(review, asked, profile, today)
        if verdict(fresh, frozenset()) == "passed":
            fit.append((paper, fresh))
    return fit


def _checked(review: StoredReview, asked: Asked, profile: dict[str, str], today: date) -> StoredReview:
    """Run this slot's checks on an earlier reading, as of today."""
    names = [c for c in asked.checks if c.partition(":")[0] not in {"agrees_with_form", "amount", "same_person"}]
    findings = run_checks(review.reading(), names, ExpectedDocument(kind=asked.document, profile=profile), today)
    return msgspec.structs.replace(review, findings=tuple(findings))


async def licence_for(
    transaction: Transaction,
    services: CaseServices,
    acting: Acting,
    case_id: UUID,
    slot: str,
    now: datetime,
    *,
    if_empty: bool = False,
) -> Licence | None:
    """Fetch the valid licence for a slot. No database connection is held while the register is asked.

    `if_empty`: not asked where a paper lies in the slot already.
    """
    async with transaction() as db:
        case = await case_store.get(db, id=case_id, principal=acting.principal)
        asked = await services.catalogue.material(db, case.service_version, slot)
        there = if_empty and any(
            p.slot == slot for p in await materials.of_case(db, case_id=case_id, principal=case.principal)
        )
        subject = None if there else await _subject(db, services, case, asked)
    if subject is None:
        return None
    found = await licences.licences_of(services.registers, case.service, subject, asked.document)
    return next((one for one in found if licences.valid(one, local_date(now))), None)


async def _subject(db: Db, services: CaseServices, case: Case, asked: Asked) -> Subject | None:
    """Subject to ask the register of licences about; None for unproven persons and other kinds of documents.

    A paper from a register shows that it was issued, never that its holder is there.
    """
    if asked.document not in LICENSED or not _may_be_held(asked):
        return None
    who = await residents.identity_of(db, services.vault, case.principal)
    account = await people.person(db, person=case.principal)
    if not may_read(account.assurance) or not who.id_number:
        return None
    return Subject(who.id_number, who.name)
