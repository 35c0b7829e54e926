"""API of where people stop, for editors' tools."""

from litestar import get

from backend.cases.drafts.stops import current_stops
from backend.cases.drafts.types import FormStop
from backend.kit.web import Db, Now
from backend.residents.guards import StaffWho, access, staff


@get("/api/studio/stops", opt=access(staff("editor", "publisher")))
async def stops(db: Db, staff: StaffWho, now: Now) -> list[FormStop]:
    """Count drafts that were left alone, by question; fewer than twenty aren't told."""
    return await current_stops(db, now)


ROUTES = [stops]
