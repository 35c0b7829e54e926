"""What came is kept whatever breaks: one writer at a time, piece by piece, sealed at rest."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from backend.cases.papers import hand_in
from backend.materials.uploads import interruptions
from backend.materials.uploads import writer as writing
from backend.materials.uploads.interruptions import Interrupted
from backend.materials.uploads.types import PIECE
from tests import people
from tests.uploading import Sender, paper


class Trickle:
    """A body in the hands of a test."""

    def __init__(self) -> None:
        self.parts: asyncio.Queue[bytes | None] = asyncio.Queue()

    async def part(self, seconds: float) -> bytes | None:
        try:
            async with asyncio.timeout(seconds):
                found = await self.parts.get()
        except TimeoutError:
            return None
        if found is None:
            raise Interrupted
        return found


@pytest.fixture
def room(house: Any, clock: Any) -> writing.UploadContext:
    from backend.kit.db import transaction

    state = house.framework.state
    return writing.UploadContext(
        lambda: transaction(state.pool), state.file_store, clock, hand_in.MAX_FILE_BYTES, idle_seconds=1.0
    )


async def owner(db: Any) -> Any:
    return await db.fetchval("select principal from upload limit 1")


@pytest.mark.parametrize("size", [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
async def test_what_arrived_before_a_break_is_kept(
    sender: Sender, room: writing.UploadContext, db: Any, size: int
) -> None:
    where = await sender.promises(4 * PIECE)
    body = Trickle()
    for start in range(0, size, 100_000):
        body.parts.put_nowait(bytes(min(100_000, size - start)))
    body.parts.put_nowait(None)
    async with writing.writing(room, await owner(db), UUID(where[-36:])) as writer:
        await writer.begin(writing.tus.Addition(0, None, None, None))
        with pytest.raises(Interrupted):
            await writer.take_in(body)
    assert await sender.stands(where) == size


async def test_one_writer_at_a_time_and_the_stuck_one_steps_back(
    sender: Sender, room: writing.UploadContext, db: Any
) -> None:
    where = await sender.promises(4 * PIECE)
    body, person = Trickle(), await owner(db)
    body.parts.put_nowait(b"x" * 5000)

    async def stuck() -> None:
        async with writing.writing(room, person, UUID(where[-36:])) as writer:
            await writer.begin(writing.tus.Addition(0, None, None, None))
            await writer.take_in(body)

    first = asyncio.create_task(stuck())
    while not body.parts.empty():
        await asyncio.sleep(0.01)
    assert await sender.stands(where) == 5000, "what the stuck one had is kept"
    with pytest.raises(interruptions.Yielded):
        await first
    assert await sender.adds(where, 5000, b"y" * 10) == 5010


async def test_a_writer_that_was_replaced_spoils_nothing(
    sender: Sender, room: writing.UploadContext, db: Any, clock: Any
) -> None:
    where, person = await sender.promises(4 * PIECE), await owner(db)
    id = UUID(where[-36:])
    async with writing.writing(room, person, id) as silent:
        await silent.begin(writing.tus.Addition(0, None, None, None))
        await silent.add(b"old" * 100)
        clock.pass_(seconds=6)
        async with writing.writing(room, person, id) as quick:
            await quick.begin(writing.tus.Addition(0, None, None, None))
            await quick.add(b"new" * 50)
            await quick.keep()
            with pytest.raises(interruptions.Yielded):
                await silent.keep()
    assert await sender.stands(where) == 150
    piece = await db.fetchrow("select * from upload_piece")
    assert await room.file_store.get_piece(id, 0, piece["stored_as"]) == b"new" * 50


async def test_a_quiet_connection_is_given_up_and_what_came_is_kept(
    sender: Sender, room: writing.UploadContext, db: Any
) -> None:
    where = await sender.promises(4 * PIECE)
    body = Trickle()
    body.parts.put_nowait(b"x" * 77)
    async with writing.writing(room, await owner(db), UUID(where[-36:])) as writer:
        await writer.begin(writing.tus.Addition(0, None, None, None))
        with pytest.raises(Interrupted):
            await writer.take_in(body)
    assert await sender.stands(where) == 77


async def test_at_rest_it_is_sealed(sender: Sender, db: Any, settings: Any) -> None:
    where = await sender.promises(2000)
    await sender.adds(where, 0, b"CANARY-OF-MRS-CHEN")
    name = await db.fetchval("select stored_as from upload_piece")
    kept = (Path(urlsplit(settings.storage_url).path) / name).read_bytes()
    assert b"CANARY" not in kept
    assert people.GRANDMOTHER.name.encode() not in kept


async def test_the_job_hands_in_what_the_request_could_not(
    sender: Sender, worker: Any, db: Any, house: Any, card: bytes, as_owner: Any
) -> None:
    file_store = house.framework.state.file_store
    real = file_store.put

    async def down(*_: Any) -> str:
        raise file_store._down(OSError())

    file_store.put = down
    where = await sender.promises(len(card))
    kind = {"content_type": "application/offset+octet-stream", "upload_offset": "0"}
    answer = await sender.asks("PATCH", where, 503, card, **kind)
    assert "都在" in answer.json()["title"]
    file_store.put = real
    await as_owner("update pgqueuer set execute_after = now()")
    assert "finish-upload" in await worker.works()
    assert (await paper(db))["digest"] == hashlib.sha256(card).hexdigest()
    assert await sender.stands(where) == len(card)
