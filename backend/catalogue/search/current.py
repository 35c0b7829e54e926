"""The index of what is published now: built beside the running house, shared by all who open the same edition."""

import asyncio
from collections.abc import Iterable

from backend.catalogue.search.index import build
from backend.catalogue.search.types import Index
from backend.catalogue.types import Service

KEPT = 2  # the edition in force and the one before it
built: dict[str, Index] = {}


class Search:
    """Answers with the newest index there is; a new edition is indexed in a thread while the old one goes on answering."""

    def __init__(self) -> None:
        self.held: Index | None = None
        self.building: asyncio.Task[None] | None = None

    def renew(self, edition: str, services: Iterable[Service]) -> None:
        """Index this edition, after whatever is being indexed now."""
        self.building = asyncio.create_task(self.index_next(edition, tuple(services), self.building))

    async def index_next(self, edition: str, services: tuple[Service, ...], before: asyncio.Task[None] | None) -> None:
        """Take the index of this edition from the shelf of the process, or build it."""
        if before is not None:
            await asyncio.wait({before})
        if edition not in built:
            built[edition] = await asyncio.to_thread(build, services)
            for old in list(built)[:-KEPT]:
                del built[old]
        self.held = built[edition]

    async def index(self) -> Index:
        """The newest index; only the very first question after the start may have to wait for it."""
        if self.held is None and self.building is not None:
            await asyncio.shield(self.building)
        assert self.held is not None, "renew comes before the first question"
        return self.held
