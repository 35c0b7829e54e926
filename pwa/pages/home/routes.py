"""The front page: search, what people often come for, events of a life."""

from urllib.parse import quote

from litestar import Response, get
from msgspec import Struct

from backend.catalogue.search.life_events import groups, life_events
from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.views.parts import TextLink
from pwa.views.public_pages import TheCatalogue, public_page
from pwa.views.service_cards import POPULAR, ServiceCard, Tile, service_cards, situation_tile

_messages = Messages.beside(__file__)
CHIPS, EVERYTHING = _messages.words("Chip"), _messages.take("everything")
SHOWN = 6


class FrontPage(Struct, frozen=True, kw_only=True):
    """The front page."""

    chips: list[TextLink]
    common: list[ServiceCard]
    events: list[Tile]
    elders: list[ServiceCard]
    total: int


@get("/", opt=access(public), sync_to_thread=False)
def home(request: AnyRequest, catalogue: TheCatalogue) -> Response[str]:
    """The front page, the same for everybody."""
    view = FrontPage(
        elders=service_cards(catalogue, next(group.first for group in groups() if group.key == "elderly")),
        chips=[TextLink(text, f"/services?q={quote(text)}") for text in CHIPS.values()],
        common=service_cards(catalogue, POPULAR)[:SHOWN],
        events=[*(situation_tile(event, "for") for event in life_events()), Tile(EVERYTHING().text, "", "layout-grid", "/services")], total=len(catalogue.in_force),
    )  # fmt: skip
    return public_page(request, "home/home.html", view, nav="home")


ROUTES = [home]
