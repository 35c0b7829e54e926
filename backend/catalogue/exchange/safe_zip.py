"""Open untrusted zip files and workbooks: bounded number and size, no macros, links, entities or formulas."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from xml.parsers import expat

from backend.kit.messages.render import Messages

MOST_BYTES = 80_000_000  # unpacked; the whole catalogue is a tenth of it
MOST_FILES = 200
MACRO = re.compile(r"vbaProject|macrosheets/|activeX/", re.IGNORECASE)
OUTSIDE = re.compile(r"externalLinks/|connections\.xml|queryTables/|customUI", re.IGNORECASE)
EMBEDDED = re.compile(r"embeddings/", re.IGNORECASE)


SAYS = Messages.beside(__file__).mistakes("unsafe")


class NotSafe(ValueError):
    """The file isn't opened; the message says why."""


def unpack(data: bytes) -> dict[str, bytes]:
    """Read the files of a zip, limiting their unpacked size."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES or sum(i.file_size for i in infos) > MOST_BYTES:
                raise NotSafe(SAYS("unpacked_large"))
            if any(i.flag_bits & 1 for i in infos):
                raise NotSafe(SAYS("password"))
            return {i.filename: _read(archive, i) for i in infos if not i.is_dir()}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError) as error:
        raise NotSafe(SAYS("no_zip")) from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:  # the size in the directory may be a lie: read no more than it says
        found = file.read(info.file_size + 1)
    if len(found) > info.file_size:
        raise NotSafe(SAYS("unpacked_large"))
    return found


def check_workbook(data: bytes) -> None:
    """Raise NotSafe unless a workbook holds plain cells only."""
    parts = unpack(data)
    if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        raise NotSafe(SAYS("no_workbook"))
    for name, content in parts.items():
        if MACRO.search(name):
            raise NotSafe(SAYS("macros"))
        if OUTSIDE.search(name):
            raise NotSafe(SAYS("linked"))
        if EMBEDDED.search(name):
            raise NotSafe(SAYS("embedded"))
        if name.endswith((".xml", ".rels", ".vml")):
            for fault in xml_errors(content, name, partial(part_name, name, parts)):
                raise NotSafe(fault)


HYPERLINK = "/hyperlink"  # the end of its relationship type (ECMA-376 Part 1, §12.3 and annex A)


def is_external(attributes: dict[str, str]) -> bool:
    """Check whether a relationship loads something from outside; hyperlinks don't, and only their text is read."""
    outside = attributes.get("TargetMode", "").lower() == "external"
    return outside and not attributes.get("Type", "").endswith(HYPERLINK)


CELL = re.compile("[A-Z]{1,3}[0-9]{1,7}")
SHEET = re.compile(r"xl/worksheets/(?:_rels/)?([^/]+?\.xml)(?:\.rels)?")


def part_name(name: str, parts: dict[str, bytes]) -> str:
    """Name a part of a workbook for its author: the sheet's name, or the workbook as a whole."""
    found = SHEET.fullmatch(name)
    return SAYS("sheet", name=sheet_names(parts).get(found[1], found[1])) if found else SAYS("workbook")


def sheet_names(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the tab name of each sheet file; empty if the workbook's list can't be read."""
    files = {
        a.get("Id", ""): a.get("Target", "").rpartition("/")[2]
        for a in tags(parts.get("xl/_rels/workbook.xml.rels", b""), "Relationship")
    }
    sheets = tags(parts.get("xl/workbook.xml", b""), "sheet")
    return {files.get(value, ""): a.get("name", "") for a in sheets for key, value in a.items() if key.endswith("id")}


def tags(content: bytes, local: str) -> list[dict[str, str]]:
    """Return the attributes of all elements with this name."""
    seen: list[dict[str, str]] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda tag, attributes: (
        seen.append(attributes) if tag.rpartition(" ")[2] == local else None
    )
    parser.StartDoctypeDeclHandler = refuse_declarations
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, NotSafe):
        return []
    return seen


def refuse_declarations(*_: object) -> None:
    """Raise before an entity of a document type declaration is expanded."""
    raise NotSafe(SAYS("document_type"))


def xml_errors(content: bytes, name: str, place: Callable[[], str]) -> Iterator[str]:
    """Return what in a part can't be imported; `place` names the part."""
    seen: list[str] = []
    cell = ""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = lambda *_: seen.append(SAYS("document_type"))
    parser.EntityDeclHandler = lambda *_: seen.append(SAYS("entity"))

    def element(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell
        local = tag.rpartition(" ")[2]
        if local == "c":
            cell = found[0] if (found := CELL.fullmatch(attributes.get("r", ""))) else ""
        if local == "f" and "worksheets/" in name:
            seen.append(SAYS("formula_in_cell", place=place(), cell=cell) if cell else SAYS("formula", place=place()))
        if local == "Relationship" and is_external(attributes):
            seen.append(SAYS("part_linked", place=place()))
        if "macroEnabled" in attributes.get("ContentType", ""):
            seen.append(SAYS("macros"))

    parser.StartElementHandler = element
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        if not name.endswith(
            ".vml"
        ):  # the boxes of notes, which spreadsheets write as loose HTML; nobody reads them here
            seen.append(SAYS("part_damaged", place=place()))
    yield from seen
