"""A page of questions as its reader has it: asked, kept masked, or the principal's own to answer."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from backend.cases.answers import Answer, Answers, InvalidAnswer
from backend.cases.drafts.field_rules import normalize
from backend.cases.drafts.prefill import prefill
from backend.cases.services import CaseServices
from backend.cases.sight import Sight
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.disclosure import readable, readable_facts
from backend.residents.types import Acting

Filled = Mapping[str, tuple[str, str]]
"""By key what is already known, and its source."""


class ReadersPage(Struct, frozen=True):
    """`asked`: the reader answers; `masked`: the answer stands and isn't shown; `own`: the principal's to answer."""

    asked: tuple[FormField, ...]
    masked: Mapping[str, Answer] = {}
    own: tuple[FormField, ...] = ()


def readers_page(fields: Iterable[FormField], kept: Answers, filled: Filled, sight: Sight) -> ReadersPage:
    """Split a page. Where the money goes and which number counts is never a helper's; what a register knows stands masked."""
    if sight.everything:
        return ReadersPage(tuple(fields))
    own = tuple(field for field in fields if redirect_target(field) != "nothing")
    masked = {
        field.key: value
        for field in fields
        if field not in own and not sight.reads(field.key)
        and (value := kept.get(field.key) or filled.get(field.key, ("", ""))[0])
    }  # fmt: skip
    return ReadersPage(tuple(f for f in fields if f not in own and f.key not in masked), masked, own)


async def known_of_principal(db: Db, services: CaseServices, acting: Acting, fields: tuple[FormField, ...]) -> Filled:
    """What identity and registers know for these questions, as far as the principal's own level goes."""
    level = (await people.person(db, person=acting.principal)).assurance
    who = readable(await residents.identity_of(db, services.vault, acting.principal), level)
    facts = readable_facts(await residents.profile_facts_of(db, acting.principal), level)
    return prefill(fields, who, facts)


def filled_in(page: ReadersPage, fields: Iterable[FormField], kept: Answers, samples: bool) -> dict[str, Answer]:
    """What registers know for the masked questions that have no answer yet; a value that is no answer is left to the principal."""
    found: dict[str, Answer] = {}
    for field in fields:
        if field.key in page.masked and not kept.get(field.key):
            try:
                found[field.key] = normalize(field, page.masked[field.key], samples)
            except InvalidAnswer:
                continue
    return found
