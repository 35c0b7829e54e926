"""Her pages: how she asks, how she waits, who came, what that person sees, and what was shown."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from redis.asyncio import Redis

from backend.cases.services import CaseServices
from backend.guidance import desk, messages, screen, service
from backend.guidance.desk import WaitingLine
from backend.guidance.lifecycle import CODE_LIVES
from backend.guidance.problems import NotShownToGuides
from backend.guidance.record import GuidanceLine, GuidanceRecord
from backend.guidance.record import record as read_record
from backend.guidance.request_session import about, helpers
from backend.guidance.types import GuidedSession, GuidedStep
from backend.guidance.view import may_open
from backend.kit.clock import SHANGHAI
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Acting
from pwa.guided import GuidedBar
from pwa.views.guidance import SeenLine, paper_line, question_line
from pwa.views.guided_bar import bar_of, department_of
from pwa.views.guided_steps import address_of, step_at

_messages = Messages.beside(__file__)
WAITS = _messages.texts("waits")
RATINGS = _messages.words("Rating")


class HelperChoice(Struct, frozen=True):
    """A helper whom she may ask."""

    mandate: UUID
    name: str


class AskPage(Struct, frozen=True, kw_only=True):
    """Before she asks: for what, and who may come. `closed`: nothing of this service is ever shown."""

    at: str
    service: str
    helpers: tuple[HelperChoice, ...]
    closed: bool
    last: UUID | None


class OpenPage(Struct, frozen=True, kw_only=True):
    """While she waits or is guided. `code`: to be read out; only the answer to her asking holds it."""

    session: GuidedSession
    bar: GuidedBar
    back: str
    waits: tuple[str, ...]
    code: str
    where: str
    lines: tuple[SeenLine, ...]
    openable: frozenset[str]


class RecordPage(Struct, frozen=True, kw_only=True):
    """What was shown, for her to read."""

    record: GuidanceRecord
    lines: tuple[tuple[str, GuidanceLine], ...]
    over: bool
    reason: str
    department: str
    when: str
    ratings: Mapping[str, str]


async def ask_page(db: Db, services: CaseServices, acting: Acting, at: str, now: datetime) -> AskPage:
    """How she may ask from this step."""
    step, closed = step_at(at), False
    try:
        found, _ = await about(db, services, acting, step)
    except NotThere:
        found, step = None, GuidedStep()
    except NotShownToGuides:
        found, closed = None, True
    may = await helpers(db, services, acting, found, now)
    past = await record_of_newest(db, acting)
    return AskPage(
        at=address_of(step) if step.page != "none" else "", service=found.name if found else "", closed=closed,
        helpers=tuple(HelperChoice(one.mandate.id, one.other_name) for one in may), last=past,
    )  # fmt: skip


async def record_of_newest(db: Db, acting: Acting) -> UUID | None:
    """Her newest session, to be read again."""
    found = await service.past(db, acting)
    return found[0].id if found else None


async def open_page(
    db: Db, redis: "Redis", services: CaseServices, session: GuidedSession, now: datetime, code: str = ""
) -> OpenPage:
    """Her page while a session is open."""
    seen = await screen.step_for_guide(db, services, session)
    fields = await service.fields_of(db, services, session)
    waits = (
        waiting_words(session, await desk.waiting_line(db, redis, session, now)) if session.state == "waiting" else ()
    )
    return OpenPage(
        session=session, bar=await bar_of(db, services, session), back=address_of(session.step), waits=waits, code=code,
        where=messages.PAGES[session.page], openable=frozenset(field.key for field in fields if may_open(field)),
        lines=tuple(question_line(one) for one in seen.questions) + tuple(paper_line(one) for one in seen.papers),
    )  # fmt: skip


def waiting_words(session: GuidedSession, line: WaitingLine) -> tuple[str, ...]:
    """What she is told of her waiting: only what is known."""
    if session.way == "helper":
        return (WAITS("family"),)
    if session.way == "code":
        return (WAITS("code", until=session.queued_at + CODE_LIVES),)
    desks = WAITS("desks", desks=line.on_duty) if line.on_duty else WAITS("nobody")
    front = WAITS("ahead", ahead=line.ahead) if line.ahead else WAITS("next")
    usual = WAITS("usual", minutes=line.minutes) if line.minutes is not None else WAITS("unknown")
    return (front, desks, usual) if line.on_duty else (desks, front)


async def record_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> RecordPage:
    """Everything that happened in one of her sessions."""
    found = await read_record(db, services, acting, id, now)
    reason = found.standing.reason
    return RecordPage(
        record=found, lines=tuple((clock_time(one.at), one) for one in found.lines), over=found.standing.state == "ended",
        reason=messages.END_REASONS[reason] if reason else "", department=department_of(found.session),
        when=moment(found.session.asked_at.astimezone(SHANGHAI)), ratings=RATINGS,
    )  # fmt: skip


def clock_time(at: datetime) -> str:
    """Hours, minutes and seconds of a day in Shenzhen."""
    return at.astimezone(SHANGHAI).strftime("%H:%M:%S")
