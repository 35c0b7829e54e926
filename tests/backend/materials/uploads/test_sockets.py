"""Real connections that go quiet, close, break or are taken over: what arrived is there, and the next one goes on."""

import asyncio
import hashlib
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest

from backend.materials.samples import cast_papers as pictures
from backend.materials.uploads.tus import BODY_TYPE, VERSION
from tests import people
from tests.process import Process
from tests.uploading import Sender


@cache
def card() -> bytes:
    """The paper that is sent."""
    return pictures.id_card_front(people.GRANDMOTHER)


@asynccontextmanager
async def half_sent(caller: Sender, where: str, offset: int, part: bytes, announced: int) -> AsyncIterator[Any]:
    """A connection on which only a part of the body has come."""
    base = caller.browser.base_url
    reader, writer = await asyncio.open_connection(base.host, base.port)
    cookies = "; ".join(f"{name}={value}" for name, value in caller.browser.cookies.items())
    head = {
        "Host": f"{base.host}:{base.port}", "Cookie": cookies, "Tus-Resumable": VERSION, "Content-Type": BODY_TYPE,
        "Upload-Offset": str(offset), "Content-Length": str(announced), "X-CSRF-Token": caller.headers["x-csrf-token"],
        "Sec-Fetch-Site": "same-origin", "Accept": "*/*",
    }  # fmt: skip
    lines = [f"PATCH {where} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
    writer.write("\r\n".join(lines).encode() + part)
    await writer.drain()
    await asyncio.sleep(0.4)  # on its way through the server
    yield reader, writer
    writer.close()


async def goes_on(caller: Sender, where: str, at: int, db: Any) -> None:
    """The rest comes, and the paper is whole."""
    assert await caller.stands(where) == at
    assert await caller.adds(where, at, card()[at:]) == len(card())
    assert (
        await db.fetchval("select digest from material where state <> 'replaced'") == hashlib.sha256(card()).hexdigest()
    )


async def test_a_connection_that_goes_quiet(caller: Sender, db: Any) -> None:
    where = await caller.promises(len(card()))
    async with half_sent(caller, where, 0, card()[:3000], len(card())) as (reader, _):
        answer = await reader.readline()
        assert b" 408 " in answer
    await goes_on(caller, where, 3000, db)


BY_NIGHT = pytest.param("uvicorn", marks=pytest.mark.nightly("long"))  # the house ships with granian
BOTH = pytest.mark.parametrize("process", ["granian", BY_NIGHT], indirect=True)


@BOTH
async def test_a_connection_that_closes(caller: Sender, db: Any) -> None:
    where = await caller.promises(len(card()))
    async with half_sent(caller, where, 0, card()[:3000], len(card())):
        pass
    await goes_on(caller, where, 3000, db)


async def test_a_connection_that_breaks(caller: Sender, db: Any) -> None:
    where = await caller.promises(len(card()))
    async with half_sent(caller, where, 0, card()[:3000], len(card())) as (_, writer):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await goes_on(caller, where, 3000, db)


async def test_a_second_device_takes_over(caller: Sender, db: Any) -> None:
    where = await caller.promises(len(card()))
    async with half_sent(caller, where, 0, card()[:3000], len(card())):
        await goes_on(caller, where, 3000, db)


async def test_many_breaks_in_a_row(caller: Sender, db: Any) -> None:
    where, at = await caller.promises(len(card())), 0
    for size in (1, 700, 0, 20_000):
        async with half_sent(caller, where, at, card()[at : at + size], len(card()) - at):
            at += size
        assert await caller.stands(where) == at
    await goes_on(caller, where, at, db)


@BOTH
async def test_told_to_end_it_ends_in_time_and_keeps_what_came(caller: Sender, process: Process, db: Any) -> None:
    where = await caller.promises(len(card()))
    async with half_sent(caller, where, 0, card()[:3000], len(card())) as (reader, _):
        process.process.terminate()
        assert b" 503 " in await asyncio.wait_for(reader.readline(), 20)
    assert process.process.wait(20) in (0, -15)
    process.start()
    await goes_on(caller, where, 3000, db)


async def test_killed_it_loses_nothing_that_it_said_it_had(caller: Sender, process: Process, db: Any) -> None:
    where = await caller.promises(len(card()))
    said = await caller.adds(where, 0, card()[:5000])
    async with half_sent(caller, where, said, card()[said : said + 3000], len(card()) - said):
        kill_all(process)
    process.start()
    at = await caller.stands(where)
    assert said <= at <= said + 3000
    await goes_on(caller, where, at, db)


def kill_all(process: Process) -> None:
    """Kill -9, the worker process of the server first."""
    import psutil

    for child in psutil.Process(process.process.pid).children(recursive=True):
        child.kill()
    process.process.kill()
    process.process.wait()


@pytest.mark.parametrize("whole", [False, True])
async def test_whole_bodies_of_any_size_come_through(caller: Sender, whole: bool, db: Any) -> None:
    body = card() if whole else b""
    where = await caller.promises(len(card()))
    assert await caller.adds(where, 0, body) == len(body)
