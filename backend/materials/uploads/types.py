"""An upload on its way: whose, for which slot of which case, how far."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

PIECE = 512 * 1024  # bytes that rest under one name
KEPT = timedelta(days=7)  # after the last byte, an upload that nobody goes on with
SILENT = timedelta(seconds=5)  # without a sign of life from its writer, an upload is free for the next one

State = Literal["open", "done", "refused", "ended", "expired"]


class Upload(Struct, frozen=True, kw_only=True):
    """One file on its way into one slot of one case."""

    id: UUID
    principal: UUID
    person: UUID
    case_id: UUID | None  # none yet: it was shared with us and waits to be put in its place
    slot: str
    file_name: str
    content_type: str
    sha256: str
    original: str  # the digest of the picture that was made smaller before it was sent
    length: int | None
    received: int
    state: State
    reason: str
    material: UUID | None
    writer: UUID | None
    expires_at: datetime

    @property
    def complete(self) -> bool:
        """Is every promised byte here?"""
        return self.length is not None and self.received == self.length

    @property
    def whole(self) -> bool:
        """Is the file here as a whole, whether it has become a paper yet or not?"""
        return self.state == "done" or self.complete

    @property
    def percent(self) -> int:
        """How much of it is here; a full hundred only when it is."""
        return 100 * self.received // self.length if self.length else 0

    @property
    def shrunk(self) -> bool:
        """Was it made smaller on its device? Another device makes other bytes of the same picture."""
        return self.original not in ("", self.sha256)


class SentUpload(Struct, frozen=True):
    """How much one person sent within a while, and when the first of it began."""

    files: int
    bytes: int
    first_at: datetime | None


class UploadChunk(Struct, frozen=True):
    """A stretch of an upload at rest."""

    upload: UUID
    number: int
    size: int
    stored_as: str


class ToFinish(Struct, frozen=True):
    """The argument of the job that hands a complete upload in when the request that completed it could not."""

    upload: UUID
