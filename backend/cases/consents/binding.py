"""What a consent is bound to: the exact content of one submission, as canonical bytes and their digest. Pure."""

import hashlib
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases.answers import Answer
from backend.cases.consents.types import VoidReason
from backend.delegation.wording import Said


class BoundPaper(Struct, frozen=True, forbid_unknown_fields=True):
    """One paper by its place in the case, its id and the digest of its bytes."""

    slot: str
    id: UUID
    digest: str


class ShownLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line that the principal reads."""

    label: str
    value: str


class BoundSubmission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a consent covers: what is submitted, where money goes, and what the principal read of it."""

    format: Literal["futian-submission/1"] = "futian-submission/1"
    case: UUID
    principal: UUID
    helper: UUID
    service: str
    service_version: UUID
    service_digest: str
    answers: dict[str, Answer]
    papers: tuple[BoundPaper, ...]
    account: str  # the number itself; "" where the case moves no money, or none is chosen yet
    shown: tuple[ShownLine, ...]
    shown_papers: tuple[ShownLine, ...]
    wording: str
    wording_version: str
    wording_digest: str
    words: str

    def __repr__(self) -> str:
        """Names the case only."""
        return f"BoundSubmission({self.case})"


def worded(bound: BoundSubmission, said: Said) -> BoundSubmission:
    """The bound content with the spoken wording in place of the written one."""
    wording = said.wording
    return msgspec.structs.replace(
        bound, wording=wording.key, wording_version=wording.version, wording_digest=wording.digest, words=said.words
    )


def canonical(bound: BoundSubmission) -> bytes:
    """The content in its one spelling: JSON with sorted keys."""
    return msgspec.json.encode(bound, order="deterministic")


def digest(content: bytes) -> str:
    """SHA-256 of canonical bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def digest_of(bound: BoundSubmission) -> str:
    """The digest of a content."""
    return digest(canonical(bound))


def read(content: bytes) -> BoundSubmission:
    """Canonical bytes as they were stored."""
    return msgspec.json.decode(content, type=BoundSubmission)


def difference(asked: BoundSubmission, now: BoundSubmission) -> VoidReason | None:
    """What is no longer as it was when the principal was asked; None if not one byte changed."""
    if canonical(asked) == canonical(now):
        return None
    if (asked.service_version, asked.service_digest) != (now.service_version, now.service_digest):
        return "version"
    if asked.papers != now.papers:
        return "papers"
    if asked.account != now.account:
        return "account"
    return "answers" if asked.answers != now.answers else "words"
