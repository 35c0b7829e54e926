"""Public API of the catalogue: JSON, linked data, national fields, sitemap and feed; cached, because it is the same for everyone."""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, QueryParameter, SkipValidation
from msgspec import Struct

from backend.catalogue import store
from backend.catalogue.laws import Law, read_laws
from backend.catalogue.open_data import feeds, plain_json
from backend.catalogue.open_data.linked_data import catalogue_document, service_document
from backend.catalogue.open_data.national_fields import national_document
from backend.catalogue.open_data.plain_json import CategoryCounted, DepartmentCounted, Filter, Item, Summary
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.reference_data import Division, divisions_today
from backend.catalogue.search.current_index import Search
from backend.catalogue.search.outcome import search_services
from backend.catalogue.search.outside_services import OutsideService, outside_services
from backend.catalogue.service_points import ServicePoint, read_service_points
from backend.catalogue.vocabulary import Audience, Group, Handling, LifeEvent
from backend.kit.clock import local_date
from backend.kit.messages import formats
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience as Reader
from backend.kit.precompressed import Precompressed, precompress
from backend.kit.problems import NotThere, NotUnderstood
from backend.kit.web import Db, Now
from backend.residents.guards import access, public
from backend.settings import Settings

AnyRequest = Request[Any, Any, Any]
TheCatalogue = NamedDependency[SkipValidation[PublishedCatalogue]]
TheSettings = NamedDependency[SkipValidation[Settings]]
JSON, LINKED = "application/json", "application/ld+json"
FRESH = "public, max-age=0, must-revalidate"  # caches keep it and ask with If-None-Match whether it still holds
MACHINES = (
    "/api/services",
    "/api/categories",
    "/api/departments",
    "/api/outside-services",
    "/api/divisions",
    "/api/service-points",
    "/api/laws",
    "/api/catalogue",
    "/feeds/",
    "/sitemap",
    "/robots",
)
DESCRIBES = Messages.beside(__file__).texts("api", Reader.MACHINE)
MOST_CHANGES, MOST_FOUND, LONGEST = 100, 1000, 200
Words = Annotated[str, QueryParameter(max_length=LONGEST, description=DESCRIBES("words"))]
Many = Annotated[int, QueryParameter(ge=1, le=MOST_FOUND)]
REFUSED = "application/problem+json"
OPEN: dict[str, Any] = {"opt": access(public, open_data=True), "include_in_schema": True, "tags": [DESCRIBES("tag")]}


def forget_responses(app: Litestar) -> None:
    """Clear the cached responses after a publication."""
    fixed = app.state.page_cache.fixed
    for path in [p for p in fixed if p.startswith(MACHINES)]:
        del fixed[path]


def cached_response(request: AnyRequest, path: str, body: bytes, content_type: str = JSON) -> Response[bytes]:
    """Return a response and put it into the page cache under its URL."""
    ready = precompress(body, content_type, FRESH, quick=True, open_data=True)
    request.app.state.page_cache.fixed[path] = ready
    return to_response(request, ready)


def uncached_response(request: AnyRequest, value: object) -> Response[bytes]:
    """Return a response that isn't worth caching, such as a search."""
    return to_response(request, precompress(msgspec.json.encode(value), JSON, FRESH, quick=True, open_data=True))


def to_response(request: AnyRequest, ready: Precompressed) -> Response[bytes]:
    """Convert precompressed bytes to a framework response; 304 if the ETag matches (RFC 9110 §13.1.2)."""
    headers = {name.decode(): value.decode() for name, value in ready.not_modified_headers}
    kind = ready.content_type
    # the framework adds the charset to texts itself
    kind = kind.partition(";")[0] if kind.startswith("text/") else kind
    if ready.matches_etag(request.headers.get("if-none-match", "")):
        return Response(b"", status_code=304, headers=headers, media_type=kind)
    body, encoding = ready.negotiate(request.headers.get("accept-encoding", ""))
    if encoding:
        headers["content-encoding"] = encoding
    return Response(body, headers=headers, media_type=kind)


