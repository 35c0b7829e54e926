"""What a signed-in visitor already holds of a service; nothing of anybody else."""

from datetime import datetime
from typing import Any

from backend.cases.grants import overview
from backend.cases.services import CaseServices
from backend.catalogue.types import Service
from backend.kit.web import AnyRequest, moments
from backend.residents.disclosure import may_read
from backend.residents.guards import visitor_of
from pwa.pages.grants import words


async def held_by_visitor(
    request: AnyRequest, services: CaseServices, service: Service, now: datetime
) -> dict[str, Any] | None:
    """The words for it; none for who isn't known to be it, or may simply apply, and then nothing is read."""
    visitor = visitor_of(request)
    if visitor.person is None or service.grants is None or not may_read(visitor.assurance):
        return None
    async with moments(request)() as db:
        return words.holding(await overview.held_grants(db, services, visitor.person, service, now))
