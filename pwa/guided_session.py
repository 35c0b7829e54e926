"""Middleware: finds the guided session of a page's visitor, and writes down to which step she has come, once the page is made."""

from typing import Any
from uuid import UUID

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.guidance import service
from backend.guidance.types import NOWHERE
from backend.kit.db import transaction
from backend.residents.types import Visitor
from pwa.guided import GuidedBar, marked
from pwa.views.guided_bar import bar_of

OWN = "/guidance"
"""The pages of guidance itself move her nowhere: she opens answers there."""
SHOWN = (200, 422)


class GuidedMiddleware(ASGIMiddleware):
    """Puts `guided` into the state of a request; only for browsers that carry the mark of a guided session."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Handle one request."""
        person = guided_person(scope)
        if person is None:
            await next_app(scope, receive, send)
            return
        scope["state"]["guided"] = bar = await running_bar(scope, person)

        async def send_and_move(message: Message) -> None:
            if message["type"] == "http.response.start" and bar is not None and moves_her(scope, message, bar):
                await move(scope, person, bar)
            await send(message)

        await next_app(scope, receive, send_and_move)


def guided_person(scope: Scope) -> UUID | None:
    """The person who asks for a page; None for scripts and without a session."""
    visitor = scope["state"].get("visitor")
    if not isinstance(visitor, Visitor) or visitor.person is None:
        return None
    wants_page = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
    return visitor.person if wants_page else None


async def running_bar(scope: Scope, person: UUID) -> GuidedBar | None:
    """The bar of her session that is open now."""
    state = scope["litestar_app"].state
    async with transaction(state.pool) as db:
        session = await service.running(db, state.vault, person, state.clock())
        return await bar_of(db, state.services, session) if session else None


def moves_her(scope: Scope, message: Any, bar: GuidedBar) -> bool:
    """Is this a page at which she now is, while a guide looks on? What a script fetches to keep it isn't."""
    page = any(name == b"content-type" and value.startswith(b"text/html") for name, value in message["headers"])
    by_script = any(name == b"sec-fetch-dest" and value != b"document" for name, value in scope["headers"])
    return (
        page
        and not by_script
        and bar.state == "active"
        and message["status"] in SHOWN
        and not scope["path"].startswith(OWN)
    )


async def move(scope: Scope, person: UUID, bar: GuidedBar) -> None:
    """Write down where she is; a page that said nothing is nowhere."""
    state, visitor = scope["litestar_app"].state, scope["state"]["visitor"]
    step = marked(scope["state"]) if visitor.mandate is None else NOWHERE
    async with transaction(state.pool) as db:
        await service.move(db, state.services, person, bar.id, step, state.clock())
