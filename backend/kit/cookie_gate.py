"""A middleware for the browsers that carry a mark: for all others it costs a look at their cookies."""

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send


class OnlyMarkedMiddleware(ASGIMiddleware):
    """Runs another middleware where a cookie's line holds this mark."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, mark: bytes, then: ASGIMiddleware) -> None:
        self.mark, self.then = mark, then

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Handle one request."""
        if any(name == b"cookie" and self.mark in value for name, value in scope["headers"]):
            await self.then.handle(scope, receive, send, next_app)
        else:
            await next_app(scope, receive, send)
