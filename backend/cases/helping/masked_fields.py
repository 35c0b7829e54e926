"""The questions of a case whose answers are masked for its helpers: opened and closed by the principal, compared by a helper."""

import unicodedata
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases import store as case_store
from backend.cases.answers import Answer, InvalidAnswer, answers_of
from backend.cases.drafts import form
from backend.cases.drafts.field_rules import normalize
from backend.cases.drafts.helper_page import known_of_principal, readers_page
from backend.cases.drafts.save_page import known_from_document
from backend.cases.events import append_event
from backend.cases.helping import store
from backend.cases.lock import lock_case
from backend.cases.services import CaseServices
from backend.cases.sight import Sight, sight_of
from backend.cases.types import Case
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField
from backend.catalogue.vocabulary import FieldKind
from backend.delegation.acting import is_principal
from backend.kit.problems import NotThere, Refusal
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting

COMPARED: frozenset[FieldKind] = frozenset({"text", "address", "phone", "email", "date", "person_name", "plate"})
"""Kinds with so many possible answers that three tries find nothing; never a choice, and never a number of a document."""
TRIES, A_DAY, DAY = 3, 10, timedelta(days=1)
"""Comparisons of one answer of one case, and of all of a principal's in a day, by all helpers together: proposals of this house."""


class NoMoreTries(Refusal):
    """Values were compared so often that a further answer would tell what stands there."""

    status = HTTPStatus.TOO_MANY_REQUESTS


class NotInForm(Refusal):
    """What was typed can't be an answer to the question; `why` says so."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotToBeOpened(Refusal):
    """Identity numbers, codes and accounts are opened to nobody."""

    status = HTTPStatus.FORBIDDEN


class MaskedField(Struct, frozen=True):
    """A question with an answer that helpers don't read; `open`: the principal opened it for this case."""

    field: FormField
    value: Answer
    open: bool


class Comparison(Struct, frozen=True):
    """What came of a comparison, and how many tries are left."""

    matches: bool
    left: int


def may_open(field: FormField) -> bool:
    """Can the principal open this one at all?"""
    secret = field.kind in {"id_number", "bank_account"} or field.prefill.endswith(("_number", "_code", "_account"))
    return not secret and redirect_target(field) == "nothing"


def may_compare(field: FormField) -> bool:
    """Can a helper compare this one?"""
    return field.kind in COMPARED and may_open(field)


async def masked_fields(db: Db, services: CaseServices, acting: Acting, case: Case) -> list[MaskedField]:
    """Every answered question of a case that helpers don't read, or read because the principal opened it."""
    service = (await services.catalogue.version(db, case.service_version)).service
    who = await residents.identity_of(db, services.vault, acting.principal)
    asked = tuple(field for field in service.field if not known_from_document(field, who))
    kept, filled = answers_of(services, case), await known_of_principal(db, services, acting, asked)
    authors = await case_store.answered_by(db, id=case.id, principal=case.principal) or {}
    opened = await opened_fields(db, case)
    page = readers_page(asked, kept, filled, Sight(answers=frozenset(authors)))
    return [
        MaskedField(field, page.masked[field.key], field.key in opened)
        for field in asked
        if field.key in page.masked and form.applies(field, kept, service.field)
    ]


async def opened_fields(db: Db, case: Case) -> frozenset[str]:
    """The questions that are open to helpers now."""
    row = await case_store.sight(db, id=case.id, principal=case.principal, person=case.principal)
    return frozenset(row.opened)


async def open_field(db: Db, services: CaseServices, acting: Acting, id: UUID, key: str, now: datetime) -> None:
    """The principal opens one answer of one case to her helpers, until it is submitted. Raises NotThere, NotToBeOpened."""
    is_principal(acting, "field.opened")
    case = await lock_case(db, acting, id, "field_opened", now)
    masked = next((one for one in await masked_fields(db, services, acting, case) if one.field.key == key), None)
    if masked is None:
        raise NotThere
    if not may_open(masked.field):
        raise NotToBeOpened
    if not masked.open:
        await _set(db, case, {key: now.isoformat()}, set())
        await append_event(db, case, "field_opened", acting.actor, now, field=key)


async def close_field(db: Db, acting: Acting, id: UUID, key: str, now: datetime) -> None:
    """The principal closes it again. Raises NotThere."""
    is_principal(acting, "field.opened")
    case = await lock_case(db, acting, id, "field_closed", now)
    if key not in await opened_fields(db, case):
        raise NotThere
    await _set(db, case, {}, {key})
    await append_event(db, case, "field_closed", acting.actor, now, field=key)


async def _set(db: Db, case: Case, more: dict[str, str], less: set[str]) -> None:
    before = await case_store.open_fields(db, id=case.id, principal=case.principal) or {}
    after = {key: at for key, at in {**before, **more}.items() if key not in less}
    await case_store.set_open_fields(db, id=case.id, principal=case.principal, opened=after)


async def comparable(db: Db, services: CaseServices, acting: Acting, case: Case, key: str) -> MaskedField:
    """A question whose answer this helper may compare; raises NotThere for any other, also for what they read anyway."""
    sight = await sight_of(db, acting, case.id)
    masked = next((one for one in await masked_fields(db, services, acting, case) if one.field.key == key), None)
    if masked is None or sight.reads(key) or not may_compare(masked.field):
        raise NotThere
    return masked


async def attempts_left(db: Db, case: Case, key: str, now: datetime) -> int:
    """How often this answer may still be compared."""
    made = await store.tries(db, case_id=case.id, principal=case.principal, field=key, since=now - DAY)
    return max(0, min(TRIES - made.here, A_DAY - made.lately))


async def compare(
    db: Db, services: CaseServices, acting: Acting, id: UUID, key: str, typed: str, now: datetime
) -> Comparison:
    """Tell a helper whether what they typed is what stands there, and nothing else; each one is counted and told to the principal.

    Raises NotThere, NoMoreTries, InvalidAnswer (which isn't counted: it depends on nothing that stands there).
    """
    case = await lock_case(db, acting, id, "value_compared", now)
    masked = await comparable(db, services, acting, case, key)
    given = normalize(replace(masked.field, required=True), typed, services.samples)
    left = await attempts_left(db, case, key, now)
    if left <= 0:
        raise NoMoreTries
    matches = same(given, normalized(masked, services.samples))
    await append_event(db, case, "value_compared", acting.actor, now, field=key, matches=matches)
    return Comparison(matches, left - 1)


def normalized(masked: MaskedField, samples: bool) -> Answer:
    """What stands there in its normal form; a register may write it in another."""
    try:
        return normalize(masked.field, masked.value, samples)
    except InvalidAnswer:
        return masked.value


def same(one: Answer, other: Answer) -> bool:
    """Are two answers the same to a person: whatever the width, case and blanks?"""
    return plain(one) == plain(other)


def plain(answer: Answer) -> str:
    """An answer without width, case, blanks and marks."""
    text = unicodedata.normalize("NFKC", answer if isinstance(answer, str) else " ".join(answer)).casefold()
    return "".join(sign for sign in text if sign.isalnum())
