"""Renders the page of my cases, and does nothing else."""

from typing import Any

from pwa.templates import render

CARD = {
    "name": "高龄老人津贴申请",
    "href": "/cases/1",
    "status": "还没提交",
    "tone": "neutral",
    "turn": "轮到您",
    "due": "",
    "number": "FT1",
}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The same page for every request."""
    if scope["type"] == "http":
        await answer(send, unplaced=0, yours=[CARD], others=[], ended=[])


async def answer(send: Any, **found: Any) -> None:
    """The page of what was found."""
    body = render("cases/list.html", nav="cases", sample=True, token="t" * 40, path="/cases", **found).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
