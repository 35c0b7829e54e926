"""The public page of a service with the content of its draft: the same renderer, for editors, in a frame of theirs."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery
from msgspec import Meta

from backend.catalogue.drafting.read_drafts import draft_content, waiting_content
from backend.catalogue.published import Content, Version
from backend.catalogue.reports.service import sentences_of
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.reading_mode import ReadingMode
from backend.kit.response_cache import CSP_IN_OWN_FRAME
from backend.kit.web import AnyRequest, Db, Now
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.services.views import ServicePage, service_page
from pwa.templates import page
from pwa.views.preview_places import with_places
from pwa.views.public_pages import TheCatalogue, TheSettings

EDITORS = staff("editor", "publisher")
Code = FromPath[Annotated[str, Meta(max_length=20)]]


@get("/studio/services/{code:str}/preview", opt=access(EDITORS))
async def preview(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, settings: TheSettings, staff: StaffWho, now: Now, code: Code,
    mode: FromQuery[ReadingMode] = "normal",
) -> Response[str]:  # fmt: skip
    """The draft as residents would see it."""
    version = as_version(await draft_content(db, code), now)
    response = framed(request, service_page(catalogue, version, settings.origin, None, local_date(now)), mode)
    response.content = with_places(response.content, code, sentences_of(version.service))
    return response


@get("/studio/services/{code:str}/waiting", opt=access(EDITORS))
async def waiting(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, settings: TheSettings, staff: StaffWho, now: Now, code: Code,
    mode: FromQuery[ReadingMode] = "normal",
) -> Response[str]:  # fmt: skip
    """What waits for a second person as residents would see it."""
    version = as_version(await waiting_content(db, code), now)
    return framed(request, service_page(catalogue, version, settings.origin, None, local_date(now)), mode)


@get("/studio/services/{code:str}/live", opt=access(EDITORS))
async def live(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, settings: TheSettings, staff: StaffWho, now: Now, code: Code,
    mode: FromQuery[ReadingMode] = "normal",
) -> Response[str]:  # fmt: skip
    """What residents see now."""
    version = catalogue.get(code)
    if version is None:
        raise NotThere
    return framed(request, service_page(catalogue, version, settings.origin, None, local_date(now)), mode)


def as_version(content: Content, now: datetime) -> Version:
    """Make a version of a content that isn't published."""
    return Version(
        id=UUID(int=0), digest=content.digest(), valid_from=local_date(now), service=content.service, rules=content.rules,
        instant=content.instant,
    )  # fmt: skip


def framed(request: AnyRequest, view: ServicePage, mode: ReadingMode) -> Response[str]:
    """Render the page of a service for a frame of the studio: nothing in it can be used, and no script runs."""
    response = page(request, "services/preview.html", view, nav="", mode=mode, token="")  # an empty one
    response.headers["content-security-policy"] = CSP_IN_OWN_FRAME
    return response


ROUTES = [preview, waiting, live]
