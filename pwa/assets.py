"""What the build made: addresses of fingerprinted files, icon drawings, and all of it as ready bytes."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
from markupsafe import Markup
from msgspec import Struct

from backend.kit.messages.language import current
from backend.kit.precompressed import IMMUTABLE, REVALIDATE, Packed, Precompressed, precompress

HERE = Path(__file__).parent
DIST = HERE / "dist"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
    ".html": "text/html; charset=utf-8",
}


class NotBuilt(Exception):
    """The assets are missing: run `npm ci && npm run build` first."""


class Assets(Struct, frozen=True):
    """One build: names to addresses, icon names to drawings."""

    paths: Mapping[str, str]
    icons: Mapping[str, str]
    dist: Path

    def path(self, name: str) -> str:
        """Return the address of a built file in the current language, fingerprint included; KeyError for an unknown name."""
        return self.paths.get(f"{name}@{current()}") or self.paths[name]

    def glyph(self, name: str) -> Markup:
        """The inside of an icon's svg element; the drawing comes from the lucide package, never from a visitor."""
        return Markup(self.icons[name])  # noqa: S704  own build output


def read_assets(dist: Path = DIST) -> Assets:
    """What `npm run build` left in this folder."""
    try:
        paths = msgspec.json.decode((dist / "assets.json").read_bytes(), type=dict[str, str])
        icons = msgspec.json.decode((dist / "icons.json").read_bytes(), type=dict[str, str])
    except FileNotFoundError as error:
        raise NotBuilt("assets are missing: run `npm ci && npm run build`") from error
    return Assets(paths, icons, dist)


def static_files(assets: Assets, offline_page: bytes) -> dict[str, Precompressed]:
    """Every address that is the same for everybody, as ready bytes: assets, worker, manifest, offline page."""
    files = {path: file_ready(assets.dist / path.lstrip("/"), IMMUTABLE) for path in assets.paths.values()}
    files["/service_worker.js"] = file_ready(assets.dist / "service_worker.js", REVALIDATE)
    files["/manifest.webmanifest"] = file_ready(assets.dist / "manifest.webmanifest", REVALIDATE)
    files["/favicon.ico"] = file_ready(assets.dist / assets.path("icon-48.png").lstrip("/"), "public, max-age=86400")
    files["/offline.html"] = precompress(offline_page, TYPES[".html"])
    return files


def file_ready(file: Path, cache_control: str) -> Precompressed:
    """One built file as ready bytes."""
    body = file.read_bytes()
    return precompress(body, TYPES[file.suffix], cache_control, packed=packed_before(body))


def packed_before(body: bytes, dist: Path = DIST) -> Packed | None:
    """What the build packed of exactly these bytes (`pwa.packing`); without it the start takes a third of a second more."""
    try:
        encoded = (dist / "packed" / digest(body)).read_bytes()
        found: Packed = msgspec.msgpack.decode(encoded, type=Packed)
    except (OSError, msgspec.DecodeError):
        return None
    return found


def digest(body: bytes) -> str:
    """The name under which the packed bytes of a file lie."""
    return hashlib.sha256(body).hexdigest()[:32]
