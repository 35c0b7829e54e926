"""The studio: one change in many services, looked at first, then merged into their drafts; and filters kept under a name."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting import bulk, filters
from backend.catalogue.drafting.bulk import SHORTEST, BulkChange
from backend.catalogue.drafting.paper_texts import paper_texts
from backend.catalogue.load import department_name, read_departments
from backend.catalogue.published import Content, PublishedCatalogue
from backend.catalogue.shared_papers import shared_papers
from backend.kit.problems import NotUnderstood
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.input_labels import MISTAKE, SAYS
from pwa.pages.studio.input_options import InputOption
from pwa.pages.studio.listing import narrowed, read_filter
from pwa.pages.studio.publishing import ChangedField, changed_fields
from pwa.templates import page
from pwa.views.parts import FormError, field_error
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
EDIT = {"acts": ("catalogue.edited",)}
Words = Annotated[str, Meta(max_length=60)]
ServiceCode = Annotated[str, Meta(max_length=20)]


class BulkForm(Struct, forbid_unknown_fields=True):
    """Which services, and what changes in each."""

    code: list[ServiceCode] | ServiceCode = []
    department: Words = ""
    review_by: Annotated[str, Meta(max_length=10)] = ""
    words: Words = ""
    instead: Words = ""
    paper: Words = ""

    def codes(self) -> list[str]:
        """Return the services that were ticked."""
        return [self.code] if isinstance(self.code, str) else self.code


class FilterForm(Struct, forbid_unknown_fields=True):
    """A filter of the list and its name."""

    name: Annotated[str, Meta(min_length=1, max_length=20)]
    q: Words = ""
    stage: Words = ""
    department: Words = ""
    needs: Words = ""


class BulkService(Struct, frozen=True):
    """A service of a bulk change, with what changes in it."""

    code: str
    name: str
    changes: list[ChangedField]


class BulkPage(Struct, frozen=True, kw_only=True):
    """The services that were ticked, what shall change, and the differences where they were looked at."""

    chosen: list[InputOption]
    departments: list[InputOption]
    sent: BulkForm
    services: list[BulkService]
    papers: list[InputOption] = []
    looked: bool = False
    said: str = ""
    errors: list[FormError] = []


def bulk_page(
    catalogue: PublishedCatalogue, sent: BulkForm, contents: Iterable[Content] = (), *, looked: bool = False, said: str = "",
    errors: Iterable[FormError] = (),
) -> BulkPage:  # fmt: skip
    """Show a bulk change; services that aren't live have a draft of their own already."""
    chosen = [
        InputOption(code, catalogue.in_force[code].service.name) for code in sent.codes() if code in catalogue.in_force
    ]
    return BulkPage(
        chosen=chosen, departments=[InputOption(key, department_name(key)) for key in (*read_departments(), "street")], sent=sent,
        papers=[InputOption(one.key, one.what) for one in shared_papers().values()],
        services=[
            BulkService(one.service.code, one.service.name, changed_fields(catalogue.in_force[one.service.code].content, one))
            for one in contents
        ], looked=looked, said=said, errors=list(errors),
    )  # fmt: skip


@get("/studio/bulk", opt=access(EDITORS), sync_to_thread=False)
def begin(request: AnyRequest, catalogue: TheCatalogue, staff: StaffWho) -> Response[str]:
    """What shall change in the services that were ticked."""
    asked = request.query_params
    paper = asked.get("paper", "")[:60]
    codes = [*bulk.few_enough(asked.getall("code", []), of_paper=bool(paper))]
    view = bulk_page(catalogue, BulkForm(code=codes, paper=paper))
    return page(request, "studio/bulk.html", view, nav="studio", staff=staff)


async def read_change(db: Db, sent: BulkForm) -> tuple[BulkChange, list[FormError]]:
    """Read what shall change, and what is wrong with it."""
    errors = []
    try:
        day = date.fromisoformat(sent.review_by) if sent.review_by else None
    except ValueError:
        day, errors = None, [field_error("review_by", MISTAKE("not_a_date"))]
    if sent.department and sent.department not in (*read_departments(), "street"):
        raise NotUnderstood("fields", what="department")
    if 0 < len(sent.words) < SHORTEST or (sent.words and not sent.instead):
        errors.append(field_error("words" if len(sent.words) < SHORTEST else "instead", MISTAKE("missing")))
    paper = await paper_texts(db, sent.paper) if sent.paper else None
    return BulkChange(
        department=sent.department, review_by=day, words=sent.words, instead=sent.instead, paper=paper
    ), errors


@post("/studio/bulk", opt=access(EDITORS))
async def look(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho) -> Response[str]:
    """Show what would change; nothing is saved."""
    sent = await read_form(request, BulkForm)
    wanted, errors = await read_change(db, sent)
    contents = bulk.plan(catalogue, sent.codes(), wanted) if not errors else []
    view = bulk_page(catalogue, sent, contents, looked=not errors, errors=errors)
    return page(request, "studio/bulk.html", view, status=422 if errors else 200, nav="studio", staff=staff)


@post("/studio/bulk/drafts", opt=access(EDITORS, **EDIT))
async def into_drafts(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now) -> Response[str]:
    """Merge what was looked at into drafts."""
    sent = await read_form(request, BulkForm)
    wanted, errors = await read_change(db, sent)
    if errors:
        raise NotUnderstood("fields", what="review_by")
    done = await bulk.into_drafts(db, catalogue, bulk.plan(catalogue, sent.codes(), wanted), staff, now)
    said = SAYS("bulk_saved", count=done.saved, conflicts=done.conflicts or None, waiting=list(done.waiting) or None)
    return page(request, "studio/bulk.html", bulk_page(catalogue, BulkForm(), said=said), nav="studio", staff=staff)


@post("/studio/filters", opt=access(EDITORS))
async def keep(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Redirect:
    """Keep a filter of the list under a name."""
    sent = await read_form(request, FilterForm)
    wanted = narrowed(read_filter(q=sent.q, stage=sent.stage, department=sent.department, needs=sent.needs, start=0))
    await filters.keep(db, sent.name, wanted, staff, now)
    return see_other("/studio")


@post("/studio/filters/{id:uuid}/end", opt=access(EDITORS))
async def drop(request: AnyRequest, db: Db, staff: StaffWho, id: FromPath[UUID]) -> Redirect:
    """Forget a filter."""
    await read_form(request, EmptyForm)
    await filters.drop(db, id, staff)
    return see_other("/studio")


ROUTES = [begin, look, into_drafts, keep, drop]
