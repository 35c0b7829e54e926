"""Small fixes that are live and that nobody has reviewed yet, as the studio shows them."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.catalogue.drafting import history
from backend.catalogue.drafting.small_fixes import changes_of, kinds_of, to_review
from backend.catalogue.load import department_name
from backend.catalogue.published import Content
from backend.kit.sql import Db
from backend.residents.separation import display_name
from backend.residents.types import Staff
from pwa.pages.studio.publishing import ChangedField, changed_field, named_rows


class FixRow(Struct, frozen=True, kw_only=True):
    """A small fix to be reviewed: what changed, who signed, whom a changed number concerns."""

    id: UUID
    code: str
    name: str
    department: str
    phone_changed: bool
    who: str
    reason: str
    at: datetime
    changes: list[ChangedField]
    own: bool


class FixesPage(Struct, frozen=True):
    """The small fixes that nobody has reviewed yet."""

    rows: list[FixRow]


async def fixes_page(db: Db, staff: Staff) -> FixesPage:
    """List what waits for its review."""
    rows = []
    for fix in await to_review(db):
        names = await history.names_of(db, fix.code)
        changes, service = changes_of(fix), msgspec.convert(fix.content, Content).service
        rows.append(FixRow(
            id=fix.id, code=fix.code, name=service.name, department=department_name(service.department),
            phone_changed="phone" in (kinds_of(changes) or ()), who=names.get(fix.author) or display_name(fix.author), reason=fix.reason,
            at=fix.published_at, changes=[changed_field(one, named_rows(msgspec.convert(fix.content, Content))) for one in changes], own=fix.author == staff.signature,
        ))  # fmt: skip
    return FixesPage(rows)
