"""How big the letters are: the page with the three sizes, and the switch that every page's head posts to."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect
from msgspec import Struct

from backend.kit.reading_mode import COOKIE, ReadingMode
from backend.kit.web import read_form, see_other
from backend.residents.guards import access, public
from pwa.templates import page

YEAR = 365 * 24 * 3600


class ModeWanted(Struct, forbid_unknown_fields=True):
    """The size somebody chose, and the page to go back to."""

    mode: ReadingMode
    back: str = "/"


@get("/mode", opt=access(public), sync_to_thread=False)
def sizes(request: Request[Any, Any, Any]) -> Response[str]:
    """The three sizes to choose from."""
    return page(request, "mode/show.html")


@post("/mode", opt=access(public, token=False), status_code=303)
async def switch(request: Request[Any, Any, Any]) -> Redirect:
    """Remember the size for a year and return to where the visitor was. No session is needed, so none is asked for."""
    wanted = await read_form(request, ModeWanted)
    answer = see_other(own_path(wanted.back))
    answer.cookies.append(Cookie(key=COOKIE, value=wanted.mode, max_age=YEAR, path="/", samesite="lax"))
    return answer


def own_path(path: str) -> str:
    """A path on this site; anything else becomes the home page (no open redirects)."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own else "/"


ROUTES = [sizes, switch]
