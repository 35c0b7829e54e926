"""A browser, and a small server that hands out the built assets and pages rendered from samples."""

import os
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from jinja2 import UndefinedError
from playwright.async_api import Browser, async_playwright

from backend.kit.front import SECURITY
from pwa.assets import read_assets, static_files
from pwa.gallery import gallery_context
from pwa.templates import render

@lru_cache
def fixed() -> dict[str, Any]:
    """What the front would have on its shelf."""
    return dict(static_files(read_assets(), render("offline.html").encode()))


def sample(name: str, mode: str) -> str:
    """One page from its sample, in this mode."""
    from tests.pwa.page_samples import SAMPLES

    if name == "gallery":
        return render("gallery.html", mode=mode, components=gallery_context())
    template, context = SAMPLES[name]
    return render(template, **{"mode": mode, "sample": True, "token": "x", **context})


class Handler(BaseHTTPRequestHandler):
    """GET /<sample>?mode=…&public=1, and the assets; with the headers of the real front."""

    def do_GET(self) -> None:
        """One answer."""
        url = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        if url.path in fixed():
            ready = fixed()[url.path]
            return self.answer(ready.body, ready.content_type, ready.cache_control)
        try:
            body = sample(url.path.strip("/") or "home", asked.get("mode", "normal")).encode()
        except KeyError:
            return self.send_error(404)
        except UndefinedError as error:
            return self.send_error(500, explain=f"{url.path}: {error}")
        control = "public, max-age=0, must-revalidate" if asked.get("public") else "no-store"
        return self.answer(body, "text/html; charset=utf-8", control)

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


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's chromium."""
    path = os.environ.get("FUTIAN_CHROMIUM") or shutil.which("chromium")
    args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=path, args=args)
        yield found
        await found.close()
