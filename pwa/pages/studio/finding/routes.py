"""The studio: try search words while they are typed; nothing is saved."""

from typing import Annotated, Literal

from litestar import Response, post
from litestar.params import FromPath
from msgspec import Meta, Struct

from backend.catalogue.drafting import read_drafts
from backend.catalogue.published import PublishedCatalogue
from backend.catalogue.search.types import SearchIndex
from backend.catalogue.tables import service
from backend.catalogue.tables.service import OpenedRow
from backend.catalogue.types import Service
from backend.kit.web import AnyRequest, Db, read_form
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.finding.views import FoundPage, found_for_service, found_for_words, lines_of
from pwa.templates import page
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Key = FromPath[Annotated[str, Meta(max_length=120, pattern="^[A-Za-z0-9_.:-]+$")]]


class WordsTyped(Struct, forbid_unknown_fields=True):
    """The words in the box, one a line, and the editor's own query."""

    box: Annotated[str, Meta(max_length=6000)] = ""
    q: Annotated[str, Meta(max_length=60)] = ""


async def index_of(request: AnyRequest) -> SearchIndex:
    """Return the index that answers residents now."""
    found: SearchIndex = await request.app.state.search.index()
    return found


async def found_in_draft(
    request: AnyRequest, catalogue: PublishedCatalogue, draft: Service, q: str, typed: str | None = None
) -> FoundPage:
    """Try the search words of a draft, or what is being typed of them."""
    live = catalogue.get(draft.code)
    aliases = draft.aliases if typed is None else lines_of(typed)
    return found_for_service(await index_of(request), live.service if live else None, draft, aliases, q)


async def found_in_row(
    request: AnyRequest, catalogue: PublishedCatalogue, opened: OpenedRow, q: str, typed: str | None = None
) -> FoundPage:
    """Try the words of a row of the lexicon, or what is being typed of them."""
    words = opened.shown.get("words", ()) if typed is None else lines_of(typed)
    services = [one.service for one in catalogue.in_force.values()]
    return found_for_words(await index_of(request), services, opened.key, opened.live.get("words", ()), words, q)


@post("/studio/services/{code:str}/found", opt=access(EDITORS), status_code=200)
async def of_draft(request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, code: Code) -> Response[str]:
    """What a search finds with the aliases that are being typed."""
    sent = await read_form(request, WordsTyped)
    content = await read_drafts.draft_content(db, code)
    found = await found_in_draft(request, catalogue, content.service, sent.q, sent.box)
    return page(request, "studio/finding/lines.html", found=found)


@post("/studio/tables/{table:str}/{key:str}/found", opt=access(EDITORS), status_code=200)
async def of_row(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, table: FromPath[Literal["search_words"]], key: Key
) -> Response[str]:  # fmt: skip
    """What a search finds with the words that are being typed."""
    sent = await read_form(request, WordsTyped)
    opened = await service.open_row(db, table, key)
    found = await found_in_row(request, catalogue, opened, sent.q, sent.box)
    return page(request, "studio/finding/lines.html", found=found)


ROUTES = [of_draft, of_row]
