"""Services and ways to browse them as cards and tiles; pure."""

from collections.abc import Iterable

from msgspec import Struct

from backend.catalogue.load import read_categories
from backend.catalogue.published import PublishedCatalogue, Version
from backend.catalogue.search.life_events import BrowseTopic
from backend.catalogue.types import Category, Service
from backend.kit.messages.render import Messages
from pwa.views.parts import StateTag

LABELS = Messages.beside(__file__).words("ServiceTag")
TONES = {"instant": "good", "same_day": "good", "ended": "warn", "unsure": "warn"}
POPULAR = (
    "FT0205001", "FT0107003", "FT0620003", "FT0110009", "FT0920009", "FT1207001", "FT0107007", "FT0820001", "FT0620013", "FT0907001",
    "FT1020005", "FT0520001",
)  # fmt: skip


class ServiceCard(Struct, frozen=True):
    """A service in a list; `why`: why a search found it, or ""."""

    name: str
    href: str
    says: str
    icon: str
    why: str
    tags: list[StateTag]


class Tile(Struct, frozen=True):
    """A link of `ui.category_tile`."""

    name: str
    says: str
    icon: str
    href: str


def tags(service: Service, instant: bool) -> list[StateTag]:
    """The labels of a service, up to four."""
    marks = ["instant"] if instant else ["same_day"] if service.handling == "same_day" else []
    marks += (
        ["zero"] * service.zero_trip + ["print"] * service.printable + ["unsure"] * (service.confidence == "uncertain")
    )
    if service.elsewhere is not None:
        marks = ["elsewhere"]
    if service.status.state != "in_force":
        marks = ["ended"]
    return [StateTag(LABELS[m], TONES.get(m, "neutral")) for m in marks]


def service_card(catalogue: PublishedCatalogue, version: Version, why: str = "") -> ServiceCard:
    """Make the card of a service; the icon is that of its category."""
    service = version.service
    return ServiceCard(
        service.name, f"/services/{service.code}", service.purpose, category_of(service).icon, why,
        tags(service, catalogue.decides_at_once(version)),
    )  # fmt: skip


def service_cards(catalogue: PublishedCatalogue, codes: Iterable[str]) -> list[ServiceCard]:
    """Make cards of the services with these codes that are in force."""
    return [service_card(catalogue, version) for code in codes if (version := catalogue.get(code))]


def category_of(service: Service) -> Category:
    """Find the category of a service: digits 3 and 4 of its code are the category's number."""
    return read_categories()[int(service.code[2:4]) - 1]


def situation_tile(situation: BrowseTopic, way: str) -> Tile:
    """Make the tile of a life event (way “for”) or group of people (way “group”)."""
    return Tile(situation.name, situation.says, situation.icon, f"/services/{way}/{situation.key}")
