"""One printable page with all that a helper did by a mandate."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation import managing
from backend.kit.sql import Db
from backend.residents.types import Acting
from pwa.pages.mandates.mandate_page import rows, step
from pwa.views.helper_acts import ActLine, acts_under
from pwa.views.mandates import Scope, scopes
from pwa.views.parts import SummaryRow, TimelineStep


class MandateRecord(Struct, frozen=True, kw_only=True):
    """The page; `acts`: in the principal's cases, `history`: of the mandate itself."""

    id: UUID
    side: str
    name: str
    rows: list[SummaryRow]
    scopes: list[Scope]
    acts: list[ActLine]
    history: list[TimelineStep]
    printed_at: datetime


async def record_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> MandateRecord:
    """Collect the page for either side; raises NotThere for anybody else."""
    view = await managing.open_mandate(db, services, acting, id, now)
    events = await managing.history(db, acting, id)
    return MandateRecord(
        id=id, side=view.side, name=view.other_name, rows=rows(view), scopes=scopes(services.catalogue, view.open_services),
        acts=await acts_under(db, services.catalogue, view.mandate), history=[step(services, view, one) for one in events],
        printed_at=now,
    )  # fmt: skip
