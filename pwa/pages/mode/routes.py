"""How big the letters are and which language is spoken: the page with the choices, and the switch that every page's head posts to."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.messages import language
from backend.kit.reading_mode import COOKIE, ReadingMode
from backend.kit.web import read_form, see_other
from backend.residents.guards import access, public
from pwa.templates import page
from pwa.translation import installed, own_names

YEAR = 365 * 24 * 3600


class ModeWanted(Struct, forbid_unknown_fields=True):
    """The size somebody chose, and the page to go back to."""

    mode: ReadingMode
    back: str = "/"


class LanguageWanted(Struct, forbid_unknown_fields=True):
    """The language somebody chose (BCP 47), and the page to go back to."""

    language: Annotated[str, Meta(max_length=35)]
    back: str = "/"


@get("/mode", opt=access(public), sync_to_thread=False)
def sizes(request: Request[Any, Any, Any]) -> Response[str]:
    """The three sizes to choose from, and the languages where there are several."""
    return page(request, "mode/show.html", languages=own_names())


@post("/mode", opt=access(public, token=False), status_code=303)
async def switch(request: Request[Any, Any, Any]) -> Redirect:
    """Remember the size for a year and return to where the visitor was. No session is needed, so none is asked for."""
    wanted = await read_form(request, ModeWanted)
    return remembered(COOKIE, wanted.mode, wanted.back)


@post("/mode/language", opt=access(public, token=False), status_code=303)
async def switch_language(request: Request[Any, Any, Any]) -> Redirect:
    """Remember the language for a year; one that isn't installed becomes the source language."""
    wanted = await read_form(request, LanguageWanted)
    return remembered(language.COOKIE, language.choose(wanted.language, "", installed()), wanted.back)


def remembered(cookie: str, value: str, back: str) -> Redirect:
    """Set a cookie for a year and return to where the visitor was."""
    answer = see_other(own_path(back))
    answer.cookies.append(Cookie(key=cookie, value=value, max_age=YEAR, path="/", samesite="lax"))
    return answer


def own_path(path: str) -> str:
    """A path on this site; anything else becomes the home page (no open redirects)."""
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if own else "/"


ROUTES = [sizes, switch, switch_language]
