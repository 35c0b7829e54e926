"""Shared by both sides of a guided session: streams, the forms of a guide, and the guide's screen in words."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Annotated
from uuid import UUID

from litestar import Response
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage
from msgspec import Meta, Struct

from backend.cases.answers import AnswerFault
from backend.cases.drafts.display import display_answer
from backend.cases.types import FOR_OFFICER
from backend.catalogue.types import Service
from backend.guidance.screen import GuideScreen
from backend.guidance.view import SeenPaper, SeenQuestion
from backend.kit.messages.render import Messages
from backend.kit.problems import Refusal
from backend.kit.pubsub import PubSub, TooManySubscribers
from backend.kit.web import AnyRequest, retry_later_stream
from backend.materials.reading.check_names import CHECKS
from pwa.views.event_stream import goes_on, stream

_messages = Messages.beside(__file__)
FAULTS = _messages.words("Fault", AnswerFault)
PAPERS = _messages.words("SeenPaper")
LONGEST, BEAT = 55.0, 8.0
"""Seconds of one stream, and between two looks where nobody said that something changed: what ends by time is seen then."""
BEATING = ServerSentEventMessage(comment="nothing new", data=None)
OVER = ServerSentEventMessage(event="over", data="over")
Key = Annotated[str, Meta(max_length=60)]
PageText = Callable[[], Awaitable[str]]


class PointForm(Struct, forbid_unknown_fields=True):
    """What a guide points at; "" takes the ring away."""

    at: Key = ""


class HintForm(Struct, forbid_unknown_fields=True):
    """What a guide writes."""

    text: Annotated[str, Meta(min_length=1, max_length=120)]


class GuideProposalForm(Struct, forbid_unknown_fields=True):
    """A value for a question."""

    field: Key
    value: Annotated[str, Meta(min_length=1, max_length=200)]


class SeenLine(Struct, frozen=True, kw_only=True):
    """One line of the mirrored step: a question or a paper, with what may be done with it."""

    key: str
    label: str
    state: str
    tone: str
    text: str = ""
    opened: bool = False
    fault: str = ""
    proposable: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    input: str = "text"  # the type of the box for a proposal


INPUTS: Mapping[str, str] = {"date": "date", "month": "month", "phone": "tel"}


def question_line(one: SeenQuestion) -> SeenLine:
    """A question in words."""
    state = "wrong" if one.fault else "filled" if one.filled else "open" if one.required else "optional"
    tone = {"wrong": "bad", "filled": "good", "open": "warn"}.get(state, "neutral")
    return SeenLine(
        key=one.key, label=one.label, state=PAPERS[state], tone=tone, text=one.text, opened=one.opened,
        fault=FAULTS.get(one.fault, ""), proposable=one.proposable, choices=one.choices, input=INPUTS.get(one.kind, "text"),
    )  # fmt: skip


def paper_line(one: SeenPaper) -> SeenLine:
    """A paper in words: which checks found something, by their names alone."""
    tone = {"failed": "bad", "passed": "good", "empty": "warn"}.get(one.state, "neutral")
    found = _messages_joined([CHECKS[check] for check, _ in one.findings])
    return SeenLine(key=one.slot, label=one.name, state=PAPERS[one.state], tone=tone, fault=found)


def _messages_joined(words: list[str]) -> str:
    return FOUND(checks=words).text if words else ""


FOUND = _messages.take("found")


class GuideView(Struct, frozen=True, kw_only=True):
    """What a guide has before them, in words. `here`: she has a page open of which something is shown."""

    id: UUID
    state: str
    until: str
    page: str
    service: str
    heading: str
    where: str
    here: bool
    lines: tuple[SeenLine, ...]
    pointed: str
    hint: str
    proposed: str
    notes: tuple[str, ...]
    outcome: str


def guide_view(screen: GuideScreen, service: Service | None, until: str, pages: dict[str, str]) -> GuideView:
    """A guide's screen in words."""
    step = screen.step
    lines = tuple(question_line(one) for one in step.questions) + tuple(paper_line(one) for one in step.papers)
    field = (
        next((f for f in service.field if screen.proposal and f.key == screen.proposal.field), None)
        if service
        else None
    )
    return GuideView(
        id=screen.session.id, state=screen.session.state, until=until, page=step.page, service=step.service, heading=step.heading,
        where=pages[step.page], here=step.page != "none", lines=lines, pointed=screen.session.pointed, hint=screen.hint,
        proposed=f"{field.label} → {display_answer(field, screen.proposal.value)}" if field and screen.proposal else "",
        notes=screen.notes, outcome=FOR_OFFICER[step.state] if step.page == "status" and step.state else "",
    )  # fmt: skip


def events(
    request: AnyRequest, pubsub: PubSub, topic: str, who: str, piece: PageText, name: str
) -> Response[str] | ServerSentEvent:
    """A stream that sends a piece of a page now and whenever it changes; it ends when the piece may no longer be read."""
    if pubsub.full(who):
        return retry_later_stream()
    request.app.state.shutdown.watch()
    return stream(pieces(request, pubsub, topic, who, piece, name))


async def pieces(
    request: AnyRequest, pubsub: PubSub, topic: str, who: str, piece: PageText, name: str
) -> AsyncIterator[ServerSentEventMessage]:
    """Subscribe first and then read, so that nothing falls between; no database connection is held while waiting."""
    last, until = "", time.monotonic() + LONGEST
    with suppress(TooManySubscribers), pubsub.subscribe(topic, who=who) as event:
        while time.monotonic() < until:
            event.clear()
            try:
                now = await piece()
            except Refusal:  # over, revoked, or handed on: the page says so when it is asked
                yield OVER
                return
            yield ServerSentEventMessage(event=name, data=now) if now != last else BEATING
            last = now
            if not await goes_on(request, event, BEAT):
                return
