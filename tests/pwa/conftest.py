"""A browser, and a small server that hands out the built assets and the sample pages."""

import threading
import time
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from backend.kit.response_cache import SECURITY
from backend.settings import Settings
from pwa.assets import read_assets, static_files
from pwa.templates import render
from tests.pwa import pages
from tests.support.looking import LOOKING
from tests.support.windows import Windows


@lru_cache
def fixed() -> dict[str, Any]:
    """What the page cache would hold."""
    return dict(static_files(read_assets(), render("offline.html").encode()))


def asked_in(address: str) -> dict[str, str]:
    """The query of an address."""
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


class Handler(BaseHTTPRequestHandler):
    """GET /<sample page>?mode=…&public=1, and the assets; with the headers of the real front. POST is kept and answered slowly."""

    posts: ClassVar[list[bytes]] = []
    uploads: ClassVar[dict[str, bytearray]] = {}  # what came by tus, by address
    about: ClassVar[dict[str, str]] = {}  # the headers of the last promise
    breaks: ClassVar[list[int]] = []  # statuses to answer with before it works again; 0 breaks the connection
    portal: ClassVar[bool] = False  # a network that shows its own page in place of every file
    worker: ClassVar[bytes] = b""  # another build of the service worker, when there is one

    def do_GET(self) -> None:
        """One answer."""
        url = urlsplit(self.path)
        asked = asked_in(self.path)
        if self.portal:
            return self.answer(b"<h1>Wi-Fi</h1>", "text/html", "public, max-age=600")
        if url.path in fixed():
            ready = fixed()[url.path]
            other = self.worker if url.path == "/service_worker.js" else b""
            return self.answer(other or ready.body, ready.content_type, ready.cache_control)
        if url.path == "/session.json":
            seconds = asked_in(self.headers.get("Referer", "")).get("seconds", "3000")
            return self.answer(b'{"seconds": %s, "total": 9000}' % seconds.encode(), "application/json", "no-store")
        if url.path == "/events":
            return self.answer(b"event: changed\ndata: 1\n\nevent: done\ndata: 1\n\n", "text/event-stream", "no-store")
        if url.path == "/no-stream" or url.path.endswith(
            "/live"
        ):  # no room to wait here (HTML, server-sent events: 204 ends the asking)
            self.send_response(204)
            return self.end_headers()
        try:
            body = pages.page(url.path.strip("/") or "home", asked.get("mode", "normal")).encode()
        except KeyError:
            return self.send_error(404)
        control = "public, max-age=0, must-revalidate" if asked.get("public") else "no-store"
        return self.answer(body, "text/html; charset=utf-8", control)

    def do_PATCH(self) -> None:
        """More of a file."""
        part = self.rfile.read(int(self.headers["Content-Length"]))
        if self.breaks:
            self.breaks_down(self.breaks.pop(0))
            return
        self.uploads[self.path] += part
        self.moved(204)

    def do_HEAD(self) -> None:
        """How far a file came."""
        self.moved(200 if self.path in self.uploads else 404)

    def moved(self, status: int) -> None:
        """Say how far."""
        self.send_response(status)
        self.send_header("Tus-Resumable", "1.0.0")
        self.send_header("Upload-Offset", str(len(self.uploads.get(self.path, b""))))
        self.send_header("Upload-Length", self.about.get("Upload-Length", "0"))
        self.send_header("Location", self.path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def breaks_down(self, status: int) -> None:
        """Refuse in words, or break the connection."""
        if not status:
            self.close_connection = True
            self.connection.shutdown(2)
            return
        body = '{"title": "这不是照片，也不是PDF文件。请直接拍照上传。"}'.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def promise(self) -> None:
        """A file is promised; its first bytes come along."""
        part = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.breaks:
            self.breaks_down(self.breaks.pop(0))
            return
        Handler.about = dict(self.headers.items())
        self.path = f"/uploads/{len(self.uploads)}"
        self.uploads[self.path] = bytearray(part)
        self.moved(201)

    def do_POST(self) -> None:
        """Keep what was sent and go on to the task list."""
        if self.path == "/uploads":
            self.promise()
            return
        self.posts.append(self.rfile.read(int(self.headers["Content-Length"])))
        time.sleep(0.3)
        self.send_response(303)
        self.send_header("Location", "/tasks")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def answer(self, body: bytes, content_type: str, control: str) -> None:
        """Send it."""
        self.send_response(200)
        for name, value in SECURITY:
            self.send_header(name.decode(), value.decode())
        self.send_header("Content-Type", content_type)
        self.send_header("Cache-Control", control)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the small server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The chromium of this test process."""
    return chromium


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    """Contexts that are emptied and used again."""
    return Windows(chromium)


@pytest_asyncio.fixture(loop_scope="session")
async def page(windows: Windows, live: Settings) -> AsyncIterator[Page]:
    """A small phone in front of the running house, to look at its pages."""
    async with windows.opened(live.origin, **LOOKING) as context:
        yield await context.new_page()


SMALL: dict[str, Any] = {"viewport": {"width": 360, "height": 780}, "service_workers": "block"}
BLOCKED = "Service Worker registration blocked by Playwright"


def nothing_sent() -> None:
    """Forget what the site got before."""
    for kept in (Handler.posts, Handler.uploads, Handler.breaks):
        kept.clear()


def complaints(page: Page) -> list[str]:
    """Whatever the console says against the page from now on."""
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} and m.text != BLOCKED else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    return said


@pytest_asyncio.fixture(loop_scope="session")
async def phone(windows: Windows, site: str) -> AsyncIterator[Page]:
    """A page on a small phone; whatever the console says against it fails the test."""
    nothing_sent()
    async with windows.opened(site, **SMALL) as context:
        page = await context.new_page()
        said = complaints(page)
        yield page
    assert said == []
