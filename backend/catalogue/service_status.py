"""Status of a service: in force, or since when it isn't and where it leads."""

from datetime import date
from typing import Literal

from backend.catalogue.service_part import ServicePart

State = Literal["in_force", "abolished", "merged", "replaced"]


class ServiceStatus(ServicePart, frozen=True, kw_only=True):
    """Status: an abolished, merged or replaced service stays findable, leads on to others and can't be begun."""

    state: State = "in_force"
    since: date | None = None
    says: str = ""
    leads_to: tuple[str, ...] = ()
    source: str = ""
