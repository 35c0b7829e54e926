"""The person's own city, as a page and for machines."""

from litestar import Response, get

from backend.kit.web import AnyRequest, Db, Now
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.me.city import City, city
from pwa.templates import page


@get("/me", opt=access(signed_in))
async def mine(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[str]:
    """What I receive, may get, have to do and hold, and where my affairs stand."""
    return page(request, "me/city.html", await city(db, services, acting, now), nav="me")


@get("/api/me", opt=access(signed_in))
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> City:
    """“我的城市” as JSON."""
    return await city(db, services, acting, now)


ROUTES = [mine, as_json]
