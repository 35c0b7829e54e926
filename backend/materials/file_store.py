"""Encrypted store of uploaded files, on disk or in S3 (obstore); names there don't tell whose they are.

The name that a person gave a file is kept beside it, made safe by `clean_file_name`.
"""

import re
import unicodedata
from collections.abc import AsyncIterator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from backend.kit import log
from backend.kit.crypto import Vault
from backend.kit.messages.render import Messages
from backend.kit.object_store import open_store, store_errors
from backend.kit.problems import Unavailable
from backend.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ObjectStore

LONGEST_NAME = 120
UNNAMED = Messages.beside(__file__).take("unnamed_file")
# control, bidi and other format characters, half characters
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_MARKS = re.compile(r'[\\/:*?"<>|]')  # what some system reads as more than a letter

PIECES = "uploads"  # the folder of what is still on its way


class StorageDown(Unavailable):
    """The store doesn't respond, or is full."""


class StoredFile(Struct, frozen=True):
    """Name of a stored file and when it was written."""

    name: str
    written_at: datetime


class FileStore:
    """Store of all files; each can be decrypted only for the row it belongs to."""

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self.url, self.account, self.vault = settings.storage_url, settings.storage_account, vault

    @cached_property
    def store(self) -> "ObjectStore":
        """The store, opened at the first use."""
        return open_store(self.url, self.account)

    async def put(self, id: UUID, content: bytes) -> str:
        """Store a file; returns its name."""
        name = f"{id.hex[:2]}/{id.hex}"
        await self._put(name, content, f"material:{id}")
        return name

    async def get(self, id: UUID, name: str) -> bytes:
        """Return the file of this name and row."""
        return await self._get(name, f"material:{id}")

    async def put_page(self, id: UUID, name: str, number: int, picture: bytes) -> None:
        """Store the picture of one page."""
        await self._put(f"{name}.{number}", picture, f"material:{id}:{number}")

    async def get_page(self, id: UUID, name: str, number: int) -> bytes:
        """Return the picture of one page."""
        return await self._get(f"{name}.{number}", f"material:{id}:{number}")

    async def put_piece(self, upload: UUID, number: int, writer: UUID, content: bytes) -> str:
        """Store a chunk of an upload under a name unique to its writer, so that writers can't overwrite each other."""
        name = f"{PIECES}/{upload.hex[:2]}/{upload.hex}/{number}-{writer.hex[:12]}-{len(content)}"
        await self._put(name, content, f"upload:{upload}:{number}")
        return name

    async def get_piece(self, upload: UUID, number: int, name: str) -> bytes:
        """Return a chunk of an upload."""
        return await self._get(name, f"upload:{upload}:{number}")

    async def drop(self, name: str) -> None:
        """Delete a file; does nothing if it is gone."""
        try:
            await self.store.delete_async(name)
        except FileNotFoundError:
            return
        except store_errors() as error:
            raise self._down(error) from error

    async def there(self, name: str) -> bool:
        """Check whether a file exists."""
        try:
            await self.store.head_async(name)
        except FileNotFoundError:
            return False
        except store_errors() as error:
            raise self._down(error) from error
        return True

    async def all(self) -> AsyncIterator[list[StoredFile]]:
        """Yield all files in batches of hundreds."""
        try:
            async for found in self.store.list(chunk_size=500):
                yield [StoredFile(str(one["path"]), one["last_modified"]) for one in found]
        except store_errors() as error:
            raise self._down(error) from error

    async def _put(self, name: str, content: bytes, bound_to: str) -> None:
        try:
            await self.store.put_async(name, self.vault.seal(content, bound_to))
        except store_errors() as error:
            raise self._down(error) from error

    async def _get(self, name: str, bound_to: str) -> bytes:
        try:
            found = await self.store.get_async(name)
            return self.vault.open(bytes(await found.bytes_async()), bound_to)
        except store_errors() as error:
            raise self._down(error) from error

    def _down(self, error: Exception) -> StorageDown:
        log.worry("storage.failed", error=type(error).__name__)
        return StorageDown()


def clean_file_name(name: str) -> str:
    """Return the last path component in NFC, without control, bidi and path characters (R20); never empty."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(" " if char.isspace() else char for char in last if unicodedata.category(char) not in _UNSAFE)
    plain = re.sub(r" +", " ", _MARKS.sub("", kept)).strip(" .")
    return shorten_name(plain) or UNNAMED().text


def shorten_name(name: str) -> str:
    """Shorten a name, keeping its extension."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending if stem and len(ending) <= 8 else name[:LONGEST_NAME]
