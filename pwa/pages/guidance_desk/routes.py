"""Officers guide: the queue of their department, the next one or the one who reads out a code, notes, handing over."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.cases.services import CaseServices
from backend.guidance import desk, guide_actions
from backend.guidance.guide import Guide
from backend.guidance.problems import CodeUnknown, DeskBusy, NobodyWaits
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.problems import Refusal, TooMuch
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, read_form, see_other, short_transactions
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.guidance_desk.api import desk_api
from pwa.pages.guidance_desk.forms import DeskNoteForm, TypedCode, guide_of
from pwa.pages.guidance_desk.queue import QueueView, queue_view
from pwa.templates import page, render
from pwa.views.guide_routes import GuidePlace, guide_routes
from pwa.views.parts import field_error

OFFICERS = staff("officer", "supervisor")
HERE = "/desk/guidance"
SAID = Messages.beside(__file__).group("said")
Said = FromQuery[Annotated[str, Meta(max_length=20)]]


async def view_of(request: AnyRequest, db: Connection, services: CaseServices, guide: Guide) -> QueueView:
    """Page of the queue; opening it marks the desk as on duty."""
    now = request.app.state.clock()
    await desk.on_duty(request.app.state.redis, guide.department, guide.id, now)
    return await queue_view(db, services, guide, now)


@get(HERE, opt=access(OFFICERS))
async def queue(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, said: Said = ""
) -> Response[str]:
    """Who waits, how long, and the ways to take somebody on."""
    notice = SAID[said](Audience.OFFICER).text if said in SAID else ""
    return await queue_page(request, db, staff, services, notice=notice)


async def queue_page(
    request: AnyRequest, db: Connection, staff: StaffWho, services: CaseServices, refusal: Refusal | None = None, field: str = "next",
    notice: str = "",
) -> Response[str]:  # fmt: skip
    """The page of the queue, with the sentence of a refusal."""
    view = await view_of(request, db, services, guide_of(staff))
    errors = [field_error(field, refusal.sentence)] if refusal else []
    status = refusal.status if refusal else 200
    return page(
        request, "guidance_desk/queue.html", status=status, nav="guidance", view=view, staff=staff, errors=errors, notice=notice
    )  # fmt: skip


@get(HERE + "/waiting", opt=access(OFFICERS, renews=False))
async def waiting(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices) -> Response[str]:
    """Who waits now, as a piece of the page; a desk that asks for it is on duty."""
    view = await view_of(request, db, services, guide_of(staff))
    return Response(
        render("guidance_desk/waiting.html", view=view), media_type="text/html", headers={"Cache-Control": "no-store"}
    )


@post(HERE + "/next", opt=access(OFFICERS, acts=("guidance.taken",)))
async def take_next(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now
) -> Response[str] | Redirect:
    """The next one."""
    await read_form(request, EmptyForm)
    moment, guide = short_transactions(request), guide_of(staff)
    try:
        async with moment() as db:
            taken = await desk.take_next(db, services, guide, now)
    except (NobodyWaits, DeskBusy) as refusal:
        async with moment() as db:
            return await queue_page(request, db, staff, services, refusal)
    return see_other(f"{HERE}/{taken.id}")


@post(HERE + "/code", opt=access(OFFICERS, acts=("guidance.taken",)))
async def take_by_code(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, redis: Redis, now: Now
) -> Response[str] | Redirect:
    """The one who reads out this code."""
    sent, moment, guide = await read_form(request, TypedCode), short_transactions(request), guide_of(staff)
    try:
        async with moment() as db:
            taken = await desk.take_by_code(db, redis, services, guide, sent.code, now)
    except (CodeUnknown, DeskBusy, TooMuch) as refusal:
        async with moment() as db:
            return await queue_page(request, db, staff, services, refusal, "code")
    return see_other(f"{HERE}/{taken.id}")


@post(HERE + "/{id:uuid}/note", opt=access(OFFICERS, acts=("guidance.noted",)))
async def keep_note(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Keep a note."""
    sent = await read_form(request, DeskNoteForm)
    if sent.note:
        await guide_actions.keep_note(db, services, guide_of(staff), id, sent.note, now)
    return see_other(f"{HERE}/{id}")


@post(HERE + "/{id:uuid}/handing-over", opt=access(OFFICERS, acts=("guidance.handed_over",)))
async def hand_over(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """To the next free desk."""
    sent = await read_form(request, DeskNoteForm)
    await guide_actions.hand_over(db, services, guide_of(staff), id, sent.note, now)
    return see_other(f"{HERE}?said=handed_over")


PLACE = GuidePlace(base=HERE, template="guidance_desk/show.html", policy=OFFICERS, guide=guide_of, left=HERE)
ROUTES = [queue, waiting, take_next, take_by_code, keep_note, hand_over, *guide_routes(PLACE), *desk_api(PLACE)]
