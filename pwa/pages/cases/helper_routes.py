"""One case, two people: take it, hand it on, send it back; what a helper may read, and a value that is compared instead of read."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.answers import InvalidAnswer
from backend.cases.helping import claims, masked_fields
from backend.cases.helping.claims import CaseNote
from backend.delegation.acting import helped
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, form_values, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.cases.helping_views import compare_page, helpers_page
from pwa.templates import page
from pwa.views.form_values import answers_sent

FieldKey = FromPath[Annotated[str, Meta(max_length=60)]]
CLAIMED, OPENED, COMPARED = helped("draft.claimed"), helped("field.opened"), helped("value.compared")


class NoteForm(Struct, forbid_unknown_fields=True):
    """What one writes to the other."""

    note: CaseNote = ""


@post("/cases/{id:uuid}/claim", opt=access(signed_in, helper=CLAIMED))
async def claim(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """I go on myself; nobody else reads or writes in it from now on."""
    await read_form(request, EmptyForm)
    await claims.claim(db, acting, id, now)
    return see_other(f"/cases/{id}")


@get("/cases/{id:uuid}/helpers", opt=access(signed_in, helper=CLAIMED))
async def helpers(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Who may work in it, and what they read."""
    view = await helpers_page(db, services, acting, id, now)
    return page(request, "cases/helpers.html", view, nav="cases") if view else see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/helpers", opt=access(signed_in, helper=CLAIMED))
async def hand_on(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """My helper goes on."""
    sent = await read_form(request, NoteForm)
    await claims.hand_on(db, services, acting, id, sent.note, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/back", opt=access(signed_in, helper=helped("draft.sent_back")))
async def send_back(request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID]) -> Redirect:
    """A helper asks the principal to go on."""
    sent = await read_form(request, NoteForm)
    await claims.send_back(db, acting, id, sent.note, now)
    return see_other(f"/cases/{id}")


@post("/cases/{id:uuid}/fields/{key:str}/opening", opt=access(signed_in, helper=OPENED))
async def open_field(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], key: FieldKey
) -> Redirect:
    """Let my helper read this one answer in this case."""
    await read_form(request, EmptyForm)
    await masked_fields.open_field(db, services, acting, id, key, now)
    return see_other(f"/cases/{id}/helpers")


@post("/cases/{id:uuid}/fields/{key:str}/closing", opt=access(signed_in, helper=OPENED))
async def close_field(
    request: AnyRequest, db: Db, acting: Who, now: Now, id: FromPath[UUID], key: FieldKey
) -> Redirect:
    """Take it back."""
    await read_form(request, EmptyForm)
    await masked_fields.close_field(db, acting, id, key, now)
    return see_other(f"/cases/{id}/helpers")


@get("/cases/{id:uuid}/fields/{key:str}", opt=access(signed_in, helper=COMPARED))
async def comparing(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], key: FieldKey
) -> Response[str]:
    """Where a helper types what they know."""
    return page(request, "cases/compare.html", await compare_page(db, services, acting, id, key, now), nav="cases")


@post("/cases/{id:uuid}/fields/{key:str}", opt=access(signed_in, helper=COMPARED))
async def compare(
    request: AnyRequest, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], key: FieldKey
) -> Response[str]:
    """Says whether it is what stands there, and nothing else."""
    values, moment = await form_values(request), short_transactions(request)
    async with moment() as db:
        view = await compare_page(db, services, acting, id, key, now)
        typed = str(answers_sent(values, (view.field,)).get(key, ""))
        try:
            found = await masked_fields.compare(db, services, acting, id, key, typed, now)
        except InvalidAnswer as wrong:
            return page(request, "cases/compare.html", view, status=422, nav="cases", typed=typed, mistake=str(wrong))
        view = await compare_page(db, services, acting, id, key, now)
    return page(request, "cases/compare.html", view, nav="cases", found=found)


ROUTES = [claim, helpers, hand_on, send_back, open_field, close_field, comparing, compare]
