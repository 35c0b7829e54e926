"""What a signed-in visitor already holds of a service."""

from datetime import datetime

from backend.cases.grants import overview
from backend.cases.services import CaseServices
from backend.catalogue.types import Service
from backend.kit.web import AnyRequest, short_transactions
from backend.residents.disclosure import may_read
from backend.residents.guards import visitor_of
from pwa.views.grants import ExistingGrantNotice, existing_grant_notice


async def existing_grant_of_visitor(
    request: AnyRequest, services: CaseServices, service: Service, now: datetime
) -> ExistingGrantNotice | None:
    """Find what the visitor holds; None, and nothing is read, for a visitor not verified or a service that grants nothing."""
    visitor = visitor_of(request)
    if visitor.person is None or service.grants is None or not may_read(visitor.assurance):
        return None
    async with short_transactions(request)() as db:
        return existing_grant_notice(await overview.existing_grant(db, services, visitor.person, service, now))
