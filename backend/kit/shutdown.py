"""Knowing that this process was asked to leave, whatever server runs it: what may last minutes ends in time and keeps what it has."""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class Shutdown:
    """Becomes true when the process is told to end; the server's own way of ending goes on as before."""

    def __init__(self) -> None:
        self.asked = False
        self.watching = False

    def __bool__(self) -> bool:
        return self.asked

    def watch(self) -> None:
        """Listen from now on. Servers install their own handlers at different moments, so this is asked for late, in a request."""
        if self.watching or threading.current_thread() is not threading.main_thread():
            return
        self.watching = True
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._before(signal.getsignal(sign)))

    def _before(self, theirs: Any) -> Callable[[int, FrameType | None], None]:
        def heard(sign: int, frame: FrameType | None) -> None:
            self.asked = True
            if callable(theirs):
                theirs(sign, frame)

        return heard
