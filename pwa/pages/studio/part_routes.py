"""The studio: one service in parts; beginning a draft, saving, undoing, bringing in what was published since."""

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.catalogue.drafting import read_drafts, save_draft
from backend.catalogue.drafting.presence import HEARD, also_there
from backend.catalogue.drafting.quick_fixes import mended
from backend.catalogue.drafting.service_parts import Part
from backend.catalogue.vocabulary import ItemType
from backend.kit.body_limits import BodyLimit
from backend.kit.clock import local_date
from backend.kit.problems import NotUnderstood
from backend.kit.response_cache import CSP_SHOWING_OWN_FRAME
from backend.kit.web import (
    TOKEN_FIELD,
    AnyRequest,
    Db,
    EmptyForm,
    Now,
    Redis,
    cleaned,
    form_values,
    read_form,
    see_other,
)
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.studio.finding.routes import found_in_draft
from pwa.pages.studio.new_service import choices_for_new
from pwa.pages.studio.part_form import PartTyped, read_part
from pwa.pages.studio.views import PartPage, also_writing, as_json, autosaved, part_page
from pwa.templates import page
from pwa.views.preview_places import input_of
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher")
EDIT = {"acts": ("catalogue.edited",)}
PART_FORM = BodyLimit(600_000, fields=2500)
Code = FromPath[Annotated[str, Meta(max_length=20)]]
Words = FromQuery[Annotated[str, Meta(max_length=60)]]
Seen = Annotated[int, Meta(ge=0, le=1_000_000)]
OWN_ADDRESS = {"rule": "/rule"}
"""Parts with a page of their own kind."""


class NewService(Struct, forbid_unknown_fields=True):
    """A service from nothing: its name, who is responsible, where it belongs."""

    name: Annotated[str, Meta(min_length=2, max_length=60)]
    department: Annotated[str, Meta(max_length=60)]
    category: int
    item_type: ItemType


class SeenVersion(Struct, forbid_unknown_fields=True):
    """The version of the draft that the page showed."""

    seen: Seen


class DraftBegun(Struct, forbid_unknown_fields=True):
    """At which part to go on, and at which of its inputs; none is the overview."""

    part: Part | Literal["rule"] | None = None
    input: Annotated[str, Meta(max_length=120, pattern=r"^[a-z0-9_.]*$")] = ""


@get("/studio/new", opt=access(EDITORS), sync_to_thread=False)
def new(request: AnyRequest, staff: StaffWho) -> Response[str]:
    """The form for a service from nothing."""
    return page(request, "studio/new.html", choices_for_new(), nav="studio", staff=staff)


