"""Being guided, for programs: the same functions as the pages, described in `/api/docs/openapi.json`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.guidance import desk, record, screen, service
from backend.guidance.desk import WaitingLine
from backend.guidance.request_session import GuidanceWish, ask
from backend.guidance.types import EndReason, EventKind, GuidedPage, GuidedSession, Role, SessionState, Way
from backend.guidance.view import SeenStep
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.web import Db, Now, Redis
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.guidance.forms import At, FilledBody, GuidanceForm, OpeningForm, RatingForm
from pwa.pages.guidance.own import HelperChoice, ask_page
from pwa.views.api_refusals import MAY_FAIL, PRIVATE
from pwa.views.guided_bar import bar_of, department_of
from pwa.views.guided_steps import step_at

API = "/api/guidance"
DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")], "responses": MAY_FAIL}
Simple = Literal["admission", "refusal", "end"]
STEPS = {"admission": service.let_in, "refusal": service.refuse, "end": service.stop}


class GuidanceJson(Struct, frozen=True, kw_only=True):
    """A session: who guides, and what the resident's pages show now. `code`: only in the response to asking for one."""

    id: UUID
    state: SessionState
    way: Way
    asked_at: datetime
    guide: str
    department: str
    page: GuidedPage
    reason: EndReason | None = None
    hint: str = ""
    pointed: str = ""
    proposal: UUID | None = None
    proposed_field: str = ""
    proposed_value: str = ""
    opened: tuple[str, ...] = ()
    code: str = ""


class OpenGuidanceJson(Struct, frozen=True, kw_only=True):
    """An open session; `waiting`: how many are in front of the resident; `seen`: exactly what the guide sees of the step."""

    session: GuidanceJson
    waiting: WaitingLine | None
    seen: SeenStep


class GuidanceEventJson(Struct, frozen=True, kw_only=True):
    """One thing that happened."""

    at: datetime
    kind: EventKind
    role: Role
    what: str
    words: str


async def json_of(db: Db, services: CaseServices, session: GuidedSession, code: str = "") -> GuidanceJson:
    """A session as programs read it."""
    bar = await bar_of(db, services, session)
    return GuidanceJson(
        id=session.id, state=session.state, way=session.way, asked_at=session.asked_at, guide=bar.guide, department=department_of(session),
        page=session.page, reason=session.reason, hint=bar.hint, pointed=session.pointed, opened=session.opened, code=code,
        proposal=bar.proposal.event if bar.proposal else None, proposed_field=bar.proposal.field if bar.proposal else "",
        proposed_value=bar.proposal.value if bar.proposal else "",
    )  # fmt: skip


@get(API, opt=access(signed_in), summary=DESCRIBES("mine"), **OPEN)
async def mine(db: Db, acting: Who, services: InjectedServices) -> Response[list[GuidanceJson]]:
    """My sessions, the newest first."""
    found = [await json_of(db, services, one) for one in await service.past(db, acting)]
    return Response(found, headers=PRIVATE)


@get(API + "/helpers", opt=access(signed_in), summary=DESCRIBES("helpers"), **OPEN)
async def helpers(
    db: Db, acting: Who, services: InjectedServices, now: Now, at: At = ""
) -> Response[list[HelperChoice]]:
    """Helpers whom the resident may ask from a step."""
    return Response(list((await ask_page(db, services, acting, at, now)).helpers), headers=PRIVATE)


@get(API + "/{id:uuid}", opt=access(signed_in), summary=DESCRIBES("open_one"), **OPEN)
async def open_one(
    db: Db, acting: Who, services: InjectedServices, redis: Redis, now: Now, id: FromPath[UUID]
) -> Response[OpenGuidanceJson]:
    """State of an open session: the place in the queue, and exactly what the guide is shown."""
    session = await service.own_open(db, services.vault, acting, id, now)
    found = OpenGuidanceJson(
        session=await json_of(db, services, session), waiting=await desk.place_in_queue(db, redis, session, now),
        seen=await screen.step_for_guide(db, services, session),
    )  # fmt: skip
    return Response(found, headers=PRIVATE)


@post(API, opt=access(signed_in), summary=DESCRIBES("ask"), **OPEN)
async def begin(
    db: Db, acting: Who, services: InjectedServices, now: Now, data: JSONBody[GuidanceForm]
) -> Response[GuidanceJson]:
    """Ask for a guide."""
    wish = GuidanceWish(way=data.way, step=step_at(data.at), mandate=data.mandate)
    asked = await ask(db, services, acting, wish, now)
    return Response(await json_of(db, services, asked.session, asked.code), status_code=201, headers=PRIVATE)


@get(API + "/{id:uuid}/record", opt=access(signed_in), summary=DESCRIBES("record"), **OPEN)
async def events(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[list[GuidanceEventJson]]:
    """Everything that happened in a session."""
    found = await record.record(db, services, acting, id, now)
    lines = [
        GuidanceEventJson(at=one.at, kind=one.kind, role=one.role, what=one.what, words=one.words)
        for one in found.lines
    ]
    return Response(lines, headers=PRIVATE)


@post(API + "/{id:uuid}/openings", opt=access(signed_in), status_code=204, summary=DESCRIBES("open"), **OPEN)
async def open_field(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[OpeningForm]
) -> None:
    """Let the guide read one answer, or no longer."""
    await service.open_field(db, services, acting, id, data.field, now, closes=data.open == "no")


@post(API + "/{id:uuid}/filled", opt=access(signed_in), status_code=204, summary=DESCRIBES("filled"), **OPEN)
async def filled(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[FilledBody]
) -> None:
    """Keys of the questions that are filled in."""
    await service.holds_something(db, services, acting, id, data.keys, now)


@post(
    API + "/{id:uuid}/proposals/{event:uuid}/{answer:str}", opt=access(signed_in), status_code=204,
    summary=DESCRIBES("answer"), **OPEN,
)  # fmt: skip
async def answer(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], event: FromPath[UUID],
    answer: FromPath[Literal["acceptance", "refusal"]],
) -> None:  # fmt: skip
    """Take the proposed answer, or not."""
    await service.answer_proposal(db, services, acting, id, event, now, accepts=answer == "acceptance")


@post(API + "/{id:uuid}/rating", opt=access(signed_in), status_code=204, summary=DESCRIBES("rate"), **OPEN)
async def rate(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[RatingForm]
) -> None:
    """Rate a session."""
    await service.rate(db, services, acting, id, data.rating, now)


@post(API + "/{id:uuid}/{step:str}", opt=access(signed_in), status_code=204, summary=DESCRIBES("step"), **OPEN)
async def take_step(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], step: FromPath[Simple]
) -> None:
    """Let in, refuse or end."""
    await STEPS[step](db, services, acting, id, now)


ROUTES = [mine, helpers, open_one, begin, events, open_field, filled, answer, rate, take_step]
