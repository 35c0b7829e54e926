"""API of drafts for editors' tools: list them, read one, save fields of a part. The pages beside it use the same functions."""

from datetime import datetime
from typing import Annotated, Any

from litestar import get, patch
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation
from msgspec import Meta, Struct

from backend.catalogue.drafting import read_drafts, save_draft
from backend.catalogue.drafting.read_drafts import Listed
from backend.catalogue.drafting.service_parts import Part
from backend.catalogue.drafting.types import JsonTable, Saved
from backend.catalogue.published import PublishedCatalogue
from backend.kit.web import AnyRequest, Db, Now, read_json
from backend.residents.guards import StaffWho, access, staff

EDITORS = staff("editor", "publisher")
TheCatalogue = NamedDependency[SkipValidation[PublishedCatalogue]]
Code = FromPath[Annotated[str, Meta(max_length=20)]]


class FieldsToSave(Struct, forbid_unknown_fields=True):
    """Fields of one part as JSON, and the version of the draft that they were edited from."""

    seen: Annotated[int, Meta(ge=0, le=1_000_000)]
    fields: dict[str, Any]


class DraftRead(Struct, frozen=True, kw_only=True):
    """A draft with its version."""

    code: str
    version: int
    changed_at: datetime
    content: JsonTable


@get("/api/studio/services", opt=access(EDITORS))
async def services(db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now) -> list[Listed]:
    """List every service in force and every draft."""
    return await read_drafts.list_services(db, catalogue, now)


@get("/api/studio/services/{code:str}/draft", opt=access(EDITORS))
async def draft(db: Db, staff: StaffWho, code: Code) -> DraftRead:
    """Read a draft."""
    found = await read_drafts.draft_of(db, code)
    return DraftRead(code=found.code, version=found.version, changed_at=found.changed_at, content=found.content)


@patch("/api/studio/services/{code:str}/draft/{part:str}", opt=access(EDITORS, acts=("catalogue.edited",)))
async def save(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code, part: FromPath[Part]) -> Saved:
    """Save fields of a part; what others changed meanwhile is merged, or answered as a conflict with both texts."""
    sent = await read_json(request, FieldsToSave)
    return await save_draft.save(db, code, part, sent.seen, sent.fields, staff, now)


ROUTES = [services, draft, save]
