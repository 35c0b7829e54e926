"""Notice the shutdown signal of this process, under any server, so that long responses and uploads end in time."""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


class Shutdown:
    """Truthy once SIGTERM or SIGINT has arrived; the server's own handlers still run."""

    def __init__(self) -> None:
        self.asked = False
        self.watching = False

    def __bool__(self) -> bool:
        return self.asked

    def watch(self) -> None:
        """Install the signal handlers. Called from a request, because servers install theirs at different moments."""
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
