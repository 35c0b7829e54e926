"""Shared files that have no place yet, and the places they may go to."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.papers import shared_file
from backend.cases.services import CaseServices
from backend.catalogue.reference_data import PlaceOption
from backend.kit.clock import local_date
from backend.kit.messages.formats import day
from backend.kit.sql import Db
from backend.residents.types import Acting

MOST_PLACES = 40


class SharedFile(Struct, frozen=True):
    """A file that waits; `until`: the day on which it goes by itself."""

    name: str
    href: str
    removal: str
    until: str


class PlacesPage(Struct, frozen=True):
    """The question which paper a shared file is; the value of a place is “case id:slot”."""

    file: str
    removal: str
    places: list[PlaceOption]


async def shared_files(db: Db, acting: Acting, now: datetime) -> list[SharedFile]:
    """List the files that wait for their place."""
    return [
        SharedFile(file.file_name, f"/share/{file.id}", f"/share/{file.id}/removal", day(local_date(file.expires_at)))
        for file in await shared_file.list_waiting(db, acting, now)
    ]


async def places_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> PlacesPage:
    """Ask where a file goes; raises NotThere when it doesn't wait any more."""
    file = await shared_file.get_waiting(db, acting, id, now)
    return PlacesPage(file.file_name, f"/share/{id}/removal", await places(db, services, acting))


async def places(db: Db, services: CaseServices, acting: Acting) -> list[PlaceOption]:
    """List every paper of every case that still takes papers."""
    out: list[PlaceOption] = []
    for case in await store.of_principal(db, principal=acting.principal):
        if flow.is_being_filled_in(case):
            service = (await services.catalogue.version(db, case.service_version)).service
            out += [PlaceOption(f"{case.id}:{m.key}", f"{service.name}：{m.name}") for m in service.material]
    return out[:MOST_PLACES]
