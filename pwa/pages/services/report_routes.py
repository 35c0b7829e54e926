"""“这里不对”: a visitor reports a wrong sentence on the page of a service; no sign-in needed."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.reports import service as reports
from backend.catalogue.reports.service import PrivateNumber
from backend.catalogue.reports.types import Sentence
from backend.kit.client_address import rate_limit_address
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.reasons import ReasonNeeded
from backend.kit.redis import count_attempt
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other
from backend.residents.guards import access, public, visitor_of
from pwa.templates import form_again, page
from pwa.views.parts import field_error
from pwa.views.public_pages import TheCatalogue

Code = FromPath[Annotated[str, Meta(max_length=20)]]
PLACES = Messages.beside(__file__).words("REPORT_PART")
MOST, WINDOW = 6, 3600  # reports of one address in this many seconds
SHORT = 38  # characters of a sentence in the list


class ReportForm(Struct, forbid_unknown_fields=True):
    """Which sentence ("" = the page as a whole), and what is wrong with it."""

    place: Annotated[str, Meta(max_length=60)] = ""
    says: Annotated[str, Meta(max_length=500)] = ""


class SentenceOption(Struct, frozen=True):
    """A sentence to choose, under the heading of its part."""

    value: str
    label: str
    group: str


class ReportPage(Struct, frozen=True, kw_only=True):
    """The form of a report; `sent`: it was taken."""

    code: str
    name: str
    sentences: list[SentenceOption]
    place: str = ""
    says: str = ""
    sent: bool = False
    signed_in: bool = False


def option_of(one: Sentence) -> SentenceOption:
    """Shorten a sentence for the list."""
    return SentenceOption(one.place, one.text if len(one.text) <= SHORT else f"{one.text[:SHORT]}…", PLACES[one.part])


def report_page(
    request: AnyRequest, catalogue: TheCatalogue, code: str, sent: ReportForm, *, taken: bool = False
) -> ReportPage:
    """Show the form with what was typed."""
    service = reports.version_shown(catalogue, code).service
    return ReportPage(
        code=code, name=service.name, sentences=[option_of(one) for one in reports.sentences_of(service)], place=sent.place,
        says=sent.says, sent=taken, signed_in=visitor_of(request).person is not None,
    )  # fmt: skip


@get("/services/{code:str}/report", opt=access(public), sync_to_thread=False)
def ask(request: AnyRequest, catalogue: TheCatalogue, code: Code, sent: FromQuery[str] = "") -> Response[str]:
    """The form, or thanks."""
    view = report_page(request, catalogue, code.upper(), ReportForm(), taken=sent == "yes")
    return page(request, "services/report.html", view, nav="services")


@post(
    "/services/{code:str}/report", opt=access(public, token=False)
)  # who isn't signed in has no token; the origin is checked
async def take(
    request: AnyRequest, db: Db, redis: Redis, catalogue: TheCatalogue, now: Now, code: Code
) -> Response[str] | Redirect:
    """Take a report; a few each hour from one address."""
    sent = await read_form(request, ReportForm)
    try:
        address = rate_limit_address(request)
        await count_attempt(redis, f"report:{address}", MOST, WINDOW)
        await reports.report(db, catalogue, code.upper(), sent.place, sent.says, visitor_of(request).person, now)
    except (ReasonNeeded, PrivateNumber) as refusal:
        return refused(request, catalogue, code.upper(), sent, refusal)
    return see_other(f"/services/{code.upper()}/report?sent=yes")


def refused(
    request: AnyRequest, catalogue: TheCatalogue, code: str, sent: ReportForm, refusal: Refusal
) -> Response[str]:
    """Answer with what was typed and what is wrong."""
    view = report_page(request, catalogue, code, sent)
    return form_again(request, "services/report.html", view, field_error("says", refusal.sentence), nav="services")


ROUTES = [ask, take]
