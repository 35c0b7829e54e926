"""Child process that renders one PDF: HTML on standard input, PDF on standard output. Started by `pdf.py`."""

import logging
import signal
import sys
from html import escape
from mimetypes import guess_type
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from backend.kit.child_process import limit_resources, own_output

MEMORY = 1_500_000_000  # address space in bytes; fonts are mapped, not read
CPU_SECONDS = 60
NO_LIBRARY, NO_FONT, FAILED = 3, 4, 5
FEW = 3  # a rare character of a name may be missing from a good font; a whole language may not


class Attached(Struct, frozen=True):
    """File embedded in the PDF."""

    name: str
    says: str
    content: bytes


class PrintJob(Struct, frozen=True):
    """Page to render, with its assets and attachments."""

    html: str
    assets: dict[str, bytes]
    attached: tuple[Attached, ...]
    seconds: int
    no_glyph: str = ""
    """What to print when a character has no glyph in any font; `{characters}` stands for their code points."""


def main() -> int:
    """Render the page; the exit code names a missing library."""
    limit_resources(MEMORY, writes=True, cpu_seconds=CPU_SECONDS)  # fontconfig writes its cache
    answer = own_output()
    sheet = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PrintJob)
    signal.alarm(sheet.seconds + 5)
    try:
        import weasyprint
    except OSError:  # Pango and its friends are libraries of the system
        return NO_LIBRARY
    unknown = MissingGlyphs()
    logging.getLogger("weasyprint").addHandler(unknown)
    printed = render_pdf(weasyprint, sheet)
    if len(unknown.characters) > FEW:
        return NO_FONT
    if unknown.characters and sheet.no_glyph:
        printed = render_pdf(weasyprint, append_glyph_note(sheet, unknown.code_points()))
    answer.write(printed)
    answer.close()
    return 0


def render_pdf(weasyprint: Any, sheet: PrintJob) -> bytes:
    """Return the PDF: tagged (PDF/UA), for archiving (PDF/A-3), with attachments."""
    page = weasyprint.HTML(string=sheet.html, url_fetcher=fetcher(sheet.assets))
    attached = [
        weasyprint.Attachment(string=a.content, name=a.name, description=a.says, relationship="Data")
        for a in sheet.attached
    ]
    made: bytes = page.write_pdf(pdf_variant="pdf/a-3a", attachments=attached)
    return made


def append_glyph_note(sheet: PrintJob, characters: str) -> PrintJob:
    """Append a line that names the characters without a glyph."""
    note = f'<p class="no-glyph">{escape(sheet.no_glyph.format(characters=characters))}</p>'
    body, end, rest = sheet.html.rpartition("</body>")
    return replace(sheet, html=f"{body}{note}{end}{rest}" if end else f"{sheet.html}{note}")


def fetcher(assets: dict[str, bytes]) -> Any:
    """Return assets of the page; every other URL is denied without being opened (CVE-2025-68616)."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyAssets(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise ValueError("this address is not part of the sheet")
            return URLFetcherResponse(url, assets[name], {"Content-Type": guess_type(name)[0] or "text/plain"})

    return OnlyAssets()


class MissingGlyphs(logging.Handler):
    """Log handler that collects characters without a glyph in any installed font."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.characters: set[int] = set()

    def code_points(self) -> str:
        """Return the code points as U+2EBF0."""
        return " ".join(f"U+{code:04X}" for code in sorted(self.characters))

    def emit(self, record: logging.LogRecord) -> None:
        """Collect the code point named in a warning."""
        if "notdef" in str(record.msg) and isinstance(record.args, tuple):
            self.characters.add(int(str(record.args[-1])))


if __name__ == "__main__":
    sys.exit(main())
