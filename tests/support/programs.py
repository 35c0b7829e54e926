"""A program that speaks JSON with somebody's session."""

from typing import Any

import httpx


class Program:
    """A program that holds somebody's session."""

    def __init__(self, house: Any, headers: dict[str, str]) -> None:
        self.house, self.headers = house, headers

    async def _asks(self, method: str, path: str, status: int, body: Any = None) -> Any:
        origin = self.house.framework.state.settings.origin
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.house), base_url=origin) as client:
            answer = await client.request(method, path, headers=self.headers, json=body)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text)
        if answer.status_code < 300:
            assert answer.headers["cache-control"] == "no-store"
        return answer.json() if answer.content else None

    async def sends_raw(self, path: str, body: str) -> httpx.Response:
        """Send something that isn't quite JSON."""
        origin, headers = (
            self.house.framework.state.settings.origin,
            {**self.headers, "content-type": "application/json"},
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.house), base_url=origin) as client:
            return await client.post(path, headers=headers, content=body)

    async def gets(self, path: str, status: int = 200) -> Any:
        """Read."""
        return await self._asks("GET", path, status)

    async def posts(self, path: str, status: int = 200, **body: Any) -> Any:
        """Send JSON."""
        return await self._asks("POST", path, status, body)
