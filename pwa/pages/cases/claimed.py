"""What a helper sees of a case that its principal goes on with herself."""

from typing import ClassVar

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import Service
from backend.kit.sql import Db


class ClaimedCase(Struct, frozen=True, kw_only=True):
    """The page: that it goes on without the helper, and nothing of what stands in it."""

    template: ClassVar[str] = "cases/claimed.html"
    case_number: str
    service: Service


async def claimed_case(db: Db, services: CaseServices, case: Case) -> ClaimedCase:
    """Collect the page."""
    return ClaimedCase(
        case_number=case.number, service=(await services.catalogue.version(db, case.service_version)).service
    )
