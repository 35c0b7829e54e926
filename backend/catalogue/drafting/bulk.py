"""Change one thing in many services at once, into their drafts; nothing is published here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.drafting.import_drafts import merge_into_draft
from backend.catalogue.drafting.paper_texts import PaperTexts, with_texts
from backend.catalogue.drafting.save_draft import WaitsForApproval
from backend.catalogue.published import Content, PublishedCatalogue
from backend.kit.problems import NotUnderstood
from backend.kit.sql import Db
from backend.residents.types import Staff

MOST = 60  # services of one bulk change: all of a large department
MOST_OF_A_PAPER = 250  # services that take over the new texts of one shared paper: all that there are
SHORTEST = 2  # characters of a word to be replaced
NO_TEXT = frozenset({"code", "department", "legal", "grants", "related", "life_events", "groups", "effects", "offer"})
"""Fields that hold names for programs, or of laws."""
NAMES = frozenset({"key", "paper", "value", "kind", "document", "checks", "when", "prefill"})
"""The same, of rows."""


class BulkChange(Struct, frozen=True, kw_only=True):
    """What changes in each service: department, review date, a word, texts of a shared paper; "" and None change nothing."""

    department: str = ""
    review_by: date | None = None
    words: str = ""
    instead: str = ""
    paper: PaperTexts | None = None


class BulkSaved(Struct, frozen=True):
    """How many services went into drafts, at how many places a draft kept its own words, which wait for a second person."""

    saved: int
    conflicts: int
    waiting: tuple[str, ...]


def changed(content: Content, change: BulkChange) -> Content:
    """Return a content with the change; the rule stays."""
    service: dict[str, Any] = msgspec.to_builtins(content.service)
    if change.department:
        service["department"] = change.department
    if change.review_by is not None:
        service["review_by"] = change.review_by.isoformat()
    if len(change.words) >= SHORTEST:
        service = {
            name: value if name in NO_TEXT else reworded(value, change.words, change.instead)
            for name, value in service.items()
        }
        service["provenance"] = {
            place.replace(change.words, change.instead): source for place, source in service["provenance"].items()
        }
    after = msgspec.structs.replace(content, service=msgspec.convert(service, type(content.service)))
    return with_texts(after, change.paper) if change.paper else after


def reworded(value: Any, words: str, instead: str) -> Any:
    """Replace a word in every text of a value; names for programs stay."""
    if isinstance(value, str):
        return value.replace(words, instead)
    if isinstance(value, dict):
        return {name: one if name in NAMES else reworded(one, words, instead) for name, one in value.items()}
    return [reworded(one, words, instead) for one in value] if isinstance(value, list | tuple) else value


def few_enough(codes: Sequence[str], *, of_paper: bool = False) -> Sequence[str]:
    """Return the services that were ticked, or use a paper; raises NotUnderstood for too many."""
    if len(codes) > (MOST_OF_A_PAPER if of_paper else MOST):
        raise NotUnderstood("fields", what="code")
    return codes


def plan(catalogue: PublishedCatalogue, codes: Sequence[str], change: BulkChange) -> list[Content]:
    """Return the changed contents of the services that the change concerns; raises NotUnderstood for too many or unknown ones."""
    if any(code not in catalogue.in_force for code in few_enough(codes, of_paper=change.paper is not None)):
        raise NotUnderstood("fields", what="code")
    live = [catalogue.in_force[code].content for code in dict.fromkeys(codes)]
    return [after for before in live if (after := changed(before, change)).service != before.service]


async def into_drafts(
    db: Db, catalogue: PublishedCatalogue, contents: Sequence[Content], staff: Staff, now: datetime
) -> BulkSaved:
    """Merge the changed services into their drafts; what waits for a second person stays as it is and is told."""
    saved = conflicts = 0
    waiting = []
    for content in contents:
        try:
            base = catalogue.in_force[content.service.code]
            done = await merge_into_draft(db, catalogue, content, base, staff, now)
        except WaitsForApproval:
            waiting.append(content.service.name)
            continue
        saved, conflicts = saved + 1, conflicts + len(done.saved.conflicts)
    return BulkSaved(saved, conflicts, tuple(waiting))
