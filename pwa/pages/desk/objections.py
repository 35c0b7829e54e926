"""The officers' desk: what residents say is wrong in a register."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.privacy import objections
from backend.privacy.types import Objection
from backend.registers.attributes import attributes
from backend.residents.guards import StaffWho, access, staff
from backend.rules.wording import source
from pwa.injected import InjectedServices
from pwa.templates import form_again, page
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")


class ObjectionAnswer(Struct, forbid_unknown_fields=True):
    """What the officer found; `again`: the register is put right and asked anew."""

    words: Annotated[str, Meta(max_length=500)] = ""
    again: Literal["yes", ""] = ""


class ObjectionView(Struct, frozen=True):
    """One objection; `said` is "" in the list, where nobody's words are shown."""

    one: Objection
    label: str
    source: str
    said: str = ""


def objection_view(one: Objection, said: str = "") -> ObjectionView:
    """Name the attribute and the register of an objection."""
    return ObjectionView(one, attributes()[one.attribute].label, source(one.source), said)


@get("/desk/objections", opt=access(OFFICERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho) -> Response[str]:
    """What waits on my desk, the longest first; whose it is shows only when it is opened."""
    rows = [objection_view(one) for one in await objections.waiting(db, staff)]
    return page(request, "desk/objections.html", nav="objections", staff=staff, rows=rows)


@get("/desk/objections/{id:uuid}", opt=access(OFFICERS))
async def show(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One objection whole; its person sees that it was read."""
    view = objection_view(*await objections.read_one(db, services.vault, staff, id, now))
    return page(request, "desk/objection.html", view, nav="objections", staff=staff, typed="")


@post("/desk/objections/{id:uuid}", opt=access(OFFICERS, acts=("objection.answered",)))
async def answer(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Tell its person what was found."""
    sent = await read_form(request, ObjectionAnswer)
    try:
        await objections.answer(db, services.vault, staff, id, sent.words, bool(sent.again), now)
    except ReasonNeeded as refusal:
        view = objection_view(*await objections.read_one(db, services.vault, staff, id, now))
        wrong = field_error("words", refusal.sentence)
        return form_again(request, "desk/objection.html", view, wrong, nav="objections", staff=staff, typed=sent.words)
    return see_other("/desk/objections")


ROUTES = [listed, show, answer]
