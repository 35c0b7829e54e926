"""Her side of being guided: ask, let in, show and hide, take a proposal or not, end, read what was shown, rate."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, ServerSentEvent
from msgspec import Meta

from backend.cases.services import CaseServices
from backend.guidance import service
from backend.guidance.request_session import GuidanceWish, ask
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, Redis, read_form, see_other, short_transactions
from backend.residents.guards import Who, access, public, signed_in
from backend.residents.types import Acting
from pwa.injected import InjectedServices
from pwa.pages.guidance import api, helper_routes
from pwa.pages.guidance.forms import At, GuidanceForm, OpeningForm, RatingForm
from pwa.pages.guidance.own import ask_page, open_page, record_page
from pwa.templates import page, render
from pwa.views.event_stream import ThePubSub
from pwa.views.guidance import events
from pwa.views.guided_bar import bar_of
from pwa.views.guided_steps import address_of, step_at

HERE = "/guidance"
Said = FromQuery[Annotated[str, Meta(max_length=20)]]
Name = FromQuery[Literal["bar", "changed"]]
DAY = 24 * 3600


def mark_browser(request: AnyRequest) -> Cookie:
    """The mark by which pages of this browser look whether somebody is guided; it says nothing and grants nothing."""
    secure = request.app.state.secure
    name = "__Host-futian-guided" if secure else "futian-guided"
    return Cookie(key=name, value="1", path="/", secure=secure, httponly=True, samesite="lax", max_age=DAY)


@get(HERE + "/phone", opt=access(public), sync_to_thread=False)
def by_phone(request: AnyRequest) -> Response[str]:
    """Before signing in: nobody sees the screen there, so somebody teaches by telephone."""
    return page(request, "guidance/phone.html", nav="")


@get(HERE, opt=access(signed_in))
async def overview(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, redis: Redis, now: Now, at: At = ""
) -> Response[str]:
    """Ask for somebody; while one waits or is guided, how it stands."""
    session = await service.running(db, services.vault, acting.person, now)
    if session is None:
        return page(request, "guidance/ask.html", await ask_page(db, services, acting, at, now), nav="")
    answer = page(
        request, "guidance/open.html", await open_page(db, redis, services, session, now), nav="", guided=None
    )
    answer.cookies.append(mark_browser(request))  # on this device too, from now on
    return answer


@post(HERE, opt=access(signed_in))
async def begin(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, redis: Redis, now: Now
) -> Response[str] | Redirect:
    """Ask. The code stands on the answer alone: asked again, there is another one."""
    sent = await read_form(request, GuidanceForm)
    wish = GuidanceWish(way=sent.way, step=step_at(sent.at), mandate=sent.mandate)
    asked = await ask(db, services, acting, wish, now)
    if not asked.code:
        answer = see_other(HERE)
        answer.cookies.append(mark_browser(request))
        return answer
    view = await open_page(db, redis, services, asked.session, now, asked.code)
    shown = page(request, "guidance/open.html", view, nav="", guided=None)
    shown.cookies.append(mark_browser(request))
    return shown


async def back(db: Db, acting: Acting, id: UUID, services: CaseServices, now: Now) -> Redirect:
    """Back to the step at which she is."""
    session = await service.own(db, acting, id, now)
    return see_other(address_of(session.step) if session.page != "none" else HERE)


@post(HERE + "/{id:uuid}/admission", opt=access(signed_in))
async def let_in(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Let the guide see, whose name stands on the page."""
    await read_form(request, EmptyForm)
    await service.let_in(db, services, acting, id, now)
    answer = await back(db, acting, id, services, now)
    answer.cookies.append(mark_browser(request))
    return answer


@post(HERE + "/{id:uuid}/refusal", opt=access(signed_in))
async def refuse(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Not this guide."""
    await read_form(request, EmptyForm)
    await service.refuse(db, services, acting, id, now)
    return see_other(HERE)


@post(HERE + "/{id:uuid}/end", opt=access(signed_in))
async def end(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Enough."""
    await read_form(request, EmptyForm)
    await service.stop(db, services, acting, id, now)
    return see_other(f"{HERE}/{id}")


@post(HERE + "/{id:uuid}/openings", opt=access(signed_in))
async def open_field(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """Let the guide read one answer, or no longer."""
    sent = await read_form(request, OpeningForm)
    await service.open_field(db, services, acting, id, sent.field, now, closes=sent.open == "no")
    return see_other(HERE)


@post(HERE + "/{id:uuid}/proposals/{event:uuid}/{answer:str}", opt=access(signed_in))
async def answer_proposal(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], event: FromPath[UUID],
    answer: FromPath[Literal["acceptance", "refusal"]],
) -> Redirect:  # fmt: skip
    """Take the proposed answer, or not."""
    await read_form(request, EmptyForm)
    await service.answer_proposal(db, services, acting, id, event, now, accepts=answer == "acceptance")
    return await back(db, acting, id, services, now)


@get(HERE + "/{id:uuid}/live", opt=access(signed_in, renews=False), media_type="text/event-stream")
async def live(
    request: AnyRequest,
    acting: Who,
    services: InjectedServices,
    pubsub: ThePubSub,
    id: FromPath[UUID],
    name: Name = "bar",
) -> Response[str] | ServerSentEvent:
    """The bar of her pages, whenever it changes; for the page on which she waits only that it did (`changed`)."""
    token = request.scope["state"].get("form_token", "")

    async def piece() -> str:
        async with short_transactions(request)() as db:
            now = request.app.state.clock()
            session = await service.own_open(db, services.vault, acting, id, now)
            return render("guidance/bar.html", bar=await bar_of(db, services, session), token=token)

    await piece()
    return events(request, pubsub, str(id), str(acting.person), piece, name)


@get(HERE + "/{id:uuid}", opt=access(signed_in))
async def show(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """What was shown, opened, said and proposed in one session."""
    return page(request, "guidance/record.html", await record_page(db, services, acting, id, now), nav="me")


@post(HERE + "/{id:uuid}/rating", opt=access(signed_in))
async def rate(
    request: AnyRequest, db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Redirect:
    """How it was."""
    sent = await read_form(request, RatingForm)
    await service.rate(db, services, acting, id, sent.rating, now)
    return see_other(f"{HERE}/{id}")


ROUTES = [
    by_phone, overview, begin, let_in, refuse, end, open_field, answer_proposal, live, show, rate,
    *helper_routes.ROUTES, *api.ROUTES,
]  # fmt: skip