@post("/studio/new", opt=access(EDITORS, **EDIT))
async def begin_new(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Redirect:
    """Begin a service from nothing."""
    sent = await read_form(request, NewService)
    draft = await save_draft.begin_new(db, sent.name, sent.department, sent.category, sent.item_type, staff, now)
    return see_other(f"/studio/services/{draft.code}/parts/about")


@post("/studio/services/{code:str}/draft", opt=access(EDITORS, **EDIT))
async def begin(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Redirect:
    """Begin to change a service, or go on."""
    sent = await read_form(request, DraftBegun)
    draft = await save_draft.begin(db, catalogue, code.upper(), staff, now)
    there = OWN_ADDRESS.get(sent.part or "", f"/parts/{sent.part}") + (f"#f-{sent.input}" if sent.input else "")
    return see_other(f"/studio/services/{draft.code}" + (there if sent.part else ""))


@post("/studio/services/{code:str}/draft/end", opt=access(EDITORS, acts=("catalogue.discarded",)))
async def discard(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code) -> Redirect:
    """Throw a draft away; what is live stays, and the history keeps what was written."""
    sent = await read_form(request, SeenVersion)
    await save_draft.discard(db, code, sent.seen, staff, now)
    return see_other("/studio")


@post("/studio/services/{code:str}/draft/base", opt=access(EDITORS, **EDIT))
async def rebase(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code
) -> Redirect:
    """Bring what was published since into the draft."""
    await read_form(request, EmptyForm)
    await save_draft.rebase(db, catalogue, code, staff, now)
    return see_other(f"/studio/services/{code}/proposal")


@get("/studio/services/{code:str}/parts/{part:str}", opt=access(EDITORS))
async def show(
    request: AnyRequest, db: Db, redis: Redis, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code, part: FromPath[Part],
    q: Words = "",
) -> Response[str]:  # fmt: skip
    """One part, to be written in, beside the page that residents will see."""
    opened = await read_drafts.open_draft(db, catalogue, code, part, staff, now)
    found = await found_in_draft(request, catalogue, opened.content.service, q) if part == "search" else None
    there = await also_there(redis, opened.draft.code, part, staff, now)
    return part_answer(request, staff, part_page(opened, part, found=found, there=there))


@get("/studio/services/{code:str}/parts/{part:str}/others", opt=access(EDITORS))
async def others(
    request: AnyRequest, db: Db, redis: Redis, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code, part: FromPath[Part]
) -> Response[bytes]:  # fmt: skip
    """Who else is at this part now, for its script; the person who asks is there, too."""
    opened = await read_drafts.open_draft(db, catalogue, code, part, staff, now)
    there = await also_there(redis, opened.draft.code, part, staff, now, HEARD)
    return Response(as_json(also_writing(opened, there)), media_type="application/json")


def part_answer(request: AnyRequest, staff: StaffWho, view: PartPage, status: int = 200) -> Response[str]:
    """Answer with the page of a part, which may show the preview in a frame."""
    response = page(request, "studio/part.html", view, status=status, nav="studio", staff=staff)
    response.headers["content-security-policy"] = CSP_SHOWING_OWN_FRAME
    return response


async def typed_in(request: AnyRequest) -> tuple[int, dict[str, str | list[str]]]:
    """Read the inputs of a part and the version that the page showed."""
    typed = {name: cleaned(value) for name, value in (await form_values(request)).items() if name != TOKEN_FIELD}
    seen = typed.get("seen", "")
    if not isinstance(seen, str) or not seen.isdecimal() or len(seen) > 7:
        raise NotUnderstood("fields", what="seen")
    return int(seen), {name: value for name, value in typed.items() if name != "seen"}


@post("/studio/services/{code:str}/parts/{part:str}", opt=access(EDITORS, body=PART_FORM, **EDIT))
async def save(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: Code, part: FromPath[Part]
) -> Response[str] | Response[bytes] | Redirect:  # fmt: skip
    """Save what was typed; a script gets an answer as JSON, a browser the page again."""
    seen, typed = await typed_in(request)
    place = str(typed.pop("mend", ""))
    draft = await read_drafts.draft_of(db, code)
    read = read_part(part, typed, draft.content["service"])
    if read.errors:
        return await refused(request, db, catalogue, staff, now, code, part, read)
    fields = read.fields
    if place:
        fields = mended(draft.content["service"], fields, place, local_date(now))
    saved = await save_draft.save(db, code, part, seen, fields, staff, now)
    opened = await read_drafts.open_draft(db, catalogue, code, part, staff, now)
    if request.accept.best_match(["text/html", "application/json"]) == "application/json":
        return Response(as_json(autosaved(opened, part, saved, typed)), media_type="application/json", status_code=200)
    if saved.conflicts:
        return part_answer(request, staff, part_page(opened, part, typed=saved.wanted, conflicts=saved.conflicts), 409)
    return see_other(f"/studio/services/{code}/parts/{part}" + (f"#f-{input_of(place)}" if place else ""))


async def refused(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, code: str, part: Part, read: PartTyped
) -> Response[str]:  # fmt: skip
    """Answer with what was typed, and what is wrong beside each input; nothing is saved."""
    opened = await read_drafts.open_draft(db, catalogue, code, part, staff, now)
    return part_answer(request, staff, part_page(opened, part, typed=read.fields, errors=read.errors), 422)


@post("/studio/services/{code:str}/parts/{part:str}/undo", opt=access(EDITORS, **EDIT))
async def undo(request: AnyRequest, db: Db, staff: StaffWho, now: Now, code: Code, part: FromPath[Part]) -> Redirect:
    """Take back one's own last change of this part."""
    await read_form(request, EmptyForm)
    await save_draft.undo(db, code, part, staff, now)
    return see_other(f"/studio/services/{code}/parts/{part}")


ROUTES = [new, begin_new, begin, discard, rebase, show, others, save, undo]
