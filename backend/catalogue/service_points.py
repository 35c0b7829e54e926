"""Service points (服务网点): halls, counters of departments, windows of communities and terminals; where one can go."""

from datetime import date
from functools import cache
from typing import Literal

import msgspec

from backend.catalogue.load import HERE, tables_of
from backend.catalogue.service_part import ServicePart
from backend.catalogue.tables.overlay import forgets, overlaid
from backend.catalogue.types import Service

PointKind = Literal["district_hall", "department", "street_hall", "community", "terminal"]


class ServicePoint(ServicePart, frozen=True, kw_only=True):
    """Place where services are applied for or asked about.

    `division`: code of its district, street or community. `department`: key of the body in charge. `stands_at`: key of the point
    in which a terminal stands. `address`, `phone` and `hours` are empty where no source gives them; `source` and `confirmed_on`
    say where and when they were read. `sample`: a record of the sample world that stands for an unknown one.
    """

    key: str
    kind: PointKind
    name: str
    division: str
    department: str
    stands_at: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    source: str = ""
    confirmed_on: date | None = None
    sample: bool = False

    @property
    def is_confirmed(self) -> bool:
        """True if the address was read in a source."""
        return bool(self.address and self.source and self.confirmed_on)


@forgets
@cache
def read_service_points() -> tuple[ServicePoint, ...]:
    """Return all service points: the hall, departments, street halls, communities, terminals, in this order."""
    tables = tables_of((HERE / "service_points.toml").read_text("utf-8"))
    return overlaid("service_points", msgspec.convert(tables["point"], tuple[ServicePoint, ...]), ServicePoint, "key")


def points_of_kind(kind: PointKind) -> tuple[ServicePoint, ...]:
    """Return the service points of one kind."""
    return tuple(point for point in read_service_points() if point.kind == kind)


def counters_of(service: Service) -> tuple[ServicePoint, ...]:
    """Return the points with a counter for a service: its department, or the halls of all streets; () without a counter."""
    if not (service.applied_here and service.channels.counter):
        return ()
    if service.department == "street":
        return points_of_kind("street_hall")
    kinds = {"department", "street_hall"}
    return tuple(p for p in read_service_points() if p.kind in kinds and p.department == service.department)
