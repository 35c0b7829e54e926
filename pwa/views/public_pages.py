"""Public pages: rendered once for each mode, then answered from the page cache."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from msgspec import Struct

from backend.catalogue.published import PublishedCatalogue
from backend.kit.precompressed import precompress
from backend.kit.reading_mode import mode_of
from backend.kit.web import AnyRequest
from backend.residents.guards import visitor_of
from backend.settings import Settings
from pwa.guided import is_guided
from pwa.templates import PUBLIC, page

TheCatalogue = NamedDependency[SkipValidation[PublishedCatalogue]]
TheSettings = NamedDependency[SkipValidation[Settings]]


def public_page(request: AnyRequest, name: str, view: Struct | None = None, /, **context: Any) -> Response[str]:
    """Answer with a page that holds nothing of the visitor, not even a form token; cached if the address has no query.

    While the visitor acts for another, or is guided, the page says so, and is theirs.
    """
    if visitor_of(request).mandate is not None or is_guided(request):
        return page(request, name, view, **context)
    response = page(request, name, view, public=True, token="", **context)  # an empty one
    if not request.url.query:
        ready = precompress(response.content.encode(), "text/html; charset=utf-8", PUBLIC, quick=True)
        request.app.state.page_cache.put(request.url.path, mode_of(request.cookies), ready)
    return response
