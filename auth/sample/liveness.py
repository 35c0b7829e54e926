"""Sample liveness service: speaks the protocol of `auth/identity/liveness.py` and says that it is a sample. It can't tell a live face from a replay.

A process of its own: `granian --interface asgi --factory auth.sample.liveness:create`. What it answers is the operator's choice, so that a trial sees
each of them; `frames` looks whether the pictures differ, which a single still picture sent again and again doesn't. It keeps nothing.
"""

import asyncio
import base64
import binascii
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import msgspec
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import State
from msgspec import Meta, Struct

from auth.sample.openid_provider import style
from auth.sample.pages import page
from backend.kit.messages.render import Messages
from backend.registers.signature import NotSigned, check

Mood = Literal["frames", "live", "not_live", "unsure", "silent", "broken", "lying"]
MOST_FRAMES, MOST_BYTES = 8, 110_000_000  # as many and as large as the product takes
PATIENCE = 600  # seconds of a silence: longer than anybody waits
SAYS = Messages.beside(__file__).texts("liveness")


class LivenessQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A question: which one, the frames, and the moves that were asked for between them."""

    request: UUID
    frames: Annotated[list[str], Meta(min_length=1, max_length=MOST_FRAMES)]
    moves: Annotated[list[Literal["left", "right", "up"]], Meta(max_length=3)]


def create(environ: Mapping[str, str] = os.environ) -> Litestar:
    """The service; `FUTIAN_SAMPLE_LIVENESS` says how it answers, `on` is the same as `frames`."""
    wanted = environ.get("FUTIAN_SAMPLE_LIVENESS", "on")
    mood = msgspec.convert("frames" if wanted == "on" else wanted, Mood)
    state = State({"mood": mood, "key": environ["FUTIAN_LIVENESS_KEY"]})
    return Litestar(
        [about, verdict, style], state=state, openapi_config=None, debug=False, request_max_body_size=MOST_BYTES
    )


@get("/")
async def about(request: Request[Any, Any, Any]) -> Response[str]:
    """Page that describes the service."""
    return page(
        f'<div class="head"><h1>{SAYS("sample")}</h1></div><p>{SAYS("about", mood=request.app.state.mood)}</p>',
        title=SAYS("title"),
    )


@post("/verdict", status_code=200)
async def verdict(request: Request[Any, Any, Any]) -> Response[bytes]:
    """One answer to one signed question."""
    body, state = await request.body(), request.app.state
    try:
        check(state.key, body, {name.lower(): value for name, value in request.headers.items()}, int(time.time()))
        asked = msgspec.json.decode(body, type=LivenessQuestion)
        frames = [base64.b64decode(one, validate=True) for one in asked.frames]
    except NotSigned:
        return answer({"sample": SAYS("sample")}, 401)
    except (msgspec.DecodeError, binascii.Error):
        return answer({"sample": SAYS("sample")}, 400)
    if state.mood == "silent":
        with suppress(TimeoutError):
            await asyncio.wait_for(gone(request), PATIENCE)
    return sample_response(state.mood, asked.request, frames)


def sample_response(mood: Mood, asked: UUID, frames: list[bytes]) -> Response[bytes]:
    """Response in this mode; silent, broken and lying imitate failures of a real service."""
    if mood in ("silent", "broken"):
        return answer({"sample": SAYS("sample")}, 503)
    if mood == "lying":  # a yes to a question that nobody asked
        return answer({"request": uuid4(), "verdict": "live", "sample": SAYS("sample")})
    differ = "live" if len(set(frames)) == len(frames) > 1 else "not_live"
    return answer({"request": asked, "verdict": differ if mood == "frames" else mood, "sample": SAYS("sample")})


async def gone(request: Request[Any, Any, Any]) -> None:
    """Has the client given up?"""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def answer(said: dict[str, Any], status: int = 200) -> Response[bytes]:
    """The answer as JSON."""
    return Response(
        msgspec.json.encode(said),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
