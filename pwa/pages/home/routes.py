"""The front page: search, what people come for, the 15 categories."""

from urllib.parse import quote

from litestar import Response, get

from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from backend.catalogue.load import read_categories
from pwa.pages.services.routes import TheBook, card, public_page

COMMON = {
    "FT0205001": "heart-handshake", "FT0107003": "id-card", "FT0620003": "shield-check", "FT0110009": "graduation-cap",
    "FT0920009": "house", "FT1207001": "store",
}  # fmt: skip
CHIPS = ("老人津贴", "居住证", "社保证明", "娃上学")


@get("/", opt=access(public))
async def home(request: AnyRequest, book: TheBook) -> Response[str]:
    """The front page, the same for everybody."""
    common = [{**card(book, v), "icon": icon} for code, icon in COMMON.items() if (v := book.get(code))]
    chips = [{"text": text, "href": f"/services?q={quote(text)}"} for text in CHIPS]
    return public_page(request, "home/home.html", nav="home", categories=read_categories(), common=common, chips=chips)


ROUTES = [home]
