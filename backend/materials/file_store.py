"""Where the bytes of papers rest: sealed, named by nothing that says whose they are, on disk or in S3 (obstore)."""

from collections.abc import AsyncIterator
from datetime import datetime
from uuid import UUID

import obstore
from msgspec import Struct
from obstore.exceptions import BaseError

from backend.kit import log
from backend.kit.crypto import Vault
from backend.kit.object_store import open_store
from backend.kit.problems import Unavailable
from backend.settings import Settings

PIECES = "uploads"  # the folder of what is still on its way


class StorageDown(Unavailable):
    """The store doesn't answer, or has no room left."""


class StoredFile(Struct, frozen=True):
    """One name in the store and when it was written."""

    name: str
    written_at: datetime


class FileStore:
    """The store of all files; what lies in it opens only for the row it belongs to."""

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self.vault = vault
        self.store = open_store(settings.storage_url, settings.storage_account)

    async def put(self, id: UUID, content: bytes) -> str:
        """Keep these bytes; answers the name they are kept under."""
        name = f"{id.hex[:2]}/{id.hex}"
        await self._put(name, content, f"material:{id}")
        return name

    async def get(self, id: UUID, name: str) -> bytes:
        """The bytes kept under this name for this row."""
        return await self._get(name, f"material:{id}")

    async def put_page(self, id: UUID, name: str, number: int, picture: bytes) -> None:
        """Keep the picture of one page beside its paper."""
        await self._put(f"{name}.{number}", picture, f"material:{id}:{number}")

    async def get_page(self, id: UUID, name: str, number: int) -> bytes:
        """The picture of one page."""
        return await self._get(f"{name}.{number}", f"material:{id}:{number}")

    async def put_piece(self, upload: UUID, number: int, writer: UUID, content: bytes) -> str:
        """Keep a stretch of an upload under a name that no other writer uses, so that none can spoil another's bytes."""
        name = f"{PIECES}/{upload.hex[:2]}/{upload.hex}/{number}-{writer.hex[:12]}-{len(content)}"
        await self._put(name, content, f"upload:{upload}:{number}")
        return name

    async def get_piece(self, upload: UUID, number: int, name: str) -> bytes:
        """A stretch of an upload."""
        return await self._get(name, f"upload:{upload}:{number}")

    async def drop(self, name: str) -> None:
        """Forget these bytes; already gone is fine."""
        try:
            await obstore.delete_async(self.store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise self._down(error) from error

    async def there(self, name: str) -> bool:
        """Is something kept under this name?"""
        try:
            await obstore.head_async(self.store, name)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise self._down(error) from error
        return True

    async def all(self) -> AsyncIterator[list[StoredFile]]:
        """Everything in the store, some hundreds at a time."""
        try:
            async for found in obstore.list(self.store, chunk_size=500):
                yield [StoredFile(str(one["path"]), one["last_modified"]) for one in found]
        except (BaseError, OSError) as error:
            raise self._down(error) from error

    async def _put(self, name: str, content: bytes, bound_to: str) -> None:
        try:
            await obstore.put_async(self.store, name, self.vault.seal(content, bound_to))
        except (BaseError, OSError) as error:
            raise self._down(error) from error

    async def _get(self, name: str, bound_to: str) -> bytes:
        try:
            found = await obstore.get_async(self.store, name)
            return self.vault.open(bytes(await found.bytes_async()), bound_to)
        except (BaseError, OSError) as error:
            raise self._down(error) from error

    def _down(self, error: Exception) -> StorageDown:
        log.worry("storage.failed", error=type(error).__name__)
        return StorageDown()
