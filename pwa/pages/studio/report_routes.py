"""The studio: what visitors say is wrong on a page and which reviews turned a decision, each with the way to its field, and the answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct
from msgspec.structs import replace

from backend.cases.decisions.upheld_reviews import turned_decisions
from backend.catalogue.drafting.service_parts import part_of
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.reports import service as reports
from backend.catalogue.reports.types import PageReport
from backend.catalogue.search.missed import MissedSearch, missed_searches
from backend.kit.reasons import ReasonNeeded
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, Redis, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.studio.input_labels import PART_NAMES
from pwa.pages.studio.upheld import UpheldRow, upheld_rows
from pwa.templates import form_again, page
from pwa.views.parts import FormError
from pwa.views.preview_places import input_of
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")


class AnswerToReport(Struct, forbid_unknown_fields=True):
    """What the visitor reads."""

    answer: Annotated[str, Meta(max_length=500)] = ""


class ReportRow(Struct, frozen=True, kw_only=True):
    """A report with the way to its field; `stale`: the page has changed since."""

    id: UUID
    code: str
    name: str
    input: str
    part: str
    part_name: str
    sentence: str
    says: str
    signed_in: bool
    stale: bool
    at: datetime
    typed: str = ""


class ReportsPage(Struct, frozen=True):
    """What waits for an answer, what many searched for and didn't find, and which reviews turned a decision."""

    rows: list[ReportRow]
    missed: Sequence[MissedSearch] = ()
    upheld: Sequence[UpheldRow] = ()


def row_of(catalogue: PublishedCatalogue, one: PageReport, typed: str = "") -> ReportRow:
    """Show one report."""
    live, part = catalogue.get(one.code), part_of(one.place.partition(".")[0]) or "about"
    return ReportRow(
        id=one.id, input=input_of(one.place), code=one.code, name=live.service.name if live else one.code, part=part, part_name=PART_NAMES[part],
        sentence=one.sentence, says=one.says, signed_in=one.signed_in, stale=live is None or live.digest != one.digest,
        at=one.created_at, typed=typed,
    )  # fmt: skip


async def waiting(db: Connection, catalogue: PublishedCatalogue, kept: tuple[UUID, str] | None = None) -> ReportsPage:
    """List what waits; `kept`: the answer that was typed to one of them."""
    id, typed = kept or (None, "")
    return ReportsPage(
        [row_of(catalogue, one, typed if one.id == id else "") for one in await reports.open_reports(db)]
    )


@get("/studio/reports", opt=access(EDITORS))
async def overview(
    request: AnyRequest, db: Db, redis: Redis, services: InjectedServices, staff: StaffWho, now: Now
) -> Response[str]:
    """What nobody has answered yet, what many searched for in vain, and which reviews turned a decision."""
    upheld = upheld_rows(services.catalogue, await turned_decisions(db, services.vault, now))
    view = replace(await waiting(db, services.catalogue), missed=await missed_searches(redis), upheld=upheld)
    return page(request, "studio/reports.html", view, nav="reports", staff=staff)


@post("/studio/reports/{id:uuid}/answer", opt=access(EDITORS, acts=("report.answered",)))
async def answer(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Answer one; who was signed in reads it in the inbox."""
    sent = await read_form(request, AnswerToReport)
    try:
        await reports.answer(db, catalogue, id, sent.answer, staff, now)
    except ReasonNeeded as refusal:
        view, wrong = await waiting(db, catalogue, (id, sent.answer)), FormError(refusal.sentence, f"#answer-{id}")
        return form_again(request, "studio/reports.html", view, wrong, nav="reports", staff=staff)
    return see_other("/studio/reports")


ROUTES = [overview, answer]