class ProblemDetails(Struct, frozen=True):
    """Body of an error response (RFC 9457)."""

    type: str
    title: str
    status: int


def response_spec(kind: Any, says: str, media: str = JSON, *refusals: int) -> dict[int, ResponseSpec]:
    """Describe a response and its possible errors for the OpenAPI document."""
    told = {
        status: ResponseSpec(ProblemDetails, description=REFUSALS[status], media_type=REFUSED, generate_examples=False)
        for status in refusals
    }
    return {200: ResponseSpec(kind, description=says, media_type=media, generate_examples=False), **told}


REFUSALS = {400: DESCRIBES("bad_request"), 404: DESCRIBES("not_found")}


NAMES = frozenset({"q", "limit", *Filter.__struct_fields__})


@get("/api/services", responses=response_spec(list[Summary], DESCRIBES("services"), JSON, 400), **OPEN)
async def services(
    request: AnyRequest, catalogue: TheCatalogue, settings: TheSettings, q: Words = "",
    category: FromQuery[str | None] = None, department: FromQuery[str | None] = None,
    audience: FromQuery[Audience | None] = None, handling: FromQuery[Handling | None] = None,
    zero_trip: FromQuery[bool | None] = None, printable: FromQuery[bool | None] = None,
    group: FromQuery[Group | None] = None, event: FromQuery[LifeEvent | None] = None,
    limit: Many = 20,
) -> Response[bytes]:  # fmt: skip
    """List services: all, filtered, or found by a query, best first (`limit` applies to queries only)."""
    if unknown := set(request.query_params) - NAMES:
        raise NotUnderstood("parameters", names=formats.listed(sorted(unknown))[:80])
    chosen = Filter(
        category=category, department=department, audience=audience, handling=handling, zero_trip=zero_trip,
        printable=printable, group=group, event=event,
    )  # fmt: skip
    if q.strip():
        return uncached_response(
            request, await searched(request.app, catalogue, settings.origin, chosen, q.strip(), limit)
        )
    found = plain_json.summaries(catalogue, settings.origin, chosen)
    return (
        uncached_response(request, found)
        if request.url.query
        else cached_response(request, "/api/services", msgspec.json.encode(found))
    )


async def searched(
    app: Litestar, catalogue: PublishedCatalogue, origin: str, chosen: Filter, q: str, limit: int
) -> list[Summary]:
    """Search services; each result has its reason."""
    search: Search = app.state.search
    found: list[Summary] = []
    for hit in search_services(await search.index(), q, limit=len(catalogue.in_force)):
        version = catalogue.get(hit.code)
        if version is not None:
            one = plain_json.summary(version, catalogue.decides_at_once(version), origin, hit.matched)
            found += [one] if chosen.admits(one) else []
    return found[:limit]


@get(
    "/api/outside-services",
    responses=response_spec(tuple[OutsideService, ...], DESCRIBES("outside_services")),
    sync_to_thread=False,
    **OPEN,
)
def list_outside_services(request: AnyRequest) -> Response[bytes]:
    """List what residents look for here that somebody else does, with the words by which a search knows it."""
    return cached_response(request, "/api/outside-services", msgspec.json.encode(outside_services()))


@get(
    "/api/services/{name:str}",
    responses=response_spec(Item, DESCRIBES("service"), JSON, 400, 404),
    sync_to_thread=False,
    **OPEN,
)
def service(
    request: AnyRequest, catalogue: TheCatalogue, settings: TheSettings, name: FromPath[str]
) -> Response[bytes]:
    """Return one service by code (FT0205001), as JSON or linked data (FT0205001.jsonld)."""
    code, _, form = name.partition(".")
    version = catalogue.get(code)
    if version is None or form not in {"", "jsonld"}:
        raise NotThere
    path = f"/api/services/{name}"
    if form:
        return cached_response(
            request, path, msgspec.json.encode(service_document(version, catalogue.in_force, settings.origin)), LINKED
        )
    return cached_response(
        request,
        path,
        msgspec.json.encode(plain_json.item(version, catalogue.decides_at_once(version), settings.origin)),
    )


