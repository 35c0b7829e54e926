"""Pages that are the same for everybody: made once for each mode, then answered by the front."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.catalogue.published import PublishedCatalogue
from backend.kit.precompressed import precompress
from backend.kit.web import AnyRequest
from pwa.mode import mode_of
from pwa.templates import PUBLIC, page

TheCatalogue = NamedDependency[SkipValidation[PublishedCatalogue]]


def public_page(request: AnyRequest, name: str, /, **context: Any) -> Response[str]:
    """A page without anything of the visitor in it, not even a form token; cached if its address is plain."""
    response = page(request, name, public=True, token="", **context)  # an empty one
    if not request.url.query:
        ready = precompress(response.content.encode(), "text/html; charset=utf-8", PUBLIC, quick=True)
        request.app.state.page_cache.put(request.url.path, mode_of(request.cookies), ready)
    return response
