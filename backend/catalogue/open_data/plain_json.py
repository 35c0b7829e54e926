"""JSON structs of the public API: service summaries, services, categories, departments, divisions."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from backend.catalogue.lint.references import category_key
from backend.catalogue.load import department_name, read_categories, read_departments
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.sources import claims
from backend.catalogue.types import Category, Department, Service
from backend.catalogue.vocabulary import Audience, Group, Handling, ItemType, LifeEvent

LAW_FIELDS = ("title", "number", "in_force_from", "in_force_to", "may_end_on", "read_on")


class Summary(Struct, frozen=True, kw_only=True):
    """Service in a list; `matched`: reasons of a search result."""

    code: str
    name: str
    name_en: str
    purpose: str
    category: str
    department: str
    department_name: str
    item_type: ItemType
    audience: Audience
    handling: Handling
    decided_at_once: bool
    zero_trip: bool
    printable: bool
    life_events: tuple[LifeEvent, ...]
    groups: tuple[Group, ...]
    url: str
    matched: tuple[str, ...] = ()


class SourceRecord(Struct, frozen=True, kw_only=True):
    """Source of one claim, with the validity of the law and the day its text was read."""

    place: str
    says: str
    kind: Literal["law", "unconfirmed", "proposal"]
    title: str = ""
    number: str = ""
    article: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    may_end_on: date | None = None
    read_on: date | None = None


class Item(Service, frozen=True, kw_only=True):
    """Whole service with its version."""

    category: str
    department_name: str
    decided_at_once: bool
    version: str
    in_force_from: date
    url: str
    linked_data: str
    national_fields: str
    sources: tuple[SourceRecord, ...]


class CategoryCounted(Category, frozen=True, kw_only=True):
    """Category with its number of services."""

    services: int


class DepartmentCounted(Department, frozen=True, kw_only=True):
    """Department with its number of services."""

    services: int


class Filter(Struct, frozen=True, kw_only=True):
    """Filter of a list; None means no restriction."""

    category: str | None = None
    department: str | None = None
    audience: Audience | None = None
    handling: Handling | None = None
    zero_trip: bool | None = None
    printable: bool | None = None
    group: Group | None = None
    event: LifeEvent | None = None

    def admits(self, s: Summary) -> bool:
        """Check a service against the filter; services for both audiences match either."""
        equal = all(
            wanted is None or wanted == getattr(s, name)
            for name in ("category", "department", "handling", "zero_trip", "printable")
            for wanted in (getattr(self, name),)
        )
        audience = self.audience is None or s.audience in {self.audience, "both"}
        return equal and audience and self.group in {None, *s.groups} and self.event in {None, *s.life_events}


def summary(version: Version, at_once: bool, origin: str, matched: Iterable[str] = ()) -> Summary:
    """Return the summary of one service."""
    s = version.service
    return Summary(
        code=s.code, name=s.name, name_en=s.name_en, purpose=s.purpose, category=category_key(s.code) or "",
        department=s.department, department_name=department_name(s.department), item_type=s.item_type, audience=s.audience,
        handling=s.handling, decided_at_once=at_once, zero_trip=s.zero_trip, printable=s.printable,
        life_events=s.life_events, groups=s.groups, url=f"{origin}/services/{s.code}", matched=tuple(matched),
    )  # fmt: skip


def summaries(catalogue: PublishedCatalogue, origin: str, chosen: Filter) -> list[Summary]:
    """Return the summaries of services that match a filter, by code."""
    every = (summary(v, catalogue.decides_at_once(v), origin) for _, v in sorted(catalogue.in_force.items()))
    return [one for one in every if chosen.admits(one)]


def item(version: Version, at_once: bool, origin: str) -> Item:
    """Return one service in full."""
    s, here = version.service, f"{origin}/api/services/{version.service.code}"
    own: dict[str, Any] = {f: getattr(s, f) for f in s.__struct_fields__}
    return Item(
        **own, category=category_key(s.code) or "", department_name=department_name(s.department), decided_at_once=at_once,
        version=version.digest, in_force_from=version.valid_from, url=f"{origin}/services/{s.code}",
        linked_data=f"{here}.jsonld", national_fields=f"{here}/national.json",
        sources=tuple(source_records(s)),
    )  # fmt: skip


def source_records(service: Service) -> Iterator[SourceRecord]:
    """Return one record for each source of each claim."""
    for claim in claims(service):
        for source in claim.sources:
            law = source.law
            known = {name: getattr(law, name) for name in LAW_FIELDS} if law else {}
            yield SourceRecord(place=claim.place, says=claim.says, kind=source.kind, article=source.article, **known)


def categories(catalogue: PublishedCatalogue) -> list[CategoryCounted]:
    """Return the categories in display order."""
    counts = counted(category_key(code) or "" for code in catalogue.in_force)
    return [CategoryCounted(**msgspec.structs.asdict(c), services=counts.get(c.key, 0)) for c in read_categories()]


def departments(catalogue: PublishedCatalogue) -> list[DepartmentCounted]:
    """Return the departments; services of `street` count for each street office."""
    counts = counted(v.service.department for v in catalogue.in_force.values())
    return [
        DepartmentCounted(
            **msgspec.structs.asdict(d),
            services=counts.get(d.key, 0) + (counts.get("street", 0) if d.kind == "street_office" else 0),
        )
        for d in read_departments().values()
    ]


def counted(keys: Iterable[str]) -> Mapping[str, int]:
    """Count how often each key occurs."""
    counts: dict[str, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts
