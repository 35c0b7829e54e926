"""The maintenance switch: while its file exists, every page answers 503 with one page that needs nothing else of the house."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from backend.kit.clock import SHANGHAI
from backend.kit.messages.formats import moment
from backend.kit.reading_mode import ReadingMode
from backend.kit.response_cache import SECURITY, App, Receive, Scope, Send, mode_in

LOOK = 1.0  # seconds between two looks at the file
RETRY_SECONDS = 300
STAYS = (
    "/livez",
    "/readyz",
    "/metrics",
    "/assets/",
    "/service_worker.js",
    "/manifest.webmanifest",
    "/offline.html",
    "/favicon.ico",
)
MakePage = Callable[[ReadingMode, str], bytes]


class MaintenanceSwitch:
    """ASGI wrapper; `page(mode, until)` makes the page, `policy()` its Content-Security-Policy, `problem()` what programs get."""

    def __init__(
        self, app: App, file: Path, page: MakePage, policy: Callable[[], str], problem: Callable[[], bytes]
    ) -> None:
        self.app, self.file, self.page, self.policy, self.problem = app, file, page, policy, problem
        self.looked, self.until = -LOOK, None  # type: tuple[float, str | None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless the house rests."""
        until = self.resting_until() if scope["type"] == "http" else None
        if until is None or scope["path"].startswith(STAYS):
            await self.app(scope, receive, send)
            return
        await self.answer(scope, send, until)

    def resting_until(self) -> str | None:
        """Until when the house rests, "" without a day; None while it is open. The file is read once a second."""
        if time.monotonic() - self.looked >= LOOK:
            self.looked, self.until = time.monotonic(), read_until(self.file)
        return self.until

    async def answer(self, scope: Scope, send: Send, until: str) -> None:
        """Answer 503: the page for people, a problem document for programs."""
        for_people = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
        body = self.page(mode_in(scope), until) if for_people else self.problem()
        kind = b"text/html; charset=utf-8" if for_people else b"application/problem+json"
        headers = [pair for pair in SECURITY if pair[0] != b"content-security-policy"] + [
            (b"content-security-policy", self.policy().encode()), (b"content-type", kind), (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"), (b"retry-after", str(RETRY_SECONDS).encode()),
        ]  # fmt: skip
        await send({"type": "http.response.start", "status": 503, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def read_until(file: Path) -> str | None:
    """Read the switch: None without a file, else the moment in it as people say it, "" if it holds none."""
    try:
        written = file.read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError):
        return ""
    try:
        return moment(datetime.fromisoformat(written).astimezone(SHANGHAI)) if written else ""
    except ValueError:
        return ""
