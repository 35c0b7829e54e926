"""API of one change in many drafts, and of comments on a field, for editors' tools. The pages beside it use the same functions."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from backend.catalogue.drafting import bulk, comments, read_drafts
from backend.catalogue.drafting.api import EDITORS, Code, TheCatalogue
from backend.catalogue.drafting.bulk import SHORTEST, BulkChange, BulkSaved
from backend.catalogue.drafting.paper_texts import paper_texts
from backend.catalogue.drafting.types import DraftComment
from backend.catalogue.load import read_departments
from backend.catalogue.version_diff import FieldChange, version_diff
from backend.kit.problems import NotUnderstood
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_json
from backend.residents.guards import StaffWho, access

Words = Annotated[str, Meta(max_length=60)]
ServiceCode = Annotated[str, Meta(max_length=20)]


class BulkToMake(Struct, forbid_unknown_fields=True):
    """Which services, and what changes in each: department, review date, a word, texts of a shared paper."""

    codes: list[ServiceCode]
    department: Words = ""
    review_by: date | None = None
    words: Words = ""
    instead: Words = ""
    paper: Words = ""


class BulkDifference(Struct, frozen=True):
    """A service that a bulk change concerns, and what it changes there."""

    code: str
    changes: tuple[FieldChange, ...]


class CommentToMake(Struct, forbid_unknown_fields=True):
    """What is said about one field of the proposal `id`; the place is a path as in a comparison of versions."""

    id: UUID
    place: Annotated[str, Meta(max_length=300)]
    says: Annotated[str, Meta(max_length=1000)]


async def wanted(db: Connection, sent: BulkToMake) -> BulkChange:
    """Read what shall change; raises NotUnderstood."""
    if sent.department and sent.department not in (*read_departments(), "street"):
        raise NotUnderstood("fields", what="department")
    if 0 < len(sent.words) < SHORTEST or (sent.words and not sent.instead):
        raise NotUnderstood("fields", what="words")
    return BulkChange(
        department=sent.department, review_by=sent.review_by, words=sent.words, instead=sent.instead,
        paper=await paper_texts(db, sent.paper) if sent.paper else None,
    )  # fmt: skip


@post("/api/studio/bulk", opt=access(EDITORS), status_code=200)
async def look(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho) -> list[BulkDifference]:
    """Say what a bulk change would change; nothing is saved."""
    sent = await read_json(request, BulkToMake)
    found = bulk.plan(catalogue, sent.codes, await wanted(db, sent))
    live = {one.service.code: catalogue.in_force[one.service.code].content for one in found}
    return [BulkDifference(one.service.code, version_diff(live[one.service.code], one)) for one in found]


@post("/api/studio/bulk/drafts", opt=access(EDITORS, acts=("catalogue.edited",)), status_code=200)
async def into_drafts(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now) -> BulkSaved:
    """Merge a bulk change into drafts; nothing is published."""
    sent = await read_json(request, BulkToMake)
    return await bulk.into_drafts(db, catalogue, bulk.plan(catalogue, sent.codes, await wanted(db, sent)), staff, now)


@get("/api/studio/services/{code:str}/comments", opt=access(EDITORS))
async def open_comments(db: Db, staff: StaffWho, code: Code) -> list[DraftComment]:
    """List what nobody has settled yet of a draft."""
    draft = await read_drafts.draft_of(db, code)
    return await comments.open_comments(db, draft.id)


@post("/api/studio/services/{code:str}/comments", opt=access(EDITORS, acts=("catalogue.commented",)), status_code=204)
async def comment(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> None:
    """Say something about one field of what waits for a second person."""
    sent = await read_json(request, CommentToMake)
    await comments.comment(db, code, sent.id, sent.place, sent.says, staff, now)


@post(
    "/api/studio/services/{code:str}/comments/{id:uuid}/end", opt=access(EDITORS, acts=("catalogue.comment_settled",)),
    status_code=204,
)  # fmt: skip
async def settle(db: Db, staff: StaffWho, now: Now, code: Code, id: FromPath[UUID]) -> None:
    """Settle a comment."""
    await comments.settle(db, code, id, staff, now)


ROUTES = [look, into_drafts, open_comments, comment, settle]
