"""Search index of the current edition: memory-mapped; a missing file is built by a child process."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import msgspec

from backend.catalogue.search import index_file
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.tables import overlay
from backend.catalogue.types import Service
from backend.kit import child_process, log

CHILD = ("-m", "backend.catalogue.search.index_process")
MOST_SECONDS = 120.0  # to make an index; usually four


class Search:
    """Answers queries with the newest index; a new edition is built while the old one answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.newest: SearchIndex | None = None
        self.name = ""
        self.renewing: asyncio.Task[None] | None = None

    def renew(self, services: Sequence[Service]) -> None:
        """Switch to the index of these services: at once if its file exists, else when it is built."""
        path = self.folder / index_file.index_file_name(services)
        if path.name == self.name:
            return
        try:
            self.newest, self.name = index_file.map_index_file(path), path.name
        except index_file.CorruptIndex:
            self.renewing = asyncio.create_task(self.index_next(path, services, self.renewing))

    async def index_next(self, path: Path, services: Sequence[Service], before: asyncio.Task[None] | None) -> None:
        """Queue the build of an index."""
        if before is not None:
            await asyncio.wait({before})
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await build_in_child_process(path, services)
            self.newest, self.name = index_file.map_index_file(path), path.name
        except (TimeoutError, OSError, index_file.CorruptIndex) as error:
            log.worry("search.not_indexed", error=type(error).__name__)
            if self.newest is None:  # a full disk must not keep people from searching
                self.newest = await asyncio.to_thread(build_in_memory, services)

    async def index(self) -> SearchIndex:
        """Return the newest index; waits only before the very first one is built."""
        if self.newest is None and self.renewing is not None:
            await asyncio.shield(self.renewing)
        assert self.newest is not None, "renew comes before the first question"
        return self.newest


async def build_in_child_process(path: Path, services: Sequence[Service]) -> None:
    """Run `index_process` on these services."""
    process = await child_process.start((*CHILD, str(path)), child_process.environment(), errors=True)
    try:
        await process.communicate(msgspec.msgpack.encode((services, overlay.changed_in(index_file.ROWS))))
    finally:
        await child_process.end(process)


def build_in_memory(services: Sequence[Service]) -> SearchIndex:
    """Build the index in this process."""
    from backend.catalogue.search.build_index import build

    return build(services)
