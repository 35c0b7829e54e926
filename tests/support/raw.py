"""Requests that no client library sends: bodies that stall, lengths that lie, bytes that are no address."""

import asyncio
from typing import Any

FORM_TYPE = "application/x-www-form-urlencoded"
Answer = tuple[int, dict[str, str], bytes]


class Raw:
    """One raw request to an ASGI application; the body never ends unless `whole`."""

    def __init__(
        self, method: str, path: str, headers: dict[str, str], parts: list[bytes], *, query: bytes = b"", whole: bool
    ) -> None:
        self.scope: dict[str, Any] = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode("utf-8", "surrogateescape"), "query_string": query, "root_path": "",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()],
            "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 1), "state": {},
        }  # fmt: skip
        self.parts, self.whole, self.taken = list(parts), whole, 0
        self.said: list[Any] = []
        self.stalls = False  # does the application wait for more?

    async def receive(self) -> Any:
        """The next part; after the last of a body that isn't whole, nothing ever."""
        if self.parts:
            part = self.parts.pop(0)
            self.taken += len(part)
            return {"type": "http.request", "body": part, "more_body": bool(self.parts) or not self.whole}
        self.stalls = True
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """What the application says."""
        self.said.append(message)

    async def answered(self, app: Any) -> Answer:
        """Run it to its end."""
        await app(self.scope, self.receive, self.send)
        headers = {name.decode(): value.decode("latin-1") for name, value in self.said[0]["headers"]}
        return self.said[0]["status"], headers, b"".join(m.get("body", b"") for m in self.said[1:])
