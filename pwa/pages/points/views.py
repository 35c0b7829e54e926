"""The service points by street, and the tiles of the schematic map; pure."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from backend.catalogue.reference_data import division_name
from backend.catalogue.service_points import ServicePoint, points_of_kind
from backend.catalogue.tables.overlay import forgets

SIDE = 100  # of a tile, in units of the drawing
NARROW, WIDE = 6, 2  # between tiles and around them
TILES = Path(__file__).with_name("tiles.toml")


class StreetPoints(Struct, frozen=True, kw_only=True):
    """One street: its hall, its communities, how many terminals stand there."""

    code: str
    name: str
    hall: ServicePoint
    communities: list[ServicePoint]
    terminals: int


class StreetTile(Struct, frozen=True):
    """One street on the map: its corner, and its short name."""

    code: str
    name: str
    x: int
    y: int
    short: str


class PointsPage(Struct, frozen=True, kw_only=True):
    """The page; `terminals_are_samples`: no source names where one stands."""

    halls: tuple[ServicePoint, ...]
    streets: list[StreetPoints]
    departments: tuple[ServicePoint, ...]
    tiles: list[StreetTile]
    width: int
    height: int
    terminals_are_samples: bool


@forgets
@cache
def points_page() -> PointsPage:
    """All service points; the same for everybody."""
    streets, terminals = [street(hall) for hall in points_of_kind("street_hall")], points_of_kind("terminal")
    tiles = draw_tiles(streets)
    return PointsPage(
        halls=points_of_kind("district_hall"), streets=streets, departments=points_of_kind("department"), tiles=tiles,
        width=max(tile.x for tile in tiles) + SIDE + WIDE, height=max(tile.y for tile in tiles) + SIDE + WIDE,
        terminals_are_samples=any(point.sample for point in terminals),
    )  # fmt: skip


def street(hall: ServicePoint) -> StreetPoints:
    """Collect what stands in the street of this hall; a community's code begins with its street's."""
    inside = [one for one in points_of_kind("terminal") if one.division.startswith(hall.division)]
    communities = [one for one in points_of_kind("community") if one.division.startswith(hall.division)]
    return StreetPoints(
        code=hall.division, name=division_name(hall.division), hall=hall, communities=communities, terminals=len(inside)
    )


def draw_tiles(streets: Sequence[StreetPoints]) -> list[StreetTile]:
    """Place each street on the grid."""
    found = tomllib.loads(TILES.read_text("utf-8"))
    return [tile_of(one, **found[one.code]) for one in streets]


def tile_of(street: StreetPoints, name: str, column: int, row: int) -> StreetTile:
    """The tile at this place of the grid, counted from 1."""
    step = SIDE + NARROW
    return StreetTile(street.code, street.name, WIDE + (column - 1) * step, WIDE + (row - 1) * step, name)
