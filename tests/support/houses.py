"""The house for a test: the framework application is built once and furnished anew for every test.

Registering the routes takes a third of a second and compressing the assets another: both are the same every time.
What a test can change (state, pool, Redis, the open catalogue, the pages that are ready) is new every time.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Litestar

from backend import app as assembling
from backend.cases import services
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.search.current_index import Search
from backend.kit.precompressed import Precompressed
from backend.kit.response_cache import PageCache, ResponseCache
from backend.settings import Settings
from pwa import assets, places

unused: list[Litestar] = []
versions: dict[UUID, Version] = {}
searches: dict[Path, Search] = {}
compressed: dict[tuple[Any, bytes], Mapping[str, Precompressed]] = {}


class CatalogueWithOlderVersions(PublishedCatalogue):
    """A catalogue that has read the published versions before; a version never changes under its id."""

    def __init__(self) -> None:
        super().__init__()
        self.older = dict(versions)


def static_files(built: assets.Assets, offline_page: bytes) -> dict[str, Precompressed]:
    """`pwa.assets.static_files`, compressed once per run and build."""
    key = (tuple(sorted(built.paths.items())), offline_page)
    if key not in compressed:
        compressed[key] = assets.static_files(built, offline_page)
    return dict(compressed[key])


def application(settings: Settings, clock: Callable[[], datetime], page_cache: PageCache) -> Litestar:
    """The framework application, built now or before, with nothing of an earlier test in its state."""
    services.PublishedCatalogue = CatalogueWithOlderVersions  # type: ignore[misc]
    places.static_files = static_files
    if not unused:
        return assembling.house(settings, clock, page_cache)
    app = unused.pop()
    app.state.clear()
    app.state.update(assembling.first_state(settings, clock, page_cache))
    if older := searches.get(settings.index_folder):  # what it has mapped stays mapped
        app.state.search = older
    return app


@asynccontextmanager
async def opened(settings: Settings, clock: Callable[[], datetime]) -> AsyncIterator[tuple[ResponseCache, Litestar]]:
    """The house, furnished: its front and the framework application."""
    page_cache = PageCache()
    app = application(settings, clock, page_cache)
    ready, stop = asyncio.Event(), asyncio.Event()

    async def live() -> None:  # one task opens and closes: pytest runs the two halves of a fixture in different ones
        async with app.lifespan():
            ready.set()
            await stop.wait()

    living = asyncio.create_task(live())
    await asyncio.wait({living, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if living.done():
        living.result()
    versions.update(app.state.catalogue.older)
    searches[settings.index_folder] = app.state.search
    yield ResponseCache(app, page_cache), app  # type: ignore[arg-type]
    stop.set()
    await living
    unused.append(app)
