"""Save one page of the form of a draft."""

from datetime import datetime
from uuid import UUID

import msgspec

from backend.cases.answers import Answers, answers_of, sealed_answers
from backend.cases.drafts import concurrent_edits, form, store
from backend.cases.drafts.concurrent_edits import Seen
from backend.cases.lock import lock_case
from backend.cases.reviews.compare import compare_papers
from backend.cases.services import CaseServices
from backend.catalogue.effects import redirect_target
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
    version = await services.catalogue.version(db, case.service_version)
    known = answers_of(services, case)
    who = await residents.identity_of(db, services.vault, acting.principal)
    fields = tuple(f for f in fields if not known_from_document(f, who) and may_answer(acting, f))
    clean, errors = form.validate_page(fields, given, known, services.samples, version.service.field)
    clean, changed = concurrent_edits.merge_answers(fields, clean, known, seen)
    errors |= changed
    kept = {
        k: v for k, v in {**known, **clean}.items() if k in clean or k not in {f.key for f in fields} or k in errors
    }
    sealed = sealed_answers(services, id, kept)
    if not await store.save_answers(
        db, id=id, principal=acting.principal, answers=sealed, at=now, version=case.version
    ):
        raise Conflict
    await compare_papers(db, services, msgspec.structs.replace(case, answers=sealed), now)
    return errors


def may_answer(acting: Acting, field: FormField) -> bool:
    """Is this the person's to answer? Where the money goes and which number counts is never a helper's by consent."""
    return not acting.masked or redirect_target(field) == "nothing"


def known_from_document(field: FormField, who: Identity) -> bool:
    """Is this known from the identity document, so that a form neither asks for it nor changes it?"""
    return field.kind in {"id_number", "person_name"} and bool(getattr(who, field.prefill, ""))
