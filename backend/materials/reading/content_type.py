"""File type by content, never by name; fast, so that a wrong file is refused while its sender still waits.

Nothing is decoded here: what is inside is looked at by the bounded reading process only.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Literal

from backend.kit.problems import Refusal
from backend.materials.reading.types import Reason

FileType = Literal["jpeg", "png", "webp", "heic", "avif", "bmp", "pdf"]
MEDIA_TYPES: dict[FileType, str] = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic", "avif": "image/avif",
    "bmp": "image/bmp", "pdf": "application/pdf",
}  # fmt: skip
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_BMP_HEADERS = frozenset({12, 40, 52, 56, 64, 108, 124})  # lengths of the known DIB headers
_PDF_START = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s|[A-Za-z][A-Za-z0-9-]{0,40}:[ \t][^\r\n<%]{0,200}\r?\n)*(?=%PDF-)")
"""A byte order mark, blanks and header lines that some scanners and gateways put before a PDF (readers look at 1,024 bytes)."""
_PICTURE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,64}(?=\xff\xd8\xff|\x89PNG\r\n\x1a\n)")
"""A byte order mark and blanks that gateways put before a picture."""
_SCRIPT = re.compile(rb"<\s*(?:script|html|svg|iframe|\?php)", re.IGNORECASE)
_FOREIGN_TAIL = re.compile(
    rb"^\W{0,64}(?:PK\x03\x04|%PDF-|MZ|\x7fELF|Rar!|7z\xbc\xaf|<\s*(?:script|html|svg|\?php))", re.IGNORECASE
)


class Unreadable(Exception):
    """Raised for an unusable file; `reason` names why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


class FileTypeRefused(Refusal):
    """The content is not of an accepted file type; its variant is the reason."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class TooCostly(Exception):
    """Raised for a file beyond the limits of time or memory; it is kept for a person."""

    def __init__(self, reason: Literal["slow", "out_of_memory"]) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def without_preamble(data: bytes) -> bytes:
    """Return a PDF from its header on."""
    found = _PDF_START.match(data[:1024]) or _PICTURE_START.match(data[:80])
    return data[found.end() :] if found else data


_STARTS: dict[FileType, Callable[[bytes], object]] = {
    "jpeg": lambda head: head[:3] == b"\xff\xd8\xff",
    "png": lambda head: head[:8] == b"\x89PNG\r\n\x1a\n",
    "webp": lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP",
    "heic": lambda head: head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS,
    "avif": lambda head: head[4:8] == b"ftyp" and head[8:12] in _AVIF_BRANDS,
    "bmp": lambda head: head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS,
    "pdf": lambda head: head[:5] == b"%PDF-",
}


def file_type(data: bytes) -> FileType:
    """Detect the type; raises `Unreadable` for unsupported files."""
    if not data:
        raise Unreadable("empty")
    head = without_preamble(data[:1024])
    for kind, looks_like in _STARTS.items():
        if looks_like(head):
            return kind
    known_else = data[:2] in (b"MZ", b"PK", b"BM", b"\x1f\x8b") or data[:4] in (
        b"GIF8",
        b"II*\0",
        b"MM\0*",
        b"\x7fELF",
        b"Rar!",
    )
    raise Unreadable("unknown_type" if known_else and data[:2] != b"MZ" else "not_an_image")


def refuse_polyglots(data: bytes, kind: FileType) -> None:
    """Refuse files that are also an archive, program, web page or another document."""
    end = data[-65_600:]
    archive = b"PK\x05\x06" in end and b"PK\x01\x02" in data
    other_pdf = kind != "pdf" and (b"%PDF-" in data[:1024] or b"%%EOF" in data[-1024:])
    script = kind != "pdf" and _SCRIPT.search(data[:4096])
    mark = {"jpeg": b"\xff\xd9", "png": b"IEND"}.get(kind)
    at = data.rfind(mark) if mark else -1
    tail = data[at + (2 if kind == "jpeg" else 8) :] if at > 0 else b""
    if archive or other_pdf or script or _FOREIGN_TAIL.match(tail):
        raise Unreadable("hidden_content")
