"""The catalogue for people: find, browse, read before signing in. Every page here is the same for everybody."""

from typing import Any

from litestar import Litestar, Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect

from backend.catalogue.book import Book, Version
from backend.catalogue.load import department_name, read_categories
from backend.catalogue.types import Category, Service
from backend.kit.problems import NotThere
from backend.kit.ready import make_ready
from backend.kit.web import AnyRequest, see_other
from backend.residents.guards import access, public
from backend.rules import words
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


def in_category(book: Book, key: str) -> tuple[Category, list[Version]]:
    """One category and its services."""
    for category in read_categories():
        if category.key == key:
            number = f"{category.number:02d}"
            return category, [v for code, v in sorted(book.in_force.items()) if category_number(code) == number]
    raise NotThere


LABELS = {"instant": ("当场有结果", "good"), "same_day": ("当天办结", "good"), "zero": ("不用跑", "neutral"), "print": ("可打印证明", "neutral")}


def tags(service: Service, instant: bool) -> list[dict[str, str]]:
    """The two or three marks of a service."""
    marks = ["instant"] if instant else ["same_day"] if service.handling == "same_day" else []
    marks += ["zero"] * service.zero_trip + ["print"] * service.printable
    return [{"text": LABELS[m][0], "tone": LABELS[m][1]} for m in marks]


def card(book: Book, version: Version) -> dict[str, Any]:
    """One service in a list."""
    service = version.service
    return {
        "name": service.name, "href": f"/services/{service.code}", "says": service.purpose, "icon": "",
        "tags": tags(service, book.decides_at_once(version)),
    }  # fmt: skip


def how_long(service: Service, instant: bool) -> dict[str, str]:
    """How long it takes, as a promise, and what the law says where we know it."""
    if instant:
        return {"label": "多久", "value": "当场有结果", "note": "对不上的由工作人员接着看"}
    limit = service.limit
    unit = "个工作日" if limit.promised_unit == "working_day" else "天"
    value = "当天" if limit.promised <= 1 else f"{limit.promised}{unit}内"
    law = "" if limit.statutory is None else f"法定{limit.statutory}{'个工作日' if limit.statutory_unit == 'working_day' else '天'}"
    return {"label": "多久", "value": value, "note": law}


def facts(service: Service, instant: bool) -> list[dict[str, str]]:
    """The four things one wants to know first."""
    required = [m for m in service.material if m.required]
    first = service.who[0].rstrip("。；") if service.who else "不限"
    visits = "不用跑" if service.channels.visits == 0 else f"到现场{service.channels.visits}次"
    return [
        {"label": "谁能办", "value": first.split("（")[0][:24], "note": ""},
        {"label": "要什么", "value": f"{len(required)}样材料" if required else "不用交材料", "note": "、".join(m.name for m in required)[:30]},
        how_long(service, instant),
        {"label": "多少钱", "value": service.fee.says, "note": visits},
    ]  # fmt: skip


@get("/services", opt=access(public))
async def find(request: AnyRequest, book: TheBook, q: str = "") -> Response[str]:
    """Search, or all categories."""
    if not q.strip():
        counted = categories(book)
        return public_page(
            request, "services/index.html", nav="services", categories=[c for c, _ in counted],
            counts={c.key: n for c, n in counted}, events=[],
        )  # fmt: skip
    found = [v for v in book.in_force.values() if q in v.service.name or any(q in a for a in v.service.aliases)]
    return page(
        request, "services/list.html", public=True, nav="services", heading=f"找到 {len(found)} 项", says="", query=q, guessed="",
        services=[card(book, v) for v in found], nearby=[],
    )  # fmt: skip


@get("/services/{key:str}", opt=access(public))
async def show(request: AnyRequest, book: TheBook, key: str) -> Response[str]:
    """A category by its key, or one service by its code."""
    version = book.get(key.upper())
    return one_category(request, book, key) if version is None else one_service(request, book, version)


def one_category(request: AnyRequest, book: Book, key: str) -> Response[str]:
    """Everything in one category."""
    category, versions = in_category(book, key)
    return public_page(
        request, "services/list.html", nav="services", heading=category.name, says=category.says, query="", guessed="",
        services=[card(book, v) for v in versions], nearby=[],
    )  # fmt: skip


def one_service(request: AnyRequest, book: Book, version: Version) -> Response[str]:
    """One service: what it is, whether it is for me, what I need, how long it takes."""
    service, instant = version.service, book.decides_at_once(version)
    number = int(category_number(service.code))
    return public_page(
        request, "services/show.html", nav="services", service=service, department=department_name(service.department),
        category=next(c for c in read_categories() if c.number == number), tags=tags(service, instant),
        facts=facts(service, instant), has_rule=bool(version.rules), registers=words.SOURCES,
        related=[{"text": v.service.name, "href": f"/services/{c}"} for c in service.related if (v := book.get(c))],
        figures="verified" if service.provenance.get("limit.promised") == "verified" else "proposal",
    )  # fmt: skip


@get("/services/{code:str}/start", opt=access(public), sync_to_thread=False)
def start(code: str) -> Redirect:
    """From the public page into the personal part; signing in happens on the way."""
    return see_other(f"/cases/new?service={code.upper()}")


ROUTES = [find, show, start]
