"""The ways to browse the catalogue: by category, life event, group, department and mark; which services each one holds."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from backend.catalogue.load import read_categories, read_departments
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.search.life_events import BrowseTopic, groups, life_events
from backend.catalogue.types import Category, Department, Service
from backend.kit.problems import NotThere
from pwa.pages.services.views import card, cards, category_of

Context = dict[str, Any]
Holds = Callable[[PublishedCatalogue, Version], bool]

POPULAR = (
    "FT0205001", "FT0107003", "FT0620003", "FT0110009", "FT0920009", "FT1207001", "FT0107007", "FT0820001", "FT0620013", "FT0907001",
    "FT1020005", "FT0520001",
)  # fmt: skip


class Mark(Struct, frozen=True):
    """A property that many services share, and how to tell."""

    key: str
    name: str
    says: str
    icon: str
    holds: Holds


MARKS = (
    Mark("zero-trip", "零跑腿", "从头到尾在手机上办，不用出门", "smartphone", lambda _, v: v.service.zero_trip),
    Mark("instant", "当场有结果", "提交后系统当场核对，对得上就办好", "zap", lambda catalogue, v: catalogue.decides_at_once(v)),
    Mark("printable", "可打印的证明", "在手机上下载，或到自助机打印", "printer", lambda _, v: v.service.printable),
    Mark("kiosk", "自助机能办", "社区和办事大厅的自助机上就能办", "id-card", lambda _, v: v.service.channels.kiosk),
    Mark("counter", "窗口能办", "想当面问、当面交，就到办事大厅窗口", "users-round", lambda _, v: v.service.channels.counter),
    Mark("popular", "常办的事", "居民常来找的几件", "list-checks", lambda _, v: v.service.code in POPULAR),
)  # fmt: skip
LISTED: dict[str, Any] = {
    "query": "",
    "guessed": "",
    "nearby": [],
    "first": [],
    "back": {"href": "/services", "text": "全部类别"},
}


FOR_WHOM = {"name": "为谁办", "says": "老人、孩子、残疾人、企业", "icon": "users-round", "href": "#groups"}
BY_WHOM = {"name": "按部门找", "says": "34个部门", "icon": "landmark", "href": "/services/by"}
EVERYTHING = {"name": "更多", "says": "", "icon": "layout-grid", "href": "/services"}


def counted(catalogue: PublishedCatalogue) -> list[tuple[Category, int]]:
    """The categories in display order, with how many services each holds."""
    numbers = [code[2:4] for code in catalogue.in_force]
    return [(c, numbers.count(f"{c.number:02d}")) for c in read_categories()]


def all_ways(catalogue: PublishedCatalogue) -> Context:
    """The page from which every service can be reached."""
    held = list(catalogue.in_force.values())
    return {
        "categories": [c for c, _ in counted(catalogue)],
        "counts": {c.key: n for c, n in counted(catalogue)},
        "total": len(held),
        "events": [*(tile(e, "for") for e in life_events()), FOR_WHOM],
        "groups": [*(tile(g, "group") for g in groups()), BY_WHOM],
        "marks": [
            {
                "name": m.name,
                "href": f"/services/with/{m.key}",
                "icon": m.icon,
                "count": sum(m.holds(catalogue, v) for v in held),
            }
            for m in MARKS
        ],
    }


def tile(situation: BrowseTopic, way: str) -> Context:
    """One life event or group as a link."""
    return {
        "name": situation.name,
        "says": situation.says,
        "icon": situation.icon,
        "href": f"/services/{way}/{situation.key}",
    }


def category(catalogue: PublishedCatalogue, key: str) -> Context:
    """Everything in one category."""
    found = next((c for c in read_categories() if c.key == key), None)
    if found is None:
        raise NotThere
    return listed(catalogue, found.name, found.says, lambda _, v: v.service.code[2:4] == f"{found.number:02d}")


def event(catalogue: PublishedCatalogue, key: str) -> Context:
    """What one life event brings with it, the usual steps first."""
    return situation(catalogue, life_events(), key, lambda s: s.life_events)


def group(catalogue: PublishedCatalogue, key: str) -> Context:
    """What there is for one group of people."""
    return situation(catalogue, groups(), key, lambda s: s.groups)


def situation(
    catalogue: PublishedCatalogue, known: tuple[BrowseTopic, ...], key: str, of: Callable[[Service], tuple[str, ...]]
) -> Context:
    """One situation: the services most people need, in order, and then all others."""
    found = next((s for s in known if s.key == key), None)
    if found is None:
        raise NotThere
    rest = listed(
        catalogue, found.name, found.says, lambda _, v: key in of(v.service) and v.service.code not in found.first
    )
    return {**rest, "first": cards(catalogue, found.first)}


def mark(catalogue: PublishedCatalogue, key: str) -> Context:
    """Every service with this mark."""
    found = next((m for m in MARKS if m.key == key), None)
    if found is None:
        raise NotThere
    return listed(catalogue, found.name, found.says, found.holds)


def department(catalogue: PublishedCatalogue, key: str) -> Context:
    """What one department answers for; a street office for what is handled by the street of the address."""
    found = read_departments().get(key)
    if found is None:
        raise NotThere
    theirs = "street" if found.kind == "street_office" else key
    context = listed(
        catalogue,
        found.name,
        found.later_name and f"现称：{found.later_name}",
        lambda _, v: v.service.department == theirs,
    )
    return {**context, "back": {"href": "/services/by", "text": "全部部门"}}


def departments(catalogue: PublishedCatalogue) -> list[Context]:
    """The 34 departments, each with how many services it answers for."""
    held = [v.service.department for v in catalogue.in_force.values()]

    def line(one: Department) -> Context:
        count = held.count("street" if one.kind == "street_office" else one.key)
        return {
            "name": one.name,
            "href": f"/services/by/{one.key}",
            "count": count,
            "street": one.kind == "street_office",
        }

    return [line(one) for one in read_departments().values()]


def listed(catalogue: PublishedCatalogue, heading: str, says: str, holds: Holds) -> Context:
    """A list of services, in the order of their categories."""
    held = [v for _, v in sorted(catalogue.in_force.items()) if holds(catalogue, v)]
    services = [card(catalogue, v, icon=category_of(v.service).icon) for v in held]
    return {**LISTED, "heading": heading, "says": says, "services": services}
