"""The result of pre-review as it comes, by server-sent events: one message, then the stream ends; reconnecting is harmless."""

import time
from collections.abc import AsyncIterator
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from backend.cases.lock import not_claimed
from backend.cases.papers.hand_in import in_slot, own_paper
from backend.delegation.acting import helped, need_still
from backend.kit.problems import NotThere, Refusal
from backend.kit.pubsub import PubSub, TooManySubscribers
from backend.kit.web import AnyRequest, Db, retry_later_stream, short_transactions
from backend.residents.guards import Who, access, signed_in
from backend.residents.types import Acting
from pwa.views.event_stream import ThePubSub, goes_on, stream

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
        return stream(already_reviewed())
    if pubsub.full(who):
        return retry_later_stream()
    request.app.state.shutdown.watch()
    return stream(waited(request, pubsub, acting, id, paper.id))


async def already_reviewed() -> AsyncIterator[ServerSentEventMessage]:
    """It was read before anybody asked."""
    yield ANSWERED


async def waited(
    request: AnyRequest, pubsub: PubSub, acting: Acting, case: UUID, paper: UUID
) -> AsyncIterator[ServerSentEventMessage]:
    """Wait without holding a connection to the database; look after beginning to wait, so that nothing falls between.

    Whatever happens to the mandate of a helper wakes it too: the page looks again, and reads why it is closed.
    """
    topics = (str(paper), *([str(acting.mandate.mandate)] if acting.mandate else ()))
    try:
        with pubsub.subscribe(*topics, who=str(acting.person)) as event:
            until = time.monotonic() + LONGEST
            while time.monotonic() < until:
                event.clear()
                if await is_read(request, acting, case, paper):
                    yield ANSWERED
                    return
                if not await goes_on(request, event, BEAT):  # the browser asks the next process
                    return
                yield BEATING
    except TooManySubscribers:  # somebody else took the last place meanwhile; the browser asks again
        return


async def is_read(request: AnyRequest, acting: Acting, case: UUID, paper: UUID) -> bool:
    """Has this paper been read by now, or is it closed to the reader? Then the page looks again."""
    try:
        async with short_transactions(request)() as db:
            await need_still(db, acting, helped("paper.seen"), case, request.app.state.clock())
            return not (await own_paper(db, acting, paper)).waits
    except Refusal:
        return True


ROUTES = [paper_changes]
