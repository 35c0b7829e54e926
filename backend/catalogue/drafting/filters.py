"""Filters of the list of services that an editor keeps under a name."""

from datetime import datetime
from uuid import UUID, uuid4

from backend.catalogue.drafting import store
from backend.catalogue.drafting.types import SavedFilter
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.kit.text import clean
from backend.residents.types import Staff

MOST = 20  # of one person


class TooManyFilters(Conflict):
    """Somebody keeps as many filters as fit above the list."""


async def keep(db: Db, name: str, wanted: dict[str, str], staff: Staff, now: datetime) -> None:
    """Keep a filter under a name, in place of an earlier one of that name; raises TooManyFilters."""
    kept = await store.saved_filters(db, staff=staff.signature)
    name = clean(name)
    if len(kept) >= MOST and name not in {one.name for one in kept}:
        raise TooManyFilters
    await store.keep_filter(db, id=uuid4(), staff=staff.signature, name=name, wanted=wanted, at=now)


async def kept_by(db: Db, staff: Staff) -> list[SavedFilter]:
    """Return the filters of a person."""
    return await store.saved_filters(db, staff=staff.signature)


async def drop(db: Db, id: UUID, staff: Staff) -> None:
    """Forget a filter of one's own."""
    await store.drop_filter(db, id=id, staff=staff.signature)
