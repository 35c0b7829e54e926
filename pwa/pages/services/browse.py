"""The ways to browse the catalogue: by category, life event, group, department and mark; which services each one holds."""

from collections.abc import Callable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.search.life_events import BrowseTopic, groups, life_events
from backend.catalogue.search.outside_services import OutsideService
from backend.catalogue.types import Category, Department, Service
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from pwa.views.parts import TextLink
from pwa.views.service_cards import POPULAR, ServiceCard, Tile, service_card, service_cards, situation_tile

Holds = Callable[[PublishedCatalogue, Version], bool]


class Mark(Struct, frozen=True):
    """A property that many services share, and how to tell."""

    key: str
    icon: str
    holds: Holds


MARKS = (
    Mark("zero-trip", "smartphone", lambda _, v: v.service.zero_trip),
    Mark("instant", "zap", lambda catalogue, v: catalogue.decides_at_once(v)),
    Mark("printable", "printer", lambda _, v: v.service.printable),
    Mark("kiosk", "id-card", lambda _, v: v.service.channels.kiosk),
    Mark("counter", "users-round", lambda _, v: v.service.channels.counter),
    Mark("popular", "list-checks", lambda _, v: v.service.code in POPULAR),
)
_messages = Messages.beside(__file__)
MARK_NAMES, MARK_HINTS = _messages.words("MarkName"), _messages.words("MarkHint")
FORMERLY, BROWSE = _messages.take("formerly"), _messages.texts("browse")


class MarkLink(Struct, frozen=True):
    """A mark as a link, with how many services have it."""

    name: str
    href: str
    icon: str
    count: int


class AllWays(Struct, frozen=True):
    """The page from which every service can be reached; `counts` by key of the category."""

    categories: list[Category]
    counts: Mapping[str, int]
    total: int
    events: list[Tile]
    groups: list[Tile]
    marks: list[MarkLink]


class ServiceList(Struct, frozen=True, kw_only=True):
    """A list of services. `first`: what most people need, in order; the rest is for searches, see `search_results`."""

    heading: str
    says: str
    services: list[ServiceCard]
    first: list[ServiceCard] = []
    back: TextLink = field(default_factory=lambda: TextLink(BROWSE("all_categories"), "/services"))
    query: str = ""
    guessed: str = ""
    nearby: list[TextLink] = []
    fits: bool = True
    outside: OutsideService | None = None


class DepartmentLine(Struct, frozen=True):
    """A department with how many services it answers for."""

    name: str
    href: str
    count: int
    street: bool
    formerly: str = ""


def counted(catalogue: PublishedCatalogue) -> list[tuple[Category, int]]:
    """List the categories in display order, with how many services each holds."""
    numbers = [code[2:4] for code in catalogue.in_force]
    return [(c, numbers.count(f"{c.number:02d}")) for c in read_categories()]


def for_whom() -> Tile:
    """The tile that leads to the groups of people."""
    return Tile(BROWSE("for_whom"), BROWSE("for_whom_hint"), "users-round", "#groups")


def by_whom() -> Tile:
    """The tile that leads to the departments."""
    return Tile(
        BROWSE("by_department"), BROWSE("departments", count=len(read_departments())), "landmark", "/services/by"
    )


def all_ways(catalogue: PublishedCatalogue) -> AllWays:
    """List categories, life events, groups and marks."""
    versions, numbers = list(catalogue.in_force.values()), counted(catalogue)
    return AllWays(
        [c for c, _ in numbers], {c.key: n for c, n in numbers}, len(versions),
        events=[*(situation_tile(e, "for") for e in life_events()), for_whom()],
        groups=[*(situation_tile(g, "group") for g in groups()), by_whom()],
        marks=[MarkLink(MARK_NAMES[m.key], f"/services/with/{m.key}", m.icon, sum(m.holds(catalogue, v) for v in versions)) for m in MARKS],
    )  # fmt: skip


def category(catalogue: PublishedCatalogue, key: str) -> ServiceList:
    """List everything in one category; raises NotThere for an unknown key, as do all ways below."""
    found = next((c for c in read_categories() if c.key == key), None)
    if found is None:
        raise NotThere
    return listed(catalogue, found.name, found.says, lambda _, v: v.service.code[2:4] == f"{found.number:02d}")


def event(catalogue: PublishedCatalogue, key: str) -> ServiceList:
    """List what one life event brings with it, the usual steps first."""
    return situation(catalogue, life_events(), key, lambda s: s.life_events)


def group(catalogue: PublishedCatalogue, key: str) -> ServiceList:
    """List what there is for one group of people."""
    return situation(catalogue, groups(), key, lambda s: s.groups)


def situation(
    catalogue: PublishedCatalogue, known: tuple[BrowseTopic, ...], key: str, of: Callable[[Service], tuple[str, ...]]
) -> ServiceList:
    """List the services of a situation: those most people need, in order, and then all others."""
    found = next((s for s in known if s.key == key), None)
    if found is None:
        raise NotThere
    rest = listed(
        catalogue, found.name, found.says, lambda _, v: key in of(v.service) and v.service.code not in found.first
    )
    return replace(rest, first=service_cards(catalogue, found.first))


def mark(catalogue: PublishedCatalogue, key: str) -> ServiceList:
    """List every service with this mark."""
    found = next((m for m in MARKS if m.key == key), None)
    if found is None:
        raise NotThere
    return listed(catalogue, MARK_NAMES[key], MARK_HINTS[key], found.holds)


def department(catalogue: PublishedCatalogue, key: str) -> ServiceList:
    """List what one department answers for; all street offices answer for the services of the street of the address."""
    found = read_departments().get(key)
    if found is None:
        raise NotThere
    theirs = handled_by(found)
    rest = listed(catalogue, found.name, formerly(found), lambda _, v: v.service.department == theirs)
    return replace(rest, back=TextLink(BROWSE("all_departments"), "/services/by"))


def departments(catalogue: PublishedCatalogue) -> list[DepartmentLine]:
    """List the 34 departments, each with how many services it answers for."""
    in_charge = [v.service.department for v in catalogue.in_force.values()]
    return [
        DepartmentLine(
            one.name,
            f"/services/by/{one.key}",
            in_charge.count(handled_by(one)),
            one.kind == "street_office",
            formerly(one),
        )
        for one in read_departments().values()
    ]


def handled_by(one: Department) -> str:
    """The key under which services name this department: one for all street offices."""
    return "street" if one.kind == "street_office" else one.key


def formerly(one: Department) -> str:
    """Say what the report of 2018 calls a department; "" if it has kept its name."""
    return FORMERLY(name=one.former_name).text if one.former_name else ""


def listed(catalogue: PublishedCatalogue, heading: str, says: str, holds: Holds) -> ServiceList:
    """List services in the order of their categories."""
    versions = [v for _, v in sorted(catalogue.in_force.items()) if holds(catalogue, v)]
    return ServiceList(heading=heading, says=says, services=[service_card(catalogue, v) for v in versions])
