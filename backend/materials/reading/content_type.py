"""File type by content, never by name; fast, so that a wrong file is refused while its sender still waits.

Nothing is decoded here: what is inside is looked at by the bounded reading process only.
"""

import re
from collections.abc import Callable
from typing import Literal

from backend.materials.reading.types import Reason

FileType = Literal["jpeg", "png", "webp", "heic", "avif", "bmp", "pdf"]
MEDIA_TYPES: dict[FileType, str] = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "heic": "image/heic", "avif": "image/avif",
    "bmp": "image/bmp", "pdf": "application/pdf",
}  # fmt: skip
SAYS: dict[Reason, str] = {
    "empty": "这个文件是空的，里面没有内容。请重新拍一张，或者重新选一个文件。",
    "too_large": "这个文件太大了，超过20兆。请直接用手机拍照上传，照片会自动变小。",
    "unknown_type": "这个文件我们打不开。请上传照片（JPG、PNG）或PDF文件，也可以直接拍照。",
    "not_an_image": "这不是照片，也不是PDF文件。请直接拍照上传。",
    "too_many_pixels": "这张图片的尺寸太大了，打不开。请用手机直接拍一张。",
    "odd_shape": "这张图片太细长或者太小了，看不清内容。请把整张材料拍进一张照片里。",
    "damaged": "这个文件不完整，可能没有传完。请重新拍一张，或者重新选这个文件。",
    "too_many_pages": "这个PDF的页数太多了，最多10页。请只留下需要的几页。",
    "page_too_large": "这个PDF的页面尺寸不对，打不开。请直接拍照上传。",
    "encrypted": "这个PDF加了密码，我们打不开。请去掉密码后再传，或者直接拍照。",
    "no_heic": "这张照片是苹果手机的HEIC格式，这里暂时打不开。请在手机上直接拍照上传，或者转成JPG再传。",
    "hidden_content": "这个文件里夹带了别的内容，为了安全不能收。请直接拍照上传。",
    "slow": "这张照片机器看得太久了，没看完。照片已经收好，会由工作人员来看，您不用重传。",
    "crashed": "机器没能看完这个文件。文件已经收好，会由工作人员来看，您不用重传。",
    "out_of_memory": "机器没能看完这个文件。文件已经收好，会由工作人员来看，您不用重传。",
    "harmful": "这个文件里查出了有害的内容，没有打开，也不会使用。请换一台手机，直接拍一张照片上传。",
    "unscanned": "这个文件的安全检查没有做完，机器先不打开。文件已经收好，会由工作人员来处理，您不用重传。",
    "unavailable": "机器暂时看不了照片。文件已经收好，会由工作人员来看，您不用重传。",
}
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
    """Raised for an unusable file; `reason` names why, `says` tells the resident what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
        self.says = SAYS[reason]


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
