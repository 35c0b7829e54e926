"""The front page: search, what people often come for, the 15 categories."""

from urllib.parse import quote

from litestar import Response, get

from backend.catalogue.load import read_categories
from backend.catalogue.search.life_events import life_events
from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.pages.services.browse import EVERYTHING, POPULAR, tile
from pwa.pages.services.page_cache import TheCatalogue, public_page
from pwa.pages.services.views import card, category_of

CHIPS = ("老人津贴", "居住证", "社保证明", "娃上学")
SHOWN = 6


@get("/", opt=access(public), sync_to_thread=False)
def home(request: AnyRequest, catalogue: TheCatalogue) -> Response[str]:
    """The front page, the same for everybody."""
    held = [v for code in POPULAR if (v := catalogue.get(code))]
    common = [card(catalogue, v, icon=category_of(v.service).icon) for v in held[:SHOWN]]
    chips = [{"text": text, "href": f"/services?q={quote(text)}"} for text in CHIPS]
    return public_page(
        request, "home/home.html", nav="home", categories=read_categories(), common=common, chips=chips,
        events=[*(tile(event, "for") for event in life_events()), EVERYTHING], total=len(catalogue.in_force),
    )  # fmt: skip


ROUTES = [home]
