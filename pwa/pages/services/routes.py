"""The catalogue for people: find, browse, read before signing in. Every page here is the same for everybody."""

from typing import Annotated

from litestar import Litestar, Response, get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.catalogue.search.current_index import Search
from backend.catalogue.search.missed import count_miss
from backend.guidance.types import GuidedStep
from backend.kit.client_address import rate_limit_address
from backend.kit.clock import local_date
from backend.kit.precompressed import precompress
from backend.kit.problems import NotThere
from backend.kit.qr import svg
from backend.kit.reading_mode import mode_of
from backend.kit.web import AnyRequest, Now, Redis, see_other
from backend.residents.guards import access, public
from pwa.guided import mark
from pwa.injected import InjectedServices
from pwa.pages.services import browse, eligibility_routes, preview, report_routes, search_results
from pwa.pages.services.existing_grant import existing_grant_of_visitor
from pwa.pages.services.views import service_page
from pwa.templates import PUBLIC, page
from pwa.views.public_pages import TheCatalogue, TheSettings, public_page

Typed = FromQuery[Annotated[str, Meta(max_length=200)]]


def turned(app: Litestar) -> None:
    """The catalogue has changed: index it anew, beside what goes on."""
    if "search" not in app.state:
        app.state.search = Search(app.state.settings.index_folder)
    app.state.search.renew([v.service for v in app.state.catalogue.in_force.values()])


@get("/services", opt=access(public))
async def find(request: AnyRequest, redis: Redis, catalogue: TheCatalogue, q: Typed = "") -> Response[str]:
    """Search, or all ways to browse."""
    if not q.strip():
        return public_page(request, "services/index.html", browse.all_ways(catalogue), nav="services")
    index = await request.app.state.search.index()
    view = search_results.results(catalogue, index, q.strip())
    if search_results.found_nothing(view):
        await count_miss(redis, q, rate_limit_address(request))
    return public_page(request, "services/list.html", view, nav="services")


@get("/services/suggest", opt=access(public))
async def suggest(request: AnyRequest, catalogue: TheCatalogue, q: Typed = "") -> Response[str]:
    """A few services while somebody types: a piece of a page."""
    index = await request.app.state.search.index()
    return page(
        request,
        "services/suggest.html",
        public=True,
        query=q.strip(),
        found=search_results.suggestions(catalogue, index, q.strip()),
    )


@get("/services/by", opt=access(public), sync_to_thread=False)
def by_department(request: AnyRequest, catalogue: TheCatalogue) -> Response[str]:
    """The 34 departments."""
    return public_page(request, "services/departments.html", nav="services", departments=browse.departments(catalogue))


WAYS = {"in": browse.category, "for": browse.event, "group": browse.group, "by": browse.department, "with": browse.mark}


@get(["/services/in/{key:str}", "/services/for/{key:str}", "/services/group/{key:str}", "/services/by/{key:str}", "/services/with/{key:str}"],
     opt=access(public), sync_to_thread=False)  # fmt: skip
def browsed(request: AnyRequest, catalogue: TheCatalogue, key: FromPath[str]) -> Response[str]:
    """One category, life event, group, department or mark."""
    way = request.url.path.split("/")[2]
    return public_page(request, "services/list.html", WAYS[way](catalogue, key), nav="services")


@get("/services/{key:str}", opt=access(public))
async def show(
    request: AnyRequest,
    catalogue: TheCatalogue,
    settings: TheSettings,
    services: InjectedServices,
    now: Now,
    key: FromPath[str],
) -> Response[str]:
    """One service by its code, or a category by its key: what it is, whether it is for me, what I need, how long it takes."""
    version = catalogue.get(key.upper())
    if version is None:
        return public_page(request, "services/list.html", browse.category(catalogue, key), nav="services")
    existing_grant = await existing_grant_of_visitor(request, services, version.service, now)
    mark(request, GuidedStep(page="service", service=version.service.code))
    show_page = page if existing_grant else public_page
    return show_page(
        request,
        "services/show.html",
        service_page(catalogue, version, settings.origin, existing_grant, local_date(now)),
        nav="services",
    )


@get("/services/{code:str}/qr.svg", opt=access(public), sync_to_thread=False)
def qr(request: AnyRequest, catalogue: TheCatalogue, settings: TheSettings, code: FromPath[str]) -> Response[bytes]:
    """The address of the page as a QR code, to be scanned from a screen or a print."""
    version = catalogue.get(code.upper())
    if version is None:
        raise NotThere
    drawn = svg(f"{settings.origin}/services/{version.service.code}", scale=4, border=4, xmldecl=False)
    ready = precompress(drawn, "image/svg+xml", PUBLIC, quick=True)
    request.app.state.page_cache.put(request.url.path, mode_of(request.cookies), ready)
    return Response(drawn, media_type="image/svg+xml", headers={"Cache-Control": PUBLIC})


@get("/services/{code:str}/start", opt=access(public), sync_to_thread=False)
def start(code: FromPath[str]) -> Redirect:
    """From the public page into the personal part; signing in happens on the way."""
    return see_other(f"/cases/new?service={code.upper()}")


ROUTES = [
    find,
    suggest,
    by_department,
    browsed,
    show,
    qr,
    start,
    *eligibility_routes.ROUTES,
    *preview.ROUTES,
    *report_routes.ROUTES,
]
