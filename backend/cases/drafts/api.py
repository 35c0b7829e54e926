"""API of where people stop, for editors' tools."""

from litestar import get

from backend.cases.drafts import store
from backend.cases.drafts.stops import FEWEST, FormStop, stopped_before
from backend.kit.web import Db, Now
from backend.residents.guards import StaffWho, access, staff


@get("/api/studio/stops", opt=access(staff("editor", "publisher")))
async def stops(db: Db, staff: StaffWho, now: Now) -> list[FormStop]:
    """Count drafts that were left alone, by question; fewer than twenty aren't told."""
    return await store.stops(db, before=stopped_before(now), fewest=FEWEST)


ROUTES = [stops]
