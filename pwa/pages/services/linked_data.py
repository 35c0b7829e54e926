"""The page of a service for search engines: schema.org GovernmentService, FAQPage and BreadcrumbList as JSON-LD."""

from typing import Any

import msgspec
from markupsafe import Markup
from msgspec import Struct

from backend.catalogue.types import Category, Service

HARMLESS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}  # nothing in a text can end the script element


class Thing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A node of the graph: its schema.org type, its name, and more as the type wants it."""

    type: str = msgspec.field(name="@type")
    id: str = msgspec.field(name="@id", default="")
    name: str = ""
    text: str = ""
    url: str = ""


class Government(Thing, frozen=True, kw_only=True):
    """schema.org/GovernmentService."""

    alternate_name: tuple[str, ...] = msgspec.field(name="alternateName", default=())
    description: str = ""
    identifier: str = ""
    service_type: str = msgspec.field(name="serviceType", default="")
    category: str = ""
    in_language: str = msgspec.field(name="inLanguage", default="zh-CN")
    service_operator: Thing = msgspec.field(name="serviceOperator")
    area_served: Thing = msgspec.field(name="areaServed")
    audience: dict[str, str]
    available_channel: tuple[dict[str, Any], ...] = msgspec.field(name="availableChannel", default=())
    is_accessible_for_free: bool = msgspec.field(name="isAccessibleForFree")


class Questions(Thing, frozen=True, kw_only=True):
    """schema.org/FAQPage."""

    main_entity: tuple[dict[str, Any], ...] = msgspec.field(name="mainEntity")


class Crumbs(Thing, frozen=True, kw_only=True):
    """schema.org/BreadcrumbList."""

    items: tuple[dict[str, Any], ...] = msgspec.field(name="itemListElement")


def of_service(service: Service, department: str, category: Category, origin: str) -> Markup:
    """The graph of one service, safe to stand inside a script element."""
    here = f"{origin}/services/{service.code}"
    graph = (
        government(service, department, category, here),
        questions(service, here),
        crumbs(service, category, origin),
    )
    text = msgspec.json.encode({"@context": "https://schema.org", "@graph": graph}).decode()
    return Markup(text.translate(HARMLESS))  # noqa: S704  # no < > & is left, and script elements know no entities


def government(service: Service, department: str, category: Category, here: str) -> Government:
    """The service itself."""
    who = {"individual": "居民", "enterprise": "企业", "both": "居民和企业"}[service.audience]
    return Government(
        type="GovernmentService", id=f"{here}#service", name=service.name, url=here,
        alternate_name=(*service.aliases, service.name_en), description=service.purpose, identifier=service.code,
        service_type=service.item_type, category=category.name, service_operator=Thing(type="GovernmentOrganization", name=department),
        area_served=Thing(type="AdministrativeArea", name="广东省深圳市福田区"), audience={"@type": "Audience", "audienceType": who},
        available_channel=tuple(channels(service, here)), is_accessible_for_free=not service.fee.charged,
    )  # fmt: skip


def channels(service: Service, here: str) -> list[dict[str, Any]]:
    """Where it can be asked for."""
    online = {"@type": "ServiceChannel", "serviceUrl": here, "availableLanguage": "zh-CN"}
    phone = {"@type": "ServiceChannel", "servicePhone": {"@type": "ContactPoint", "telephone": "12345"}}
    return [online, phone] if service.channels.app else [phone]


def questions(service: Service, here: str) -> Questions:
    """What people ask, answered."""
    asked = (
        {"@type": "Question", "name": q.q, "acceptedAnswer": {"@type": "Answer", "text": q.a}} for q in service.question
    )
    return Questions(type="FAQPage", id=f"{here}#questions", main_entity=tuple(asked))


def crumbs(service: Service, category: Category, origin: str) -> Crumbs:
    """The way from the front page to here."""
    way = (
        ("首页", "/"),
        ("办事", "/services"),
        (category.name, f"/services/{category.key}"),
        (service.name, f"/services/{service.code}"),
    )
    items = (
        {"@type": "ListItem", "position": n, "name": name, "item": f"{origin}{path}"}
        for n, (name, path) in enumerate(way, 1)
    )
    return Crumbs(type="BreadcrumbList", items=tuple(items))
