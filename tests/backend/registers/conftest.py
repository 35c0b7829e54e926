"""The shipped sample world over HTTP, for these tests alone; and a register that may answer anything."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from litestar import Litestar, Request, Response, post

from backend.kit.crypto import HashKey
from backend.registers.client import Registers
from backend.registers.sample.app import create
from backend.registers.signature import signed
from backend.settings import Settings
from tests.conftest import free_port, serving

KEY, SMS_KEY = "a-register-key", "a-gateway-key"


def settings(url: str, **changes: Any) -> Settings:
    """Settings of a house that asks its registers there."""
    given = {
        "database_url": "", "redis_url": "", "storage_url": "", "origin": "http://127.0.0.1:8000", "sealing_keys": (),
        "hash_key": (HashKey(1, b""),), "csrf_key": b"", "receipt_keys": "", "vapid_key": "", "register_url": url, "register_key": KEY,
        "sms_url": url, "sms_key": SMS_KEY, "register_seconds": 0.6,
    }  # fmt: skip
    return Settings(**{**given, **changes})


class World:
    """The sample world as its callers see it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def send(self, path: str, content: Any, key: str = KEY, at: int | None = None, **headers: str) -> httpx.Response:
        """A signed message; bytes go as they are."""
        body = content if isinstance(content, bytes) else msgspec.json.encode(content)
        return httpx.post(
            self.url + path, content=body, headers={**signed(key, body, at or int(time.time())), **headers}
        )

    def trouble(self, register: str, mode: str, seconds: float = 8) -> None:
        """Turn a trouble on."""
        answer = self.send("/trouble", {"register": register, "mode": mode, "seconds": seconds})
        assert answer.status_code == 200, answer.text

    def well(self) -> None:
        """No trouble any more."""
        for one in self.send("/trouble", {"register": "sms", "mode": "ok"}).json():
            self.trouble(one["register"], "ok")


@pytest.fixture(scope="session")
def sample_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("sample")
    environ = {
        "FUTIAN_REGISTER_KEY": KEY,
        "FUTIAN_SMS_KEY": SMS_KEY,
        "VAR": str(folder),
        "FUTIAN_SAMPLE_RESIDENTS": "500",
    }
    with serving(create(environ), free_port()) as url:
        yield World(url, folder)


@pytest.fixture
def world(sample_app: World) -> Iterator[World]:
    """The sample world without troubles."""
    sample_app.well()
    yield sample_app
    sample_app.well()


@pytest_asyncio.fixture(loop_scope="session")
async def registers(world: World) -> AsyncIterator[Registers]:
    """The client of a house, asking the sample world."""
    client = Registers(settings(world.url))
    yield client
    await client.close()


class Liar:
    """A register at the edge of the world that answers whatever a test wants; counts the questions."""

    def __init__(self) -> None:
        self.url, self.asked = "", 0
        self.answer: Callable[[dict[str, Any]], Any] = lambda query: {}

    def app(self) -> Litestar:
        """The register as an application."""

        @post("/query", status_code=200)
        async def query(request: Request[Any, Any, Any]) -> Response[bytes]:
            self.asked += 1
            made = self.answer(msgspec.json.decode(await request.body()))
            if isinstance(made, Response):
                return made
            return Response(
                made if isinstance(made, bytes) else msgspec.json.encode(made), media_type="application/json"
            )

        return Litestar([query], openapi_config=None)


@pytest.fixture(scope="session")
def liars_house() -> Iterator[Liar]:
    liar = Liar()
    with serving(liar.app(), free_port()) as url:
        liar.url = url
        yield liar


@pytest.fixture
def liar(liars_house: Liar) -> Liar:
    """A register that says what it is told to say."""
    liars_house.asked = 0
    return liars_house