@get("/api/services/{code:str}/national.json", responses=response_spec(dict[str, Any], DESCRIBES("national"), JSON, 400, 404),
     sync_to_thread=False, **OPEN)  # fmt: skip
def national(request: AnyRequest, catalogue: TheCatalogue, code: FromPath[str]) -> Response[bytes]:
    """Return one service in the fields of the national item list."""
    version = catalogue.get(code)
    if version is None:
        raise NotThere
    return cached_response(request, f"/api/services/{code}/national.json", national_document(version))


@get(
    "/api/catalogue.jsonld",
    responses=response_spec(dict[str, Any], DESCRIBES("linked_data"), LINKED),
    sync_to_thread=False,
    **OPEN,
)
def catalogue_linked_data(request: AnyRequest, catalogue: TheCatalogue, settings: TheSettings) -> Response[bytes]:
    """Return all services as linked data."""
    return cached_response(
        request,
        "/api/catalogue.jsonld",
        msgspec.json.encode(catalogue_document(catalogue.in_force, settings.origin)),
        LINKED,
    )


def reference(path: str, kind: Any, says: str, make: Callable[[PublishedCatalogue], object]) -> Any:
    """Build a route for one small reference list."""

    @get(path, responses=response_spec(kind, says), sync_to_thread=False, name=path, summary=says, **OPEN)
    def give(request: AnyRequest, catalogue: TheCatalogue) -> Response[bytes]:
        return cached_response(request, path, msgspec.json.encode(make(catalogue)))

    return give


@get("/sitemap.xml", sync_to_thread=False, opt=access(public, open_data=True))
def sitemap(request: AnyRequest, catalogue: TheCatalogue, settings: TheSettings) -> Response[bytes]:
    """Return the sitemap of all public pages."""
    return cached_response(
        request, "/sitemap.xml", feeds.sitemap(catalogue, settings.origin).encode(), "application/xml; charset=utf-8"
    )


@get("/robots.txt", sync_to_thread=False, opt=access(public, open_data=True))
def robots(request: AnyRequest, settings: TheSettings) -> Response[bytes]:
    """Return robots.txt."""
    return cached_response(request, "/robots.txt", feeds.robots(settings.origin).encode(), "text/plain; charset=utf-8")


@get("/feeds/services.xml", opt=access(public, open_data=True))
async def changes(
    request: AnyRequest, db: Db, now: Now, catalogue: TheCatalogue, settings: TheSettings
) -> Response[bytes]:
    """Return recent publications as an Atom feed."""
    edition = catalogue.edition
    found = await store.changes(db, on=local_date(now), most=MOST_CHANGES)
    body, kind = feeds.atom(found, settings.origin).encode(), "application/atom+xml; charset=utf-8"
    if catalogue.edition != edition:  # published while we asked: this answer may be the old one, so it is not kept
        return to_response(request, precompress(body, kind, FRESH, quick=True, open_data=True))
    return cached_response(request, "/feeds/services.xml", body, kind)


ROUTES = [
    list_outside_services,
    services, service, national, catalogue_linked_data, sitemap, robots, changes,
    reference("/api/categories", list[CategoryCounted], DESCRIBES("categories"), plain_json.categories),
    reference("/api/departments", list[DepartmentCounted], DESCRIBES("departments"), plain_json.departments),
    reference("/api/laws", list[Law], DESCRIBES("laws"), lambda _: read_laws()),
    reference("/api/divisions", list[Division], DESCRIBES("divisions"), lambda _: divisions_today()),
    reference("/api/service-points", list[ServicePoint], DESCRIBES("service_points"), lambda _: read_service_points()),
]  # fmt: skip
