"""The front page: search, what people come for, the 15 categories."""

from litestar import Response, get

from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.pages.services.routes import TheBook, categories, public_page

POPULAR = (
    "FT0205001", "FT0110009", "FT0107003", "FT0620003", "FT0920009", "FT1207001", "FT0220005", "FT0107006",
)  # fmt: skip


@get("/", opt=access(public))
async def home(request: AnyRequest, book: TheBook) -> Response[str]:
    """The front page, the same for everybody."""
    popular = [v.service for code in POPULAR if (v := book.get(code))]
    return public_page(
        request, "home/home.html", nav="home", categories=categories(book), popular=popular, total=len(book.in_force),
    )  # fmt: skip


ROUTES = [home]
