"""The catalogue for people: find, browse, read before signing in. Every page here is the same for everybody."""

from typing import Any

from litestar import Litestar, Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from backend.catalogue.book import Book
from backend.catalogue.load import read_categories
from backend.catalogue.types import Category, Service
from backend.kit.problems import NotThere
from backend.kit.ready import make_ready
from backend.kit.web import AnyRequest
from backend.residents.guards import access, public
from pwa.mode import mode_of
from pwa.templates import page

TheBook = NamedDependency[SkipValidation[Book]]


def turned(app: Litestar) -> None:
    """The catalogue has changed."""


def public_page(request: AnyRequest, name: str, /, **context: Any) -> Response[str]:
    """A page that is the same for everybody: rendered once per mode, then answered by the front."""
    response = page(request, name, public=True, **context)
    if not request.url.query:
        ready = make_ready(response.content.encode(), "text/html; charset=utf-8", "public, max-age=0, must-revalidate", quick=True)
        request.app.state.shelf.put(request.url.path, mode_of(request.cookies), ready)
    return response


def categories(book: Book) -> list[tuple[Category, int]]:
    """The categories in display order, with how many services each holds."""
    counts: dict[str, int] = {}
    for code in book.in_force:
        counts[category_number(code)] = counts.get(category_number(code), 0) + 1
    return [(c, counts.get(f"{c.number:02d}", 0)) for c in read_categories()]


def category_number(code: str) -> str:
    """The category of a service is the first two digits of its code."""
    return code[2:4]


def in_category(book: Book, key: str) -> tuple[Category, list[Service]]:
    """One category and its services."""
    for category in read_categories():
        if category.key == key:
            number = f"{category.number:02d}"
            return category, [v.service for code, v in sorted(book.in_force.items()) if category_number(code) == number]
    raise NotThere


@get("/services", opt=access(public))
async def find(request: AnyRequest, book: TheBook, q: str = "") -> Response[str]:
    """Search, or all categories."""
    found = [v.service for v in book.in_force.values() if q and (q in v.service.name or any(q in a for a in v.service.aliases))]
    return page(
        request, "services/list.html", public=True, nav="services", q=q, services=found, categories=categories(book), category=None,
    )  # fmt: skip


@get("/services/in/{key:str}", opt=access(public))
async def browse(request: AnyRequest, book: TheBook, key: str) -> Response[str]:
    """One category."""
    category, services = in_category(book, key)
    return public_page(
        request, "services/list.html", nav="services", q="", services=services, categories=[], category=category,
    )  # fmt: skip


@get("/services/{code:str}", opt=access(public))
async def show(request: AnyRequest, book: TheBook, code: str) -> Response[str]:
    """One service: what it is, whether it is for me, what I need, how long it takes."""
    version = book.get(code.upper())
    if version is None:
        raise NotThere
    related = [v.service for c in version.service.related if (v := book.get(c))]
    return public_page(
        request, "services/show.html", nav="services", service=version.service, related=related, version=version,
        instant=book.decides_at_once(version),
    )  # fmt: skip


ROUTES = [find, browse, show]
