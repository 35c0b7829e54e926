"""The page of a service for search engines: schema.org GovernmentService, FAQPage and BreadcrumbList as JSON-LD."""

import msgspec
from markupsafe import Markup
from msgspec import Struct

from backend.catalogue.types import Category, Service
from backend.kit.messages.render import Messages

SCHEMA = Messages.beside(__file__).texts("schema")
HARMLESS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}  # nothing in a text can end the script element


class Thing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A node of the graph: its schema.org type, its name, and more as the type wants it."""

    type: str = msgspec.field(name="@type")
    id: str = msgspec.field(name="@id", default="")
    name: str = ""
    text: str = ""
    url: str = ""


class SchemaAudience(Thing, frozen=True, kw_only=True):
    """schema.org/Audience."""

    audience_type: str = msgspec.field(name="audienceType")


class ContactPoint(Thing, frozen=True, kw_only=True):
    """schema.org/ContactPoint."""

    telephone: str


class Channel(Thing, frozen=True, kw_only=True):
    """schema.org/ServiceChannel: online or by telephone."""

    service_url: str = msgspec.field(name="serviceUrl", default="")
    available_language: str = msgspec.field(name="availableLanguage", default="")
    service_phone: ContactPoint | None = msgspec.field(name="servicePhone", default=None)


class SchemaQuestion(Thing, frozen=True, kw_only=True):
    """schema.org/Question."""

    accepted_answer: Thing = msgspec.field(name="acceptedAnswer")


class Crumb(Thing, frozen=True, kw_only=True):
    """schema.org/ListItem."""

    position: int
    item: str


class Graph(Struct, frozen=True):
    """A JSON-LD document."""

    graph: tuple[Thing, ...] = msgspec.field(name="@graph")
    context: str = msgspec.field(name="@context", default="https://schema.org")


class Government(Thing, frozen=True, kw_only=True):
    """schema.org/GovernmentService."""

    alternate_name: tuple[str, ...] = msgspec.field(name="alternateName", default=())
    description: str = ""
    identifier: str = ""
    service_type: str = msgspec.field(name="serviceType", default="")
    category: str = ""
    in_language: str = msgspec.field(name="inLanguage")
    service_operator: Thing = msgspec.field(name="serviceOperator")
    area_served: Thing = msgspec.field(name="areaServed")
    audience: SchemaAudience
    available_channel: tuple[Channel, ...] = msgspec.field(name="availableChannel", default=())
    is_accessible_for_free: bool = msgspec.field(name="isAccessibleForFree")


class Questions(Thing, frozen=True, kw_only=True):
    """schema.org/FAQPage."""

    main_entity: tuple[SchemaQuestion, ...] = msgspec.field(name="mainEntity")


class Crumbs(Thing, frozen=True, kw_only=True):
    """schema.org/BreadcrumbList."""

    items: tuple[Crumb, ...] = msgspec.field(name="itemListElement")


def of_service(service: Service, department: str, category: Category, origin: str) -> Markup:
    """Describe one service as JSON-LD, safe to stand inside a script element."""
    here = f"{origin}/services/{service.code}"
    graph = (
        government(service, department, category, here),
        questions(service, here),
        crumbs(service, category, origin),
    )
    text = msgspec.json.encode(Graph(graph)).decode()
    return Markup(text.translate(HARMLESS))  # noqa: S704  # no < > & is left, and script elements know no entities


def government(service: Service, department: str, category: Category, here: str) -> Government:
    """The service itself."""
    who = {"individual": SCHEMA("residents"), "enterprise": SCHEMA("enterprises"), "both": SCHEMA("everybody")}[
        service.audience
    ]
    return Government(
        type="GovernmentService", id=f"{here}#service", name=service.name, url=here,
        alternate_name=(*service.aliases, service.name_en), description=service.purpose, identifier=service.code,
        service_type=service.item_type, category=category.name, service_operator=Thing(type="GovernmentOrganization", name=department),
        area_served=Thing(type="AdministrativeArea", name=SCHEMA("area")), audience=SchemaAudience(type="Audience", audience_type=who),
        available_channel=channels(service, here), in_language="zh-CN", is_accessible_for_free=not service.fee.charged,
    )  # fmt: skip


def channels(service: Service, here: str) -> tuple[Channel, ...]:
    """List where the service can be asked for: online where it can be, and by telephone."""
    online = Channel(type="ServiceChannel", service_url=here, available_language="zh-CN")
    phone = Channel(type="ServiceChannel", service_phone=ContactPoint(type="ContactPoint", telephone="12345"))
    return (online, phone) if service.channels.app else (phone,)


def questions(service: Service, here: str) -> Questions:
    """List questions with their answers."""
    asked = (
        SchemaQuestion(type="Question", name=q.q, accepted_answer=Thing(type="Answer", text=q.a))
        for q in service.question
    )
    return Questions(type="FAQPage", id=f"{here}#questions", main_entity=tuple(asked))


def crumbs(service: Service, category: Category, origin: str) -> Crumbs:
    """List the pages from the front page to this one."""
    way = (
        (SCHEMA("home"), "/"),
        (SCHEMA("services"), "/services"),
        (category.name, f"/services/{category.key}"),
        (service.name, f"/services/{service.code}"),
    )
    items = (
        Crumb(type="ListItem", position=n, name=name, item=f"{origin}{path}") for n, (name, path) in enumerate(way, 1)
    )
    return Crumbs(type="BreadcrumbList", items=tuple(items))
