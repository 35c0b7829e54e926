"""Strict-Transport-Security (RFC 6797) on every response of an installation reached over https."""

from typing import Any

from backend.kit.response_cache import App, Receive, Scope, Send

LINE = (b"strict-transport-security", b"max-age=31536000")


class HstsHeader:
    """ASGI wrapper that adds the header to each response."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the wrapped application and add the header."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def marked(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], LINE]}
            await send(message)

        await self.app(scope, receive, marked)
