"""A certified liveness service: signed questions without names, and anything but a clear yes goes to a person."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from aiohttp import web

from auth.identity import judging
from auth.identity.liveness import Certified, liveness
from auth.identity.types import Pictures
from backend.registers.signature import NotSigned, check
from backend.settings import Settings

KEY = "a key of the service"
FRAMES = Pictures((b"one", b"two"), ("left", "up", "right"), "陈雨欣")


class Peer:
    """The service, answering as a test wants."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {"verdict": "live"}
        self.asked: list[dict[str, Any]] = []
        self.status = 200

    async def answer(self, request: web.Request) -> web.Response:
        import time

        body = await request.read()
        try:
            check(KEY, body, {name.lower(): value for name, value in request.headers.items()}, int(time.time()))
        except NotSigned:
            return web.Response(status=401)
        self.asked.append(msgspec.json.decode(body))
        told = {"request": self.asked[-1]["request"], **self.says}
        return web.json_response(told, status=self.status)


@pytest.fixture
async def peer() -> AsyncIterator[tuple[Peer, str]]:
    found, app = Peer(), web.Application()
    app.router.add_post("/verdict", found.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield found, f"http://127.0.0.1:{runner.addresses[0][1]}/verdict"
    await runner.cleanup()


def service(installation: Settings, url: str, key: str = KEY) -> Certified:
    return Certified(msgspec.structs.replace(installation, liveness_url=url, liveness_key=key))


async def test_it_says_what_it_says_and_hears_no_name(installation: Settings, peer: tuple[Peer, str]) -> None:
    found, url = peer
    for verdict in ("live", "not_live", "unsure"):
        found.says = {"verdict": verdict}
        assert await service(installation, url).verdict(FRAMES) == verdict
    assert set(found.asked[0]) == {"request", "frames", "moves"}
    assert len(found.asked[0]["frames"]) == 2


async def test_anything_else_is_unsure(installation: Settings, peer: tuple[Peer, str]) -> None:
    found, url = peer
    assert await service(installation, url, "another key").verdict(FRAMES) == "unsure"
    found.says = {"verdict": "certainly"}
    assert await service(installation, url).verdict(FRAMES) == "unsure"
    found.says = {"verdict": "live", "request": "00000000-0000-0000-0000-000000000000"}
    assert await service(installation, url).verdict(FRAMES) == "unsure"
    found.says, found.status = {"verdict": "live"}, 302
    assert await service(installation, url).verdict(FRAMES) == "unsure"
    assert await service(installation, "http://127.0.0.1:9/").verdict(FRAMES) == "unsure"


def test_only_a_clear_yes_passes(installation: Settings) -> None:
    assert [judging.alive(said).state for said in ("live", "not_live", "unsure")] == ["passed", "doubtful", "doubtful"]
    assert liveness(installation) is None
