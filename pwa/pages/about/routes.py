"""What this is, how far its contents can be trusted, and what we do with personal data."""

from litestar import Response, get

from backend.kit.clock import local_date
from backend.kit.web import AnyRequest, Now
from backend.residents.guards import access, public
from pwa.pages.about.views import about_page
from pwa.templates import page
from pwa.views.public_pages import TheCatalogue


@get("/about", opt=access(public), sync_to_thread=False)
def about(request: AnyRequest, catalogue: TheCatalogue, now: Now) -> Response[str]:
    """About this place, and privacy."""
    view = about_page(catalogue, request.app.state.settings.origin, local_date(now))
    return page(request, "about/show.html", view, public=True, nav="")


ROUTES = [about]
