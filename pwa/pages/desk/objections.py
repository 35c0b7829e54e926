"""The officers' desk: what residents say is wrong in a register."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.privacy import objections
from backend.registers.attributes import attributes
from backend.residents.guards import StaffWho, access, staff
from backend.rules.wording import source
from pwa.injected import InjectedServices
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")


class Answer(Struct, forbid_unknown_fields=True):
    """What the officer found."""

    words: Annotated[str, Meta(max_length=500)] = ""
    again: Literal["yes", ""] = ""


@get("/desk/objections", opt=access(OFFICERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho) -> Response[str]:
    """What waits on my desk, the longest first; whose it is shows only when it is opened."""
    known = attributes()
    rows = [
        {"one": one, "label": known[one.attribute].label, "source": source(one.source)}
        for one in await objections.waiting(db, staff)
    ]
    return page(request, "desk/objections.html", nav="objections", staff=staff, rows=rows)


@get("/desk/objections/{id:uuid}", opt=access(OFFICERS))
async def show(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One objection whole; its person sees that it was read."""
    held = await objections.open_one(db, services.vault, staff, id, now)
    said = services.vault.open(held.said, objections.sealed_context(id)).decode()
    return page(
        request, "desk/objection.html", nav="objections", staff=staff, one=held, said=said, source=source(held.source),
        label=attributes()[held.attribute].label,
    )  # fmt: skip


@post("/desk/objections/{id:uuid}", opt=access(OFFICERS, acts=("objection.answered",)))
async def answer(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Tell its person what was found."""
    form = await read_form(request, Answer)
    if not is_reason(form.words):
        held = await objections.open_one(db, services.vault, staff, id, now)
        said = services.vault.open(held.said, objections.sealed_context(id)).decode()
        wrong = [{"text": "请写明核对的结果，至少5个字：居民会原样看到。", "href": "#f-words"}]
        return page(
            request, "desk/objection.html", status=422, nav="objections", staff=staff, one=held, said=said, source=source(held.source),
            label=attributes()[held.attribute].label, errors=wrong,
        )  # fmt: skip
    await objections.answer(db, services.vault, staff, id, form.words.strip(), form.again == "yes", now)
    return see_other("/desk/objections")


ROUTES = [listed, show, answer]
