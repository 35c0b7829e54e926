"""Being guided, for programs: the same functions as the pages, described in `/api/docs/openapi.json`."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from backend.cases.services import CaseServices
from backend.catalogue.api import REFUSED, ProblemDetails
from backend.guidance import record, service
from backend.guidance.asking import GuidanceWish, ask
from backend.guidance.types import EndReason, EventKind, GuidedPage, GuidedSession, Role, SessionState, Way
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.web import Db, Now
from backend.residents.guards import Who, access, signed_in
from pwa.injected import InjectedServices
from pwa.pages.guidance.forms import FilledBody, GuidanceForm, OpeningForm, RatingForm
from pwa.views.guided_bar import bar_of, department_of
from pwa.views.guided_steps import step_at

API = "/api/guidance"
DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
REFUSALS = Messages.beside(__file__).words("ApiRefusal")
OPEN: dict[str, Any] = {"include_in_schema": True, "tags": [DESCRIBES("tag")]}
MAY_FAIL = {
    int(status): ResponseSpec(ProblemDetails, description=says, media_type=REFUSED, generate_examples=False)
    for status, says in REFUSALS.items()
}
PRIVATE = {"Cache-Control": "no-store"}
Simple = Literal["admission", "refusal", "end"]
STEPS = {"admission": service.let_in, "refusal": service.refuse, "end": service.stop}


class GuidanceJson(Struct, frozen=True, kw_only=True):
    """A session: who guides, and what shows on her pages now. `code`: only in the answer to her asking for one."""

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


@get(API, opt=access(signed_in), responses=MAY_FAIL, summary=DESCRIBES("mine"), **OPEN)
async def mine(db: Db, acting: Who, services: InjectedServices) -> Response[list[GuidanceJson]]:
    """My sessions, the newest first."""
    found = [await json_of(db, services, one) for one in await service.past(db, acting)]
    return Response(found, headers=PRIVATE)


@post(API, opt=access(signed_in), responses=MAY_FAIL, summary=DESCRIBES("ask"), **OPEN)
async def begin(
    db: Db, acting: Who, services: InjectedServices, now: Now, data: JSONBody[GuidanceForm]
) -> Response[GuidanceJson]:
    """Ask for somebody."""
    wish = GuidanceWish(way=data.way, step=step_at(data.at), mandate=data.mandate)
    asked = await ask(db, services, acting, wish, now)
    return Response(await json_of(db, services, asked.session, asked.code), status_code=201, headers=PRIVATE)


@get(API + "/{id:uuid}/record", opt=access(signed_in), responses=MAY_FAIL, summary=DESCRIBES("record"), **OPEN)
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


@post(
    API + "/{id:uuid}/openings",
    opt=access(signed_in),
    status_code=204,
    responses=MAY_FAIL,
    summary=DESCRIBES("open"),
    **OPEN,
)
async def open_field(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[OpeningForm]
) -> None:
    """Let the guide read one answer, or no longer."""
    await service.open_field(db, services, acting, id, data.field, now, closes=data.open == "no")


@post(
    API + "/{id:uuid}/filled",
    opt=access(signed_in),
    status_code=204,
    responses=MAY_FAIL,
    summary=DESCRIBES("filled"),
    **OPEN,
)
async def filled(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[FilledBody]
) -> None:
    """Which questions hold something, by key."""
    await service.holds_something(db, services, acting, id, data.keys, now)


@post(
    API + "/{id:uuid}/proposals/{event:uuid}/{answer:str}", opt=access(signed_in), status_code=204, responses=MAY_FAIL,
    summary=DESCRIBES("answer"), **OPEN,
)  # fmt: skip
async def answer(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], event: FromPath[UUID],
    answer: FromPath[Literal["acceptance", "refusal"]],
) -> None:  # fmt: skip
    """Take the proposed answer, or not."""
    await service.answer_proposal(db, services, acting, id, event, now, accepts=answer == "acceptance")


@post(
    API + "/{id:uuid}/rating",
    opt=access(signed_in),
    status_code=204,
    responses=MAY_FAIL,
    summary=DESCRIBES("rate"),
    **OPEN,
)
async def rate(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], data: JSONBody[RatingForm]
) -> None:
    """How it was."""
    await service.rate(db, services, acting, id, data.rating, now)


@post(
    API + "/{id:uuid}/{step:str}",
    opt=access(signed_in),
    status_code=204,
    responses=MAY_FAIL,
    summary=DESCRIBES("step"),
    **OPEN,
)
async def take_step(
    db: Db, acting: Who, services: InjectedServices, now: Now, id: FromPath[UUID], step: FromPath[Simple]
) -> None:
    """Let in, refuse or end."""
    await STEPS[step](db, services, acting, id, now)


ROUTES = [mine, begin, events, open_field, filled, answer, rate, take_step]
