"""Types of an upload: owner, target slot of a case, progress."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

PIECE = 512 * 1024  # bytes that rest under one name
KEPT = timedelta(days=7)  # after the last byte, an upload that nobody goes on with
SILENT = timedelta(seconds=5)  # without a sign of life from its writer, an upload is free for the next one

State = Literal["open", "done", "refused", "ended", "expired"]


class Upload(Struct, frozen=True, kw_only=True):
    """Upload of one file to one slot of one case."""

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
        """True if all promised bytes are here."""
        return self.length is not None and self.received == self.length

    @property
    def whole(self) -> bool:
        """True if the file is complete, handed in or not."""
        return self.state == "done" or self.complete

    @property
    def percent(self) -> int:
        """Progress in percent; 100 only if complete."""
        return 100 * self.received // self.length if self.length else 0

    @property
    def shrunk(self) -> bool:
        """True if the file was reduced on the device; another device would produce other bytes."""
        return self.original not in ("", self.sha256)


class SentUpload(Struct, frozen=True):
    """Bytes a person sent within a period, and its start."""

    files: int
    bytes: int
    first_at: datetime | None


class UploadChunk(Struct, frozen=True):
    """Stored chunk of an upload."""

    upload: UUID
    number: int
    size: int
    stored_as: str


class ToFinish(Struct, frozen=True):
    """Job arguments: hand in a complete upload that its request could not."""

    upload: UUID
