"""A helper guides: the same screen as an officer's, on the ground of a mandate that is looked at anew each time."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.guidance import desk
from backend.guidance.guide import Guide, as_helper
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.views.guide_routes import GuidePlace, guide_routes

HERE = "/guidance/helping"


def guide_of(acting: Who) -> Guide:
    """Whoever is signed in, as themselves."""
    return as_helper(acting)


@post(HERE + "/{id:uuid}/taking", opt=access(signed_in))
async def take(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """I am here."""
    await read_form(request, EmptyForm)
    await desk.take_as_helper(db, services, as_helper(acting), id, now)
    return see_other(f"{HERE}/{id}")


PLACE = GuidePlace(base=HERE, template="guidance/helping.html", policy=signed_in, guide=guide_of, left="/mandates")
ROUTES = [take, *guide_routes(PLACE)]
