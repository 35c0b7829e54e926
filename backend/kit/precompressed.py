"""Responses compressed once and served many times: br, zstd, gzip and one ETag; content negotiation without sending."""

import gzip
import hashlib
from functools import cached_property, lru_cache

import brotli
import zstandard
from msgspec import Struct

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
PACKED = ("image/png", "image/jpeg", "font/woff2")
ENCODINGS = ("br", "zstd", "gzip")
LONGEST_ACCEPT = 200
"""Characters; what is longer wants nothing that we could pack."""

Headers = list[tuple[bytes, bytes]]
Packed = tuple[bytes, bytes, bytes]
"""br, zstd, gzip; empty where packing would not make it smaller."""


class Precompressed(Struct, frozen=True, kw_only=True, dict=True):
    """Response body in each encoding; an encoding is empty if it would not be smaller."""

    body: bytes
    br: bytes
    zstd: bytes
    gzip: bytes
    etag: str
    content_type: str
    cache_control: str
    open_data: bool = False  # pages of other sites may read it (CORS)

    def negotiate(self, accept_encoding: str) -> tuple[bytes, str]:
        """Return the smallest body that Accept-Encoding allows, and its Content-Encoding ("" for none)."""
        for name in accepted(accept_encoding):
            body: bytes = getattr(self, name)
            if body:
                return body, name
        return self.body, ""

    def matches_etag(self, if_none_match: str) -> bool:
        """Check If-None-Match against the ETag, weak comparison (RFC 9110, 13.1.2)."""
        return if_none_match == self.etag or self.etag in {
            tag.strip().removeprefix("W/") for tag in if_none_match.split(",")
        }

    @cached_property
    def not_modified_headers(self) -> Headers:
        """Headers of a 304 response."""
        return [
            (b"etag", self.etag.encode()),
            (b"cache-control", self.cache_control.encode()),
            (b"vary", b"Accept-Encoding, Cookie"),
            *([(b"access-control-allow-origin", b"*")] if self.open_data else []),
        ]

    @cached_property
    def headers(self) -> dict[str, Headers]:
        """Headers of the 200 response, by content encoding."""
        made = {}
        for name in ("", *ENCODINGS):
            body: bytes = getattr(self, name or "body")
            made[name] = [
                *self.not_modified_headers,
                (b"content-type", self.content_type.encode()),
                (b"content-length", b"%d" % len(body)),
            ]
            if name:
                made[name].append((b"content-encoding", name.encode()))
        return made


@lru_cache(maxsize=256)
def accepted(accept_encoding: str) -> tuple[str, ...]:
    """Return our encodings that Accept-Encoding allows, smallest first (RFC 9110, 12.5.3)."""
    if len(accept_encoding) > LONGEST_ACCEPT:
        return ()
    taken = {part.split(";")[0].strip() for part in accept_encoding.split(",") if not refused(part)}
    return tuple(name for name in ENCODINGS if name in taken)


def refused(part: str) -> bool:
    """Check for an encoding excluded by q=0."""
    _, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip().strip("0.") == ""


def precompress(
    body: bytes,
    content_type: str,
    cache_control: str = REVALIDATE,
    *,
    quick: bool = False,
    packed: Packed | None = None,
    open_data: bool = False,
) -> Precompressed:
    """Build the response of a body; `packed` skips compression."""
    br, zstd, zipped = packed or compress_all(body, content_type, quick=quick)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Precompressed(
        body=body,
        br=br,
        zstd=zstd,
        gzip=zipped,
        etag=etag,
        content_type=content_type,
        cache_control=cache_control,
        open_data=open_data,
    )


def compress_all(body: bytes, content_type: str, *, quick: bool = False) -> Packed:
    """Compress a body in each encoding; `quick` uses low levels for pages made during a request."""
    if content_type.startswith(PACKED):
        return b"", b"", b""
    return (
        if_smaller(brotli.compress(body, quality=5 if quick else 11), body),
        if_smaller(zstandard.ZstdCompressor(level=3 if quick else 19).compress(body), body),
        if_smaller(gzip.compress(body, 6 if quick else 9, mtime=0), body),
    )


def if_smaller(packed: bytes, body: bytes) -> bytes:
    """Return the compressed bytes if they are smaller, else nothing."""
    return packed if len(packed) < len(body) else b""
