"""The studio: reference tables, row by row: write, lay before a second person, publish."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting.paper_texts import behind, paper_texts
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.tables import reading, service
from backend.catalogue.tables.definitions import TABLES
from backend.catalogue.tables.service import RowMovedOn, RowNotReady
from backend.catalogue.tables.types import TableName
from backend.catalogue.versions import DayPassed
from backend.kit.problems import NotUnderstood
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import TOKEN_FIELD, AnyRequest, Db, Now, cleaned, form_values, read_form, see_other
from backend.residents.guards import StaffWho, access, confirmed_staff, staff
from pwa.pages.studio.finding.routes import found_in_row
from pwa.pages.studio.part_form import Typed
from pwa.pages.studio.tables.row_inputs import read_row
from pwa.pages.studio.tables.views import row_page, table_page, tables_page
from pwa.templates import form_again, page
from pwa.views.parts import field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
CONFIRMED = confirmed_staff("publisher")
EDIT = {"acts": ("table.edited",)}
Key = FromPath[Annotated[str, Meta(max_length=120, pattern="^[A-Za-z0-9_.:-]+$")]]
Words = FromQuery[Annotated[str, Meta(max_length=60)]]
Note = Annotated[str, Meta(max_length=1000)]
Version = Annotated[int, Meta(ge=0, le=1_000_000)]


class RowNamed(Struct, forbid_unknown_fields=True):
    """Which change of a row, as the page showed it."""

    id: UUID
    seen: Version


class RowProposal(Struct, forbid_unknown_fields=True):
    """What changes and from which day."""

    id: UUID
    seen: Version
    says: Note = ""
    wanted_from: Annotated[str, Meta(max_length=10)] = ""


class RowReturned(Struct, forbid_unknown_fields=True):
    """Which change is sent back, and why."""

    id: UUID
    says: Note = ""


@get("/studio/tables", opt=access(EDITORS))
async def overview(request: AnyRequest, db: Db, staff: StaffWho) -> Response[str]:
    """Every reference table."""
    return page(
        request, "studio/tables/list.html", tables_page(await reading.list_tables(db)), nav="tables", staff=staff
    )


@get("/studio/tables/{table:str}", opt=access(EDITORS))
async def rows(
    request: AnyRequest, db: Db, staff: StaffWho, table: FromPath[TableName], q: Words = "", key: Words = ""
) -> Response[str] | Redirect:
    """The rows of a table; with a key, the page of that row."""
    if key:
        return see_other(f"/studio/tables/{table}/{key}")
    view = table_page(table, q.strip(), await reading.list_rows(db, table, q.strip()), grows=TABLES[table].grows)
    return page(request, "studio/tables/table.html", view, nav="tables", staff=staff)


@get("/studio/tables/{table:str}/{key:str}", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, table: FromPath[TableName], key: Key, q: Words = ""
) -> Response[str]:  # fmt: skip
    """One row, to be written in."""
    opened = await service.open_row(db, table, key)
    found = await found_in_row(request, catalogue, opened, q) if table == "search_words" else None
    old = await behind_paper(db, catalogue, key) if table == "shared_papers" and opened.live else ()
    view = row_page(opened, reading.resting_on(catalogue, table, key), staff, found=found, behind=old)
    return page(request, "studio/tables/row.html", view, nav="tables", staff=staff)


async def behind_paper(db: Db, catalogue: PublishedCatalogue, key: str) -> Sequence[str]:
    """Return the services that still say what a shared paper said before."""
    return behind((one.content for one in catalogue.in_force.values()), await paper_texts(db, key))


async def typed_in(request: AnyRequest) -> tuple[int, Typed]:
    """Read the inputs of a row and the version that the page showed; raises NotUnderstood."""
    typed: Typed = {name: cleaned(value) for name, value in (await form_values(request)).items() if name != TOKEN_FIELD}
    seen = typed.get("seen", "")
    if not isinstance(seen, str) or not seen.isdecimal() or len(seen) > 7:
        raise NotUnderstood("fields", what="seen")
    return int(seen), {name: value for name, value in typed.items() if name != "seen"}


@post("/studio/tables/{table:str}/{key:str}", opt=access(EDITORS, **EDIT))
async def save(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key
) -> Response[str] | Redirect:  # fmt: skip
    """Save a row; what somebody else saved meanwhile is shown beside what was typed."""
    seen, typed = await typed_in(request)
    opened = await service.open_row(db, table, key)
    read = read_row(opened.table, key, typed, opened.shown)
    moved_on = False
    if not read.errors:
        try:
            await service.save(db, table, key, seen, read.content, staff, now)
        except RowMovedOn:
            moved_on = True
        else:
            return see_other(f"/studio/tables/{table}/{key}")
    view = row_page(
        opened,
        reading.resting_on(catalogue, table, key),
        staff,
        typed=read.content,
        errors=read.errors,
        moved_on=moved_on,
    )
    return page(request, "studio/tables/row.html", view, status=409 if moved_on else 422, nav="tables", staff=staff)


@post("/studio/tables/{table:str}/{key:str}/proposal", opt=access(EDITORS, **EDIT))
async def propose(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key
) -> Response[str] | Redirect:  # fmt: skip
    """Lay a row before a second person."""
    sent = await read_form(request, RowProposal)
    try:
        day = date.fromisoformat(sent.wanted_from) if sent.wanted_from else None
    except ValueError:
        raise DayPassed from None
    try:
        await service.propose(
            db, table, key, sent.id, seen=sent.seen, says=sent.says, wanted_from=day, staff=staff, now=now
        )
    except (ReasonNeeded, RowNotReady) as refusal:
        view = row_page(await service.open_row(db, table, key), reading.resting_on(catalogue, table, key), staff)
        wrong = field_error("says", refusal.sentence)
        return form_again(request, "studio/tables/row.html", view, wrong, nav="tables", staff=staff)
    return see_other(f"/studio/tables/{table}/{key}")


@post("/studio/tables/{table:str}/{key:str}/approval", opt=access(CONFIRMED, acts=("table.published",)))
async def approve(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key
) -> Redirect:
    """Publish a row: another person than its writers, freshly signed in."""
    sent = await read_form(request, RowNamed)
    await service.approve(db, table, key, sent.id, seen=sent.seen, staff=staff, now=now)
    return see_other(f"/studio/tables/{table}/{key}")


@post("/studio/tables/{table:str}/{key:str}/return", opt=access(EDITORS, acts=("table.sent_back", "table.edited")))
async def send_back(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key
) -> Redirect:
    """Send a row back to its writers, or take it back."""
    sent = await read_form(request, RowReturned)
    await service.send_back(db, table, key, sent.id, sent.says, staff, now)
    return see_other(f"/studio/tables/{table}/{key}")


@post("/studio/tables/{table:str}/{key:str}/end", opt=access(EDITORS, acts=("table.discarded",)))
async def discard(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, table: FromPath[TableName], key: Key
) -> Redirect:
    """Throw the change of a row away."""
    sent = await read_form(request, RowNamed)
    await service.discard(db, table, key, sent.id, sent.seen, staff, now)
    return see_other(f"/studio/tables/{table}")


ROUTES = [overview, rows, show, save, propose, approve, send_back, discard]
