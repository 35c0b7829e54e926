"""Render the pages of a PDF in a child process: 768 MB of memory and 6 CPU seconds per page.

A PDF of 852 bytes can ask for 14 seconds, one of 13 KB for 2.4 GB; no such file may stop the reading of others.
`rendered` is what callers use; the child is started as `python -m backend.materials.reading.pdf_pages`.
Protocol: the task as msgpack on standard input; on standard output length-prefixed msgpack, one `PageImage` a page, then one `Outcome`.
"""

import io
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from msgspec import Struct
from msgspec.msgpack import encode

from backend.kit.child_process import command, environment, limit_resources, messages, own_output, send
from backend.materials.reading.content_type import TooCostly, Unreadable
from backend.materials.reading.types import Reason

if TYPE_CHECKING:  # the engine loads models; a child must start quickly
    from backend.materials.reading.ocr import Pixels

CHILD = ("-m", "backend.materials.reading.pdf_pages")
MEMORY = 768_000_000
"""Bytes of address space."""
PAGE_SECONDS = 6.0
"""CPU seconds; wall time would blame a busy machine on the resident."""
LONG_SIDE = 2000
"""Pixels of the longer side of a rendered page."""


class PdfTask(Struct, frozen=True):
    """PDF with its limits."""

    data: bytes
    pages: int
    page_points: float
    ratio: float


class PageImage(Struct, frozen=True, tag="page"):
    """Rendered page as BGR pixels."""

    height: int
    width: int
    pixels: bytes


class RenderResult(Struct, frozen=True, tag="outcome"):
    """Last message: reason of refusal, or None."""

    reason: Reason | None = None


Frame = PageImage | RenderResult


def rendered(task: PdfTask) -> "list[Pixels]":
    """Return the pages; raises `Unreadable` for refused files and `TooCostly` beyond the limits."""
    done = subprocess.run(
        command(CHILD), input=msgspec.msgpack.encode(task), capture_output=True, env=environment(), check=False
    )
    pages: list[Pixels] = []
    for message in messages(io.BytesIO(done.stdout)):
        frame = msgspec.msgpack.decode(message, type=Frame)
        if isinstance(frame, PageImage):
            pages.append(np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3))
        elif frame.reason is None:
            return pages
        elif frame.reason == "out_of_memory":
            raise TooCostly("out_of_memory")
        else:
            raise Unreadable(frame.reason)
    raise TooCostly("slow" if done.returncode == -signal.SIGPROF else "out_of_memory")


def main() -> None:
    """Render the PDF on standard input."""
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PdfTask)
    limit_resources(MEMORY)
    out = own_output()
    outcome = RenderResult()
    try:
        for pixels in _render(task):
            send(out, encode(PageImage(pixels.shape[0], pixels.shape[1], pixels.tobytes())))
    except Unreadable as refused:
        outcome = RenderResult(refused.reason)
    except MemoryError:
        outcome = RenderResult("out_of_memory")
    except Exception:  # a decoder may raise anything on hostile bytes; none of it is our fault or the resident's
        outcome = RenderResult("damaged")
    send(out, encode(outcome))


def _render(task: PdfTask) -> "Iterator[Pixels]":
    import pypdfium2

    signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)
    try:
        document = pypdfium2.PdfDocument(task.data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("encrypted" if "password" in str(error).lower() else "damaged") from None
    if not 1 <= len(document) <= task.pages:
        raise Unreadable("too_many_pages" if len(document) else "empty")
    document.init_forms()
    for number in range(len(document)):
        signal.setitimer(signal.ITIMER_PROF, PAGE_SECONDS)
        page = document[number]
        width, height = page.get_size()
        if not (0 < width <= task.page_points and 0 < height <= task.page_points):
            raise Unreadable("page_too_large")
        if max(width, height) > task.ratio * min(width, height):
            raise Unreadable("odd_shape")
        bitmap = page.render(scale=LONG_SIDE / max(width, height), may_draw_forms=True)
        pixels = bitmap.to_numpy()
        yield np.ascontiguousarray(np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels[..., :3])
        bitmap.close()
        page.close()


if __name__ == "__main__":
    main()
