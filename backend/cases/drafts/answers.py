"""Answers of a draft: reading them, and saving one page of the form."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.drafts import concurrent_edits, form, store
from backend.cases.drafts.concurrent_edits import Seen
from backend.cases.drafts.field_rules import Answer
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting, Identity


class Answered(Protocol):
    """Any row of a case that holds its sealed answers."""

    @property
    def id(self) -> UUID:
        """The case."""
        ...

    @property
    def answers(self) -> bytes | None:
        """Sealed answers; None before the first page was saved."""
        ...


def answers_of(services: CaseServices, case: Answered) -> dict[str, Answer]:
    """Decrypt the answers given so far, by key of the question."""
    if case.answers is None:
        return {}
    return msgspec.json.decode(services.vault.open(case.answers, f"case:{case.id}"), type=dict[str, Answer])


async def save_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, fields: tuple[FormField, ...], given: form.Answers, seen: Seen,
    now: datetime,
) -> dict[str, str]:  # fmt: skip
    """Keep the answers of one page; answers the sentences for those that need another look. The right ones are kept.

    `seen` says which answers the page showed: an answer that was changed elsewhere meanwhile is not overwritten.
    """
    case = await case_store.lock(db, id=id, principal=acting.principal)
    flow.next_move("answered", case, acting.actor.role)
    version = await services.catalogue.version(db, case.service_version)
    known = answers_of(services, case)
    who = await residents.identity_of(db, services.vault, acting.principal)
    fields = tuple(f for f in fields if not known_from_document(f, who))
    clean, errors = form.validate_page(fields, given, known, services.samples, version.service.field)
    clean, changed = concurrent_edits.merge_answers(fields, clean, known, seen)
    errors |= changed
    kept = {
        k: v for k, v in {**known, **clean}.items() if k in clean or k not in {f.key for f in fields} or k in errors
    }
    sealed = services.vault.seal(msgspec.json.encode(kept), f"case:{id}")
    if not await store.save_answers(
        db, id=id, principal=acting.principal, answers=sealed, at=now, version=case.version
    ):
        raise Conflict
    return errors


def known_from_document(field: FormField, who: Identity) -> bool:
    """Is this known from the identity document, so that a form neither asks for it nor changes it?"""
    return field.kind in {"id_number", "person_name"} and bool(getattr(who, field.prefill, ""))
