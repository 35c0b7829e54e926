"""Where the bytes of papers rest: sealed, named by nothing that says whose they are, on disk or in S3 (obstore)."""

from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from backend.kit.crypto import Vault
from backend.kit.problems import Unavailable


class Shelf:
    """The store of all files; what lies in it opens only for the row it belongs to."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.vault = vault
        if url.startswith("file://"):
            folder = Path(urlsplit(url).path)
            folder.mkdir(parents=True, exist_ok=True)
            self.store: ObjectStore = LocalStore(folder)
        else:
            self.store = from_url(url)

    async def put(self, id: UUID, content: bytes) -> str:
        """Keep these bytes; answers the name they are kept under."""
        name = f"{id.hex[:2]}/{id.hex}"
        try:
            await obstore.put_async(self.store, name, self.vault.seal(content, f"material:{id}"))
        except (BaseError, OSError) as error:
            raise Unavailable from error
        return name

    async def get(self, id: UUID, name: str) -> bytes:
        """The bytes kept under this name for this row."""
        try:
            found = await obstore.get_async(self.store, name)
            return self.vault.open(bytes(await found.bytes_async()), f"material:{id}")
        except (BaseError, OSError) as error:
            raise Unavailable from error

    async def put_page(self, id: UUID, name: str, number: int, picture: bytes) -> None:
        """Keep the picture of one page beside its paper."""
        try:
            await obstore.put_async(self.store, f"{name}.{number}", self.vault.seal(picture, f"material:{id}:{number}"))
        except (BaseError, OSError) as error:
            raise Unavailable from error

    async def get_page(self, id: UUID, name: str, number: int) -> bytes:
        """The picture of one page."""
        try:
            found = await obstore.get_async(self.store, f"{name}.{number}")
            return self.vault.open(bytes(await found.bytes_async()), f"material:{id}:{number}")
        except (BaseError, OSError) as error:
            raise Unavailable from error

    async def drop(self, name: str) -> None:
        """Forget these bytes; already gone is fine."""
        try:
            await obstore.delete_async(self.store, name)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise Unavailable from error
