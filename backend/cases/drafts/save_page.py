"""Save one page of the form of a draft."""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.cases import store as case_store
from backend.cases.answers import Answer, Answers, answers_of, sealed_answers
from backend.cases.drafts import concurrent_edits, form, store
from backend.cases.drafts.concurrent_edits import Seen
from backend.cases.drafts.helper_page import ReadersPage, filled_in, known_of_principal, readers_page
from backend.cases.drafts.migrate_draft import not_closed
from backend.cases.events import append_event
from backend.cases.lock import lock_case
from backend.cases.messages import KEPT_BY_PRINCIPAL
from backend.cases.reviews.compare import compare_papers
from backend.cases.services import CaseServices
from backend.cases.sight import authors_after, sight_of
from backend.cases.types import Case
from backend.catalogue.types import FormField
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting, Identity


async def save_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, fields: tuple[FormField, ...], given: Answers, seen: Seen,
    now: datetime,
) -> dict[str, str]:  # fmt: skip
    """Validate and save the answers of one page, then compare the papers of the case with them.

    Returns the error sentence of each answer that was not accepted, by key; the others are saved. `seen` holds fingerprints of
    the answers that the page showed: an answer that was changed elsewhere meanwhile is not overwritten. Raises Conflict.
    """
    case = await lock_case(db, acting, id, "answered", now)
    await not_closed(db, services, case)
    version = await services.catalogue.version(db, case.service_version)
    known = answers_of(services, case)
    who = await residents.identity_of(db, services.vault, acting.principal)
    page = await page_of(db, services, acting, id, tuple(f for f in fields if not known_from_document(f, who)), known)
    clean, errors = form.validate_page(page.asked, given, known, services.samples, version.service.field)
    clean, changed = concurrent_edits.merge_answers(page.asked, clean, known, seen)
    errors |= changed | kept_by_principal(page, fields, given)
    asked = {f.key for f in page.asked}
    kept = {k: v for k, v in {**known, **clean}.items() if k in clean or k not in asked or k in errors}
    kept |= filled_in(
        page, (f for f in fields if form.applies(f, kept, version.service.field)), known, services.samples
    )
    await keep(db, services, acting, case, known, kept, asked, now, next((f.key for f in page.asked), ""))
    return errors


async def page_of(
    db: Db, services: CaseServices, acting: Acting, id: UUID, fields: tuple[FormField, ...], known: Answers
) -> ReadersPage:
    """A page of questions as the person who acts has it."""
    sight = await sight_of(db, acting, id)
    filled = {} if sight.everything else await known_of_principal(db, services, acting, fields)
    return readers_page(fields, known, filled, sight)


async def keep(
    db: Db, services: CaseServices, acting: Acting, case: Case, before: Answers, after: Answers, asked: set[str], now: datetime,
    at: str = "",
) -> None:  # fmt: skip
    """Write the answers and whose they are; what a helper changed is an event. `at`: the first question of the page. Raises Conflict."""
    changed = {key for key in asked if before.get(key) != after.get(key)}
    authors = await case_store.answered_by(db, id=case.id, principal=case.principal) or {}
    sealed = sealed_answers(services, case.id, after)
    if not await store.save_answers(
        db, id=case.id, principal=acting.principal, answers=sealed, at=now, version=case.version,
        answered_by=authors_after(acting, authors, changed), last_question=at,
    ):  # fmt: skip
        raise Conflict
    if acting.mandate is not None and changed:
        await append_event(db, case, "answered", acting.actor, now, fields=sorted(changed))
    await compare_papers(db, services, msgspec.structs.replace(case, answers=sealed), now)


def kept_by_principal(page: ReadersPage, fields: tuple[FormField, ...], given: Answers) -> dict[str, str]:
    """A sentence for each question that a helper answered although the principal's own answer stands, by key."""
    return {
        field.key: KEPT_BY_PRINCIPAL(label=field.label.rstrip("？?")).text
        for field in fields
        if field.key in page.masked and is_answered(given.get(field.key, ""))
    }


def is_answered(answer: Answer) -> bool:
    """Was something answered?"""
    return bool(answer if isinstance(answer, list) else answer.strip())


def known_from_document(field: FormField, who: Identity) -> bool:
    """Is this known from the identity document, so that a form neither asks for it nor changes it?"""
    return field.kind in {"id_number", "person_name"} and bool(getattr(who, field.prefill, ""))
