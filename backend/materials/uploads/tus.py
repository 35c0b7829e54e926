"""The tus 1.0 protocol (tus.io/protocols/resumable-upload): what the headers of a request say. Pure; knows no store."""

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
    """Another version of the protocol, or none at all."""

    status = HTTPStatus.PRECONDITION_FAILED


class NotBytes(Refusal):
    """The body isn't called what the protocol calls it."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class OtherOffset(Refusal):
    """The sender goes on from a place where we aren't."""

    status = HTTPStatus.CONFLICT


class TooLong(Refusal):
    """More bytes than we take, or than were promised."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class Damaged(Refusal):
    """The bytes aren't those whose checksum was sent along."""

    status = 460  # the protocol's own number


class UploadMetadata(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a file belongs and what it is called."""

    case: UUID
    slot: Annotated[str, Meta(min_length=1, max_length=60)]
    filename: Annotated[str, Meta(max_length=500)] = ""
    filetype: Annotated[str, Meta(max_length=100, pattern=r"^[\x21-\x7e ]*$")] = ""
    sha256: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    original: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""


class Creation(Struct, frozen=True):
    """What a creation asks for; without a length it will be told later."""

    length: int | None
    metadata: UploadMetadata
    carries_bytes: bool


class Checksum(Struct, frozen=True):
    """What the body of one request must hash to."""

    algorithm: str
    digest: bytes

    def fits(self, content: bytes) -> bool:
        """Are these the bytes?"""
        return hmac.compare_digest(ALGORITHMS[self.algorithm](content).digest(), self.digest)


class Addition(Struct, frozen=True):
    """What one request wants to add."""

    offset: int
    length: int | None  # the promised length, where it is told only now
    announced: int | None  # the length of this body, where the sender knows it
    checksum: Checksum | None


def check_version(headers: _Header) -> None:
    """The protocol is agreed on before anything else."""
    if headers.get("tus-resumable") != VERSION:
        raise WrongVersion


def creation(headers: _Header, most: int) -> Creation:
    """What a POST asks for; raises where it is unclear or too large."""
    deferred = headers.get("upload-defer-length")
    if deferred not in (None, "1") or (deferred is None) == ("upload-length" not in headers):
        raise NotUnderstood(what="文件大小")
    length = number(headers, "upload-length")
    if length is not None and length > most:
        raise TooLong
    carries = headers.get("content-type", "") == BODY_TYPE
    if not carries and (announced(headers) or "transfer-encoding" in headers):
        raise NotBytes
    return Creation(length, metadata(headers.get("upload-metadata", "")), carries)


def addition(headers: _Header) -> Addition:
    """What a PATCH wants to add."""
    if headers.get("content-type") != BODY_TYPE:
        raise NotBytes
    offset = number(headers, "upload-offset")
    if offset is None:
        raise NotUnderstood(what="上传位置")
    return Addition(offset, number(headers, "upload-length"), announced(headers), checksum(headers))


def announced(headers: _Header) -> int | None:
    """The length of the body, where the sender knows it."""
    return number(headers, "content-length")


def number(headers: _Header, name: str) -> int | None:
    """A header that holds a number, if it is there."""
    text = headers.get(name)
    if text is None:
        return None
    if not _NUMBER.fullmatch(text):
        raise NotUnderstood(what="上传的数字")
    return int(text)


def metadata(text: str) -> UploadMetadata:
    """The pairs of Upload-Metadata, strictly: each key once, each value in base64, nothing unknown."""
    if len(text) > MOST_METADATA:
        raise NotUnderstood(what="文件说明太长")
    found: dict[str, str] = {}
    for pair in text.split(",") if text else ():
        key, _, value = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise NotUnderstood(what="文件说明")
        found[key] = decoded(value)
    try:
        return msgspec.convert(found, UploadMetadata)
    except msgspec.ValidationError as error:
        raise NotUnderstood(what="文件说明") from error


def decoded(value: str) -> str:
    """A value of Upload-Metadata as text."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError as error:  # of base64, of UTF-8, or a letter that isn't ASCII
        raise NotUnderstood(what="文件说明") from error


def encoded(pairs: Mapping[str, str]) -> str:
    """The same the other way."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items() if value)


def checksum(headers: _Header) -> Checksum | None:
    """The checksum of this body, if one was sent along."""
    text = headers.get("upload-checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise NotUnderstood(what="校验方法")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except ValueError as error:  # of base64, or a letter that isn't ASCII
        raise NotUnderstood(what="校验值") from error
