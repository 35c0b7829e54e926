"""HTML to PDF in a bounded child process without secrets and without network access."""

import asyncio
from collections.abc import Hashable, Mapping
from weakref import WeakKeyDictionary

import msgspec

from backend.kit import child_process
from backend.kit.fair_queue import FairQueue
from backend.kit.log import worry
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.pdf_child import NO_FONT, NO_LIBRARY, Attached, PrintJob

FONTS = ("HOME", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_FILE")
"""Variables by which a child finds Pango and the fonts."""
CHILD = ("-m", "backend.kit.pdf_child")
AT_ONCE = 2  # a sheet is about a second of one core
_messages = Messages.beside(__file__)
MISSING = {NO_LIBRARY: _messages.take("no_press.library"), NO_FONT: _messages.take("no_press.font")}
turns: "WeakKeyDictionary[asyncio.AbstractEventLoop, FairQueue]" = WeakKeyDictionary()


class NoPress(Exception):
    """This installation can't make PDFs: a system package is missing."""


class NotPrinted(Exception):
    """The PDF could not be made, or not in time."""


async def pdf(
    html: str,
    assets: Mapping[str, bytes] | None = None,
    attached: tuple[Attached, ...] = (),
    seconds: float = 20,
    no_glyph: str = "",
    owner: Hashable = None,
) -> bytes:
    """Render a tagged PDF/A-3; `asset:NAME` refers to `assets`, no other URL is opened.

    `no_glyph` is printed where a rare character of a name has no glyph in any font (`{characters}`: which).
    `owner`: whose turn it is, so that one person's many sheets hold up nobody else's. Raises Crowded when too many wait,
    NoPress where the system lacks Pango or a Chinese font, and NotPrinted when it takes too long.
    """
    sheet = msgspec.msgpack.encode(PrintJob(html, dict(assets or {}), attached, int(seconds), no_glyph))
    shares = turns.setdefault(asyncio.get_running_loop(), FairQueue(AT_ONCE, each=1, waiting_each=2, waiting_all=20))
    async with shares.turn(owner):
        code, printed = await run_child(sheet, seconds)
    if code in MISSING:
        raise NoPress(MISSING[code](Audience.MACHINE).text)
    if code or not printed.startswith(b"%PDF-"):
        worry("pdf.not_printed", code=code)
        raise NotPrinted
    return printed


async def run_child(sheet: bytes, seconds: float) -> tuple[int, bytes]:
    """Run the child process for one page and return its output; it is always killed in the end."""
    process = await child_process.start(CHILD, child_process.environment(*FONTS, fixed={}))
    try:
        async with asyncio.timeout(seconds):
            printed, _ = await process.communicate(sheet)
    except TimeoutError:
        return -1, b""
    finally:
        code = await child_process.end(process)
    return code, printed
