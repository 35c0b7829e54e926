"""What this is and what we do with personal data."""

from litestar import Response, get

from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.templates import page


@get("/about", opt=access(public), sync_to_thread=False)
def about(request: AnyRequest) -> Response[str]:
    """About this place, and privacy."""
    return page(request, "about/show.html", public=True, nav="", origin=request.app.state.settings.origin)


ROUTES = [about]
