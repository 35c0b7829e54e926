"""Renders the page of my cases, and does nothing else."""

from typing import Any

from pwa.templates import render
from pwa.views.case_cards import CaseCard, Progress

CARD = CaseCard("高龄老人津贴申请", "/cases/1", "还没提交", "neutral", "轮到您", "", "FT1")


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The same page for every request."""
    if scope["type"] == "http":
        await answer(send, Progress([CARD], [], [], 0))


async def answer(send: Any, found: Progress) -> None:
    """The page of what was found."""
    body = render("cases/list.html", found, nav="cases", sample=True, token="t" * 40, path="/cases").encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
