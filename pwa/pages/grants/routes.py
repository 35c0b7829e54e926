"""“我领的津贴”: what one is granted, the next payment, and the history by month; the same for machines."""

from litestar import Response, get

from backend.cases.grants import overview
from backend.cases.grants.overview import GrantView
from backend.kit.problems import NotAllowed
from backend.kit.web import AnyRequest, Db, Now
from backend.residents.disclosure import may_read
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.templates import page
from pwa.views.grants import grant_card


@get("/me/grants", opt=access(signed_in))
async def mine(request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now) -> Response[str]:
    """What I get."""
    readable = may_read(acting.assurance)
    views = await overview.of_person(db, services, acting.principal, now) if readable else []
    return page(request, "grants/list.html", nav="me", readable=readable, grants=[grant_card(view) for view in views])


@get("/api/grants", opt=access(signed_in))
async def as_json(db: Db, acting: Who, services: InjectedServices, now: Now) -> list[GrantView]:
    """Grants as JSON."""
    if not may_read(acting.assurance):
        raise NotAllowed
    return await overview.of_person(db, services, acting.principal, now)


ROUTES = [mine, as_json]
