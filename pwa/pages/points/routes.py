"""Where one can go."""

from litestar import Response, get

from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.pages.points.views import points_page
from pwa.views.public_pages import public_page


@get("/places", opt=access(public), sync_to_thread=False)
def places(request: AnyRequest) -> Response[str]:
    """The service points: the list, then the schematic map."""
    return public_page(request, "points/show.html", points_page(), nav="services")


ROUTES = [places]
