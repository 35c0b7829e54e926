"""The studio: services out as a workbook and in again as drafts, with a preview of every difference."""

import asyncio
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from backend.catalogue.check import Problem
from backend.catalogue.drafting import import_drafts
from backend.catalogue.exchange.folder import entries_of
from backend.catalogue.exchange.import_export import ImportPreview, preview_import
from backend.catalogue.exchange.import_tables import ImportPlan
from backend.catalogue.exchange.safe_zip import NotSafe
from backend.catalogue.exchange.tables import to_tables
from backend.catalogue.exchange.workbook import workbook
from backend.catalogue.published import PublishedCatalogue
from backend.kit import encrypted_redis
from backend.kit.body_limits import RULES
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, the_file
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from pwa.pages.studio.input_labels import MISTAKE, SAYS
from pwa.pages.studio.publishing import ChangedField, changed_field
from pwa.templates import form_again, page
from pwa.views.parts import field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
KEPT = 1800  # seconds in which a file that was looked at can be brought in
MOST_SHOWN = 40
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KeptUpload(Struct, frozen=True):
    """A file between preview and import."""

    name: str
    data: bytes
    seen: dict[str, UUID | None]  # by service that it changes the version that was live when it was looked at


class FileForm(Struct, forbid_unknown_fields=True):
    """A workbook, CSV tables in a zip, or one service as TOML."""

    file: Any = None


class KeptNamed(Struct, forbid_unknown_fields=True):
    """Which file that was looked at is brought in."""

    key: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]+$")]


class ServiceChange(Struct, frozen=True):
    """What an import changes in one service."""

    code: str
    name: str
    new: bool
    changes: list[ChangedField]


class ImportPage(Struct, frozen=True, kw_only=True):
    """The form, the problems of a file beside their cells, or what it changes."""

    services: list[ServiceChange] = []
    problems: list[Problem] = []
    key: str = ""
    same: int = 0


def kept_name(staff: Staff, key: str) -> str:
    """Return the name of a kept file in Redis."""
    return f"studio-import:{staff.subject}:{key}"


def service_change(one: ImportPreview) -> ServiceChange:
    """Show what an import changes in one service."""
    return ServiceChange(
        one.code, one.name, one.kind == "new", [changed_field(change) for change in one.changes[:MOST_SHOWN]]
    )


def import_page(plan: ImportPlan, catalogue: PublishedCatalogue, key: str) -> ImportPage:
    """Show what is wrong with a file, else what it changes."""
    wrong = [problem for problem in plan.problems if not problem.advice]
    if wrong:
        return ImportPage(problems=wrong)
    found = preview_import(plan, catalogue.in_force)
    changed = [service_change(one) for one in found if one.kind != "same"]
    return ImportPage(services=changed, key=key if changed else "", same=len(found) - len(changed))


@get("/studio/import", opt=access(EDITORS), sync_to_thread=False)
def ask(request: AnyRequest, staff: StaffWho) -> Response[str]:
    """The form."""
    return page(request, "studio/import.html", ImportPage(), nav="studio", staff=staff)


@get("/studio/services.xlsx", opt=access(EDITORS))
async def export(catalogue: TheCatalogue, staff: StaffWho) -> Response[bytes]:
    """Every service in force as a workbook."""
    made = await asyncio.to_thread(lambda: workbook(to_tables(entries_of(catalogue.in_force.values()))))
    headers = {"Content-Disposition": "attachment; filename=services.xlsx", "Cache-Control": "no-store"}
    return Response(made, media_type=XLSX, headers=headers)


@post("/studio/import", opt=access(EDITORS, body=RULES))
async def look(request: AnyRequest, catalogue: TheCatalogue, redis: Redis, staff: StaffWho, now: Now) -> Response[str]:
    """What the file would change; nothing is saved."""
    await read_form(request, FileForm)
    file = await the_file(request, "file")
    try:
        name, data = await contents(file)
        plan = await asyncio.to_thread(import_drafts.read_file, data, name, dict(catalogue.in_force), local_date(now))
    except NotSafe as refusal:
        wrong = field_error("file", str(refusal))
        return form_again(request, "studio/import.html", ImportPage(), wrong, nav="studio", staff=staff)
    key = sha256(data).hexdigest()
    view = import_page(plan, catalogue, key)
    if view.key:
        seen = {one.code: live.id if (live := catalogue.get(one.code)) else None for one in view.services}
        await encrypted_redis.put(
            redis, request.app.state.vault, kept_name(staff, key), KeptUpload(name, data, seen), KEPT
        )
    return page(request, "studio/import.html", view, status=422 if view.problems else 200, nav="studio", staff=staff)


async def contents(file: UploadFile | None) -> tuple[str, bytes]:
    """Return name and bytes of the chosen file; raises NotSafe where none was chosen."""
    if file is None or not file.filename:
        raise NotSafe(MISTAKE("no_file"))
    return file.filename[-100:], await file.read()


@post("/studio/import/drafts", opt=access(EDITORS, acts=("catalogue.edited",)))
async def into_drafts(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, redis: Redis, staff: StaffWho, now: Now
) -> Response[str]:
    """Bring a file that was looked at into drafts."""
    sent = await read_form(request, KeptNamed)
    kept = await encrypted_redis.take(redis, request.app.state.vault, kept_name(staff, sent.key), KeptUpload)
    if kept is None:
        raise NotThere
    plan = await asyncio.to_thread(
        import_drafts.read_file, kept.data, kept.name, dict(catalogue.in_force), local_date(now)
    )
    done = await import_drafts.import_into_drafts(db, catalogue, plan, kept.seen, staff, now)
    conflicts = sum(len(one.saved.conflicts) for one in done)
    notice = SAYS("imported", count=len(done), conflicts=conflicts or None)
    return page(request, "studio/import.html", ImportPage(), nav="studio", staff=staff, notice=notice)


ROUTES = [ask, export, look, into_drafts]
