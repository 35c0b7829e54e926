"""Bytes made once and served many times: every encoding, one ETag. Choosing between them is here, sending is not."""

import gzip
import hashlib

import brotli
import zstandard
from msgspec import Struct

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
PACKED = ("image/png", "image/jpeg", "font/woff2")


class Ready(Struct, frozen=True, kw_only=True):
    """One answer as bytes; an empty encoding means that it would not be smaller."""

    body: bytes
    br: bytes
    zstd: bytes
    gzip: bytes
    etag: str
    content_type: str
    cache_control: str

    def best(self, accept_encoding: str) -> tuple[bytes, str]:
        """The smallest body that this browser takes, and its Content-Encoding ("" for none)."""
        accepted = {part.split(";")[0].strip() for part in accept_encoding.split(",") if not refused(part)}
        for name, body in (("br", self.br), ("zstd", self.zstd), ("gzip", self.gzip)):
            if body and name in accepted:
                return body, name
        return self.body, ""


def refused(part: str) -> bool:
    """Does this part of Accept-Encoding say "not this one" (q=0)?"""
    _, _, parameter = part.partition(";")
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip().strip("0.") == ""


def make_ready(body: bytes, content_type: str, cache_control: str = REVALIDATE, *, quick: bool = False) -> Ready:
    """Compress once; `quick` for pages made while somebody waits, else as small as it gets."""
    br = zstd = packed = b""
    if not content_type.startswith(PACKED):
        br = smaller(brotli.compress(body, quality=5 if quick else 11), body)
        zstd = smaller(zstandard.ZstdCompressor(level=3 if quick else 19).compress(body), body)
        packed = smaller(gzip.compress(body, 6 if quick else 9, mtime=0), body)
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Ready(
        body=body, br=br, zstd=zstd, gzip=packed, etag=etag, content_type=content_type, cache_control=cache_control
    )


def smaller(packed: bytes, body: bytes) -> bytes:
    """The packed bytes if packing them was worth it."""
    return packed if len(packed) < len(body) else b""
