"""A certified liveness service: signed questions without names, and anything but a clear yes goes to a person."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import pytest
from aiohttp import web

from auth.identity import evaluation
from auth.identity.liveness import Certified, liveness
from auth.identity.types import Pictures
from auth.sample import liveness as sample_liveness
from backend.registers.signature import NotSigned, check, signed
from backend.settings import Settings
from tests.conftest import free_port, serving

KEY = "a key of the service"
FRAMES = Pictures((b"one", b"two"), ("left", "up", "right"), "陈雨欣")


class Peer:
    """The service, answering as a test wants."""

    def __init__(self) -> None:
        self.says: dict[str, Any] = {"verdict": "live"}
        self.asked: list[dict[str, Any]] = []
        self.status = 200

    async def answer(self, request: web.Request) -> web.Response:
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
    assert [evaluation.alive(said).state for said in ("live", "not_live", "unsure")] == [
        "passed",
        "doubtful",
        "doubtful",
    ]
    assert liveness(installation) is None


@pytest.fixture
def sample() -> Iterator[Callable[[str], Any]]:
    """The sample service that ships, in one of its moods, on a real port."""
    with ExitStack() as stack:
        yield lambda mood: stack.enter_context(
            serving(sample_liveness.create({"FUTIAN_LIVENESS_KEY": KEY, "FUTIAN_SAMPLE_LIVENESS": mood}), free_port())
        )


@pytest.mark.parametrize("mood", ["live", "not_live", "unsure", "on"])
async def test_the_sample_service_speaks_the_protocol(
    installation: Settings, sample: Callable[[str], str], mood: str
) -> None:
    url = sample(mood) + "/verdict"
    assert await service(installation, url).verdict(FRAMES) == ("live" if mood == "on" else mood)
    still = Pictures((b"one", b"one"), ("left", "up", "right"))
    assert await service(installation, url).verdict(still) == ("not_live" if mood == "on" else mood)
    assert await service(installation, url, "another key").verdict(FRAMES) == "unsure"


@pytest.mark.parametrize("mood", ["silent", "broken", "lying"])
async def test_a_sample_that_fails_is_never_a_yes(
    installation: Settings, sample: Callable[[str], str], mood: str
) -> None:
    url = sample(mood) + "/verdict"
    impatient = msgspec.structs.replace(installation, reading_seconds=0.5 if mood == "silent" else 60.0)
    assert await service(impatient, url).verdict(FRAMES) == "unsure"


async def test_the_sample_says_that_it_is_one_and_takes_only_questions(
    installation: Settings, sample: Callable[[str], str]
) -> None:
    url = sample("on")
    async with httpx.AsyncClient(base_url=url) as http:
        assert "分不出真人和翻拍" in (await http.get("/")).text
        for body in (
            b"",
            b"{}",
            b'{"request": 1}',
            b'{"request": "%s", "frames": ["%%"], "moves": []}' % str(uuid4()).encode(),
        ):
            refused = await http.post("/verdict", content=body, headers=signed(KEY, body, int(time.time())))
            assert refused.status_code == 400
            assert "样本" in refused.json()["sample"]
        body = msgspec.json.encode({"request": uuid4(), "frames": ["AAAA"], "moves": []})
        heard = await http.post("/verdict", content=body, headers=signed(KEY, body, int(time.time())))
        assert "样本" in heard.json()["sample"]


def test_a_mood_that_there_is_not_keeps_it_from_starting() -> None:
    with pytest.raises(msgspec.ValidationError):
        sample_liveness.create({"FUTIAN_LIVENESS_KEY": KEY, "FUTIAN_SAMPLE_LIVENESS": "certain"})
