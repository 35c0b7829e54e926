"""Import and export: format by file name, preview, and an import that happens completely or not at all."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from backend.catalogue import store
from backend.catalogue.check import Problem
from backend.catalogue.exchange.csv_files import csv_texts, pack, read_csv_files, read_csv_zip
from backend.catalogue.exchange.folder import read_folder, write_folder
from backend.catalogue.exchange.import_tables import ImportPlan, read_tables
from backend.catalogue.exchange.safe_zip import SAYS, NotSafe
from backend.catalogue.exchange.tables import ServiceEntry, to_tables
from backend.catalogue.exchange.workbook import read_workbook, workbook
from backend.catalogue.published import Content, Version
from backend.catalogue.types import Service
from backend.catalogue.version_diff import FieldChange, version_diff
from backend.catalogue.versions import save_draft
from backend.kit.messages import formats
from backend.kit.problems import Conflict, Refusal
from backend.kit.sql import Db

MOST_BYTES = 20_000_000  # of a file from outside


class ImportPreview(Struct, frozen=True):
    """Effect of an import on one service."""

    code: str
    name: str
    kind: Literal["new", "changed", "same"]
    changes: tuple[FieldChange, ...] = ()


class NotClean(Refusal):
    """The import has problems; nothing was imported."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(count=len(problems), first=str(problems[0]))
        self.problems = problems


class DraftsInTheWay(Conflict):
    """Some services have a draft already; an import never overwrites it."""


def write_export(entries: Iterable[ServiceEntry], target: Path) -> None:
    """Write services: .xlsx a workbook, .zip CSV tables, a folder TOML files (CSV if it ends in -csv)."""
    if target.suffix == ".xlsx":
        target.write_bytes(workbook(to_tables(entries)))
    elif target.suffix == ".zip":
        target.write_bytes(pack(csv_texts(to_tables(entries))))
    elif target.name.endswith("-csv"):
        target.mkdir(parents=True, exist_ok=True)
        for name, content in csv_texts(to_tables(entries)).items():
            (target / name).write_bytes(content)
    else:
        write_folder(entries, target)


def read_import(source: Path, others: Mapping[str, Service], today: date) -> ImportPlan:
    """Read a file or folder in any of our formats; raises NotSafe."""
    if source.is_dir() and not any(source.glob("*.csv")):
        return read_folder(source, others, today)
    if source.is_dir():
        return read_tables(read_csv_files({p.name: p.read_bytes() for p in source.glob("*.csv")}), others, today)
    if source.stat().st_size > MOST_BYTES:
        raise NotSafe(SAYS("large"))
    return read_upload(source.read_bytes(), source.suffix, others, today)


def read_upload(data: bytes, suffix: str, others: Mapping[str, Service], today: date) -> ImportPlan:
    """Read an uploaded workbook (.xlsx) or zip of CSV tables (.zip); raises NotSafe."""
    readers = {".xlsx": read_workbook, ".zip": read_csv_zip}
    if suffix.lower() not in readers or len(data) > MOST_BYTES:
        raise NotSafe(SAYS("format"))
    return read_tables(readers[suffix.lower()](data), others, today)


def preview_import(incoming: ImportPlan, running: Mapping[str, Version]) -> tuple[ImportPreview, ...]:
    """Return the effect of an import on each service."""
    return tuple(_planned(content, running.get(content.service.code)) for content in incoming.contents)


def _planned(content: Content, version: Version | None) -> ImportPreview:
    service = content.service
    if version is None:
        return ImportPreview(service.code, service.name, "new")
    changes = version_diff(replace(version.content, cases=content.cases), content)
    return ImportPreview(service.code, service.name, "changed" if changes else "same", changes)


async def import_as_drafts(
    db: Db, incoming: ImportPlan, running: Mapping[str, Version], *, author: str, now: datetime, reason: str
) -> tuple[ImportPreview, ...]:
    """Save all changed services as drafts in this transaction; raises NotClean, DraftsInTheWay."""
    if wrong := tuple(p for p in incoming.problems if not p.advice):
        raise NotClean(wrong)
    planned = preview_import(incoming, running)
    wanted = {p.code for p in planned if p.kind != "same"}
    begun = [code for code in sorted(wanted) if await store.draft(db, code=code) is not None]
    if begun:
        raise DraftsInTheWay(codes=formats.listed(begun))
    for content in incoming.contents:
        if content.service.code in wanted:
            await save_draft(db, content, author=author, now=now, reason=reason)
    return planned
