"""How long the content of a service may go without being checked again (复核), by what a mistake would cost. Pure."""

from datetime import date, timedelta
from typing import Literal

from backend.catalogue.types import Service

Risk = Literal["unsure", "costly", "usual"]
LONGEST: dict[Risk, timedelta] = {
    "unsure": timedelta(days=92),
    "costly": timedelta(days=183),
    "usual": timedelta(days=366),
}


def risk(service: Service) -> Risk:
    """Return the risk of a mistake: nobody is sure of the content; it costs somebody money or a claim; neither."""
    if service.status.state == "in_force" and service.confidence == "uncertain":
        return "unsure"
    costs = service.grants is not None or service.fee.charged or any(one.loses_claim for one in service.deadline)
    return "costly" if costs else "usual"


def latest_review(service: Service) -> date | None:
    """Return the last day by which a service must be checked again; None if nobody ever checked it."""
    return None if service.checked_on is None else service.checked_on + LONGEST[risk(service)]
