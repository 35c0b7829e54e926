"""Pages that are the same for everybody: made once for each mode, then answered by the front."""

from typing import Any

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.catalogue.book import Book
from backend.kit.ready import make_ready
from backend.kit.web import AnyRequest
from pwa.mode import mode_of
from pwa.templates import PUBLIC, page

TheBook = NamedDependency[SkipValidation[Book]]


def public_page(request: AnyRequest, name: str, /, **context: Any) -> Response[str]:
    """A page without anything of the visitor in it, not even a form token; put on the shelf if its address is plain."""
    response = page(request, name, public=True, token="", **context)  # an empty one
    if not request.url.query:
        ready = make_ready(response.content.encode(), "text/html; charset=utf-8", PUBLIC, quick=True)
        request.app.state.shelf.put(request.url.path, mode_of(request.cookies), ready)
    return response
