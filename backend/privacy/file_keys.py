"""Key rotation of stored files: which key encrypted each file, and re-encryption."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

from backend.kit.object_store import store_errors
from backend.kit.problems import Unavailable
from backend.materials.file_store import FileStore

PAPER = re.compile(r"[0-9a-f]{2}/([0-9a-f]{32})(?:\.(\d+))?")
PIECE = re.compile(r"uploads/[0-9a-f]{2}/([0-9a-f]{32})/(\d+)-.*")


def bound_to(name: str) -> str | None:
    """Encryption context of a file by its name: a paper, a page of it, or a piece of an upload; None for other names."""
    if paper := PAPER.fullmatch(name):
        return f"material:{UUID(paper[1])}" + (f":{paper[2]}" if paper[2] else "")
    if piece := PIECE.fullmatch(name):
        return f"upload:{UUID(piece[1])}:{piece[2]}"
    return None


async def versions(file_store: FileStore) -> AsyncIterator[tuple[str, int]]:
    """Every file with the version of its key; a file deleted during the listing is skipped."""
    try:
        async for batch in file_store.store.list():
            for one in batch:
                try:
                    first = await file_store.store.get_range_async(one["path"], start=0, length=1)
                except FileNotFoundError:
                    continue
                yield str(one["path"]), bytes(first)[0]
    except store_errors() as error:
        raise Unavailable from error


async def reseal(file_store: FileStore, name: str) -> bool:
    """Re-encrypt a file with the newest key; a foreign name or a deleted file is skipped."""
    bound = bound_to(name)
    if bound is None:
        return False
    try:
        plain = await opened(file_store, name, bound)
        await file_store.store.put_async(name, file_store.vault.seal(plain, bound))
    except FileNotFoundError:
        return False
    except store_errors() as error:
        raise Unavailable from error
    return True


async def opened(file_store: FileStore, name: str, bound: str) -> bytes:
    """The bytes of a file."""
    found = await file_store.store.get_async(name)
    return file_store.vault.open(bytes(await found.bytes_async()), bound)
