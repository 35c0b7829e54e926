"""Which product files and functions run while something happens, to see how many rooms a request crosses."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType

from backend.kit.migrate import ROOT

ROOMS = tuple(f"{ROOT}/{room}/" for room in ("auth", "backend", "push", "pwa"))


class Footprint:
    """The code objects that were called, by file below the root."""

    def __init__(self) -> None:
        self.called: set[CodeType] = set()

    def note(self, frame: FrameType, event: str, _argument: object) -> None:
        """Profile function: keep what is called."""
        if event == "call":
            self.called.add(frame.f_code)

    @property
    def files(self) -> dict[str, set[str]]:
        """Names of the functions called in each product file."""
        found: dict[str, set[str]] = {}
        for code in self.called:
            if code.co_filename.startswith(ROOMS):
                found.setdefault(code.co_filename.removeprefix(f"{ROOT}/"), set()).add(code.co_qualname)
        return found


@contextmanager
def footprint() -> Iterator[Footprint]:
    """Note every function that is called in this process, in all threads, until the end of the block."""
    seen = Footprint()
    before = sys.getprofile()
    threading.setprofile(seen.note)
    sys.setprofile(seen.note)
    try:
        yield seen
    finally:
        sys.setprofile(before)
        threading.setprofile(before)
