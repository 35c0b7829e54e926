"""tus 1.0 protocol (tus.io/protocols/resumable-upload): parse request headers. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from backend.kit.problems import NotUnderstood, Refusal

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
BODY_TYPE = "application/offset+octet-stream"
MOST_METADATA = 4096

_NUMBER = re.compile(r"[0-9]{1,15}")
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]+")
_Header = Mapping[str, str]


class WrongVersion(Refusal):
    """Unsupported or missing protocol version."""

    status = HTTPStatus.PRECONDITION_FAILED


class NotBytes(Refusal):
    """Wrong Content-Type of an upload request."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class InvalidUploadHeader(NotUnderstood):
    """A header of the protocol is missing or malformed; the variant names which."""


class OtherOffset(Refusal):
    """The sender's offset differs from ours."""

    status = HTTPStatus.CONFLICT


class TooLong(Refusal):
    """More bytes than allowed or promised."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Damaged(Refusal):
    """The checksum doesn't match."""

    status = 460  # the protocol's own number


class UploadMetadata(Struct, frozen=True, forbid_unknown_fields=True):
    """Target slot and name of a file."""

    case: UUID
    slot: Annotated[str, Meta(min_length=1, max_length=60)]
    filename: Annotated[str, Meta(max_length=500)] = ""
    filetype: Annotated[str, Meta(max_length=100, pattern=r"^[\x21-\x7e ]*$")] = ""
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    original: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


class Creation(Struct, frozen=True):
    """Parsed creation request; without length it will be sent later."""

    length: int | None
    metadata: UploadMetadata
    carries_bytes: bool


class Checksum(Struct, frozen=True):
    """Expected checksum of a body."""

    algorithm: str
    digest: bytes

    def fits(self, content: bytes) -> bool:
        """Verify bytes."""
        return hmac.compare_digest(ALGORITHMS[self.algorithm](content).digest(), self.digest)


class Addition(Struct, frozen=True):
    """Parsed PATCH request."""

    offset: int
    length: int | None  # the promised length, where it is told only now
    announced: int | None  # the length of this body, where the sender knows it
    checksum: Checksum | None


def check_version(headers: _Header) -> None:
    """Check the protocol version."""
    if headers.get("tus-resumable") != VERSION:
        raise WrongVersion


def creation(headers: _Header, most: int) -> Creation:
    """Parse a POST; raises if it is unclear or too large."""
    deferred = headers.get("upload-defer-length")
    if deferred not in (None, "1") or (deferred is None) == ("upload-length" not in headers):
        raise InvalidUploadHeader("length")
    length = number(headers, "upload-length")
    if length is not None and length > most:
        raise TooLong
    carries = headers.get("content-type", "") == BODY_TYPE
    if not carries and (announced(headers) or "transfer-encoding" in headers):
        raise NotBytes
    return Creation(length, metadata(headers.get("upload-metadata", "")), carries)


def addition(headers: _Header) -> Addition:
    """Parse a PATCH."""
    if headers.get("content-type") != BODY_TYPE:
        raise NotBytes
    offset = number(headers, "upload-offset")
    if offset is None:
        raise InvalidUploadHeader("offset")
    return Addition(offset, number(headers, "upload-length"), announced(headers), checksum(headers))


def announced(headers: _Header) -> int | None:
    """Return the Content-Length, if known."""
    return number(headers, "content-length")


def number(headers: _Header, name: str) -> int | None:
    """Parse a numeric header, if present."""
    text = headers.get(name)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise InvalidUploadHeader("number")
    return int(text)


def metadata(text: str) -> UploadMetadata:
    """Parse Upload-Metadata strictly: unique keys, base64 values, no unknown keys."""
    if len(text) > MOST_METADATA:
        raise InvalidUploadHeader("long_metadata")
    found: dict[str, str] = {}
    for pair in text.split(",") if text else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise InvalidUploadHeader("metadata")
        found[key] = decoded(value)
    try:
        return msgspec.convert(found, UploadMetadata)
    except msgspec.ValidationError as error:
        raise InvalidUploadHeader("metadata") from error


def decoded(value: str) -> str:
    """Decode a value of Upload-Metadata."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError as error:  # of base64, of UTF-8, or a letter that isn't ASCII
        raise InvalidUploadHeader("metadata") from error


def encoded(pairs: Mapping[str, str]) -> str:
    """Encode a value of Upload-Metadata."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items() if value)


def checksum(headers: _Header) -> Checksum | None:
    """Parse Upload-Checksum, if present."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise InvalidUploadHeader("algorithm")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except ValueError as error:  # of base64, or a letter that isn't ASCII
        raise InvalidUploadHeader("checksum") from error
