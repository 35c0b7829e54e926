"""Bring a filled-in workbook, CSV tables or a TOML file into drafts: preview first, then merge, so that nothing is overwritten."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue.check import CheckedFile, Problem, check_service, read_table
from backend.catalogue.drafting import save_draft, store
from backend.catalogue.drafting.types import Saved
from backend.catalogue.exchange.import_export import NotClean, read_upload
from backend.catalogue.exchange.import_tables import ImportPlan
from backend.catalogue.exchange.safe_zip import SAYS, NotSafe
from backend.catalogue.lint.lint_finding import SAYS as FINDINGS
from backend.catalogue.load import NotToml, tables_of
from backend.catalogue.published import Content, PublishedCatalogue, Version
from backend.catalogue.shared_papers import fill_in
from backend.catalogue.types import Service
from backend.kit.sql import Db
from backend.residents.types import Staff


class ImportedDraft(Struct, frozen=True):
    """A service that an import brought into its draft."""

    code: str
    saved: Saved


def read_file(data: bytes, name: str, running: Mapping[str, Version], today: date) -> ImportPlan:
    """Read an uploaded file by its ending: .xlsx, .zip (CSV tables) or .toml (one service); raises NotSafe."""
    others = {code: version.service for code, version in running.items()}
    suffix = Path(name).suffix.lower()
    return read_toml(data, name, running, today) if suffix == ".toml" else read_upload(data, suffix, others, today)


def read_toml(data: bytes, name: str, running: Mapping[str, Version], today: date) -> ImportPlan:
    """Read one service; its rules stay as they are. Raises NotSafe for what is no text."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise NotSafe(SAYS("format")) from None
    try:
        service, findings = read_table(fill_in(tables_of(text)))
    except NotToml as error:
        return ImportPlan((), (), (Problem(name, error.line, "TOML", FINDINGS("not_toml", error=error)),))
    findings += check_service(service, today) if service else []
    problems = tuple(CheckedFile(Path(name), text, service, findings).problems())
    return ImportPlan((), (as_content(service, running),) if service else (), problems)


def as_content(service: Service, running: Mapping[str, Version]) -> Content:
    """Join a service with the rules in force."""
    live = running.get(service.code)
    return replace(live.content, service=service) if live else Content(service=service)


async def import_into_drafts(
    db: Db,
    catalogue: PublishedCatalogue,
    plan: ImportPlan,
    seen: Mapping[str, UUID | None],
    staff: Staff,
    now: datetime,
) -> list[ImportedDraft]:
    """Merge every changed service into its draft, begun where there is none; raises NotClean, WaitsForApproval.

    `seen`: by service that the file changes the version that it was compared with; what was published since stays.
    Where a draft and the file changed the same field, the draft keeps its own words, and both are answered.
    """
    if wrong := tuple(problem for problem in plan.problems if not problem.advice):
        raise NotClean(wrong)
    done = []
    for content in plan.contents:
        code = content.service.code
        if code in seen:
            id = seen[code]
            base = await catalogue.version(db, id) if id else None
            done.append(await merge_into_draft(db, catalogue, content, base, staff, now))
    return done


async def merge_into_draft(
    db: Db, catalogue: PublishedCatalogue, content: Content, base: Version | None, staff: Staff, now: datetime
) -> ImportedDraft:
    """Merge one service into its draft, as it was changed from a version; None for a service that nobody had published."""
    code, live = content.service.code, catalogue.get(content.service.code)
    if live is None and await store.draft(db, code=code) is None:
        draft = await save_draft.begin_from(db, content, staff, now)
        return ImportedDraft(code, Saved(version=draft.version, at=now))
    if live is not None:
        await save_draft.begin(db, catalogue, code, staff, now)
    before = save_draft.as_json(base.service) if base else {}
    return ImportedDraft(
        code, await save_draft.save_service(db, code, before, save_draft.as_json(content.service), staff, now)
    )
