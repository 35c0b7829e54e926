"""The result of pre-review as it comes, by server-sent events: one message, then the stream ends; reconnecting is harmless."""

from collections.abc import AsyncIterator
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from backend.cases.lock import not_claimed
from backend.cases.papers.hand_in import in_slot, own_paper
from backend.cases.problems import CaseClaimed
from backend.delegation.acting import helped, in_force
from backend.delegation.problems import MandateOver
from backend.kit.problems import NotThere
from backend.kit.pubsub import PubSub, TooManySubscribers
from backend.kit.web import AnyRequest, Db, retry_later_stream, short_transactions
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting
from pwa.views.event_stream import ThePubSub, stream, within

LONGEST = 25.0
"""Seconds of one stream: pre-review takes a few, and the browser reconnects."""
BEAT = 8.0
ANSWERED = ServerSentEventMessage(event="changed", data="read")
BEATING = ServerSentEventMessage(comment="still reading", data=None)


@get(
    "/cases/{id:uuid}/papers/{slot:str}/news",
    opt=access(signed_in, renews=False, helper=helped("paper.seen")),
    media_type="text/event-stream",
)
async def paper_changes(
    request: AnyRequest, db: Db, acting: Who, pubsub: ThePubSub, id: FromPath[UUID], slot: FromPath[str]
) -> Response[str] | ServerSentEvent:
    """Says once that this paper has been read; without room to wait it says when to come again."""
    paper = await in_slot(db, acting, id, slot)
    if paper is None:
        raise NotThere
    await not_claimed(db, acting, id)
    who = str(acting.person)
    if not paper.waits:
        return stream(told())
    if pubsub.full(who):
        return retry_later_stream()
    request.app.state.shutdown.watch()
    return stream(waited(request, pubsub, acting, id, paper.id))


async def told() -> AsyncIterator[ServerSentEventMessage]:
    """It was read before anybody asked."""
    yield ANSWERED


async def waited(
    request: AnyRequest, pubsub: PubSub, acting: Acting, case: UUID, paper: UUID
) -> AsyncIterator[ServerSentEventMessage]:
    """Wait without holding a connection to the database; look once after beginning to wait, so that nothing falls between."""
    try:
        with pubsub.subscribe(str(paper), str(acting.person)) as event:
            if await is_read(request, acting, paper):
                event.set()
            for _ in range(int(LONGEST / BEAT)):
                came = await within(event, BEAT, request.app.state.shutdown)
                if not await still_allowed(request, acting, case):
                    yield ANSWERED  # the page looks again, and reads why
                    return
                if came:
                    yield ANSWERED
                if event.is_set() or request.app.state.shutdown:  # the browser asks the next process
                    return
                yield BEATING
    except TooManySubscribers:  # somebody else took the last place meanwhile; the browser asks again
        return


async def still_allowed(request: AnyRequest, acting: Acting, case: UUID) -> bool:
    """Does the mandate of a helper still hold, and is the case open to them? A stream ends with it."""
    if acting.mandate is None:
        return True
    try:
        async with short_transactions(request)() as db:
            await in_force(db, acting.mandate.mandate, acting.person, request.app.state.clock())
            await not_claimed(db, acting, case)
    except (MandateOver, CaseClaimed):
        return False
    return True


async def is_read(request: AnyRequest, acting: Acting, paper: UUID) -> bool:
    """Has this paper been read by now, or is it closed to the reader? Then the page looks again."""
    try:
        async with short_transactions(request)() as db:
            return not (await own_paper(db, acting, paper)).waits
    except CaseClaimed:
        return True


ROUTES = [paper_changes]
