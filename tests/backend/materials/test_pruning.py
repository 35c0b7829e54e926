"""No file without an owner outlives its time, and no paper points to a file that isn't there."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from backend.kit.db import transaction
from backend.materials import pruning
from backend.materials.samples import cast_papers as pictures
from backend.materials.uploads.types import KEPT
from tests import people
from tests.support.allowance import ALLOWANCE
from tests.uploading import Sender, begun

LATER = datetime.now(UTC) + timedelta(days=400)  # the store writes down real time


class Keeper:
    """The store and its rows, as pruning sees them."""

    def __init__(self, house: Any, change: Callable[..., Awaitable[Any]]) -> None:
        state = house.framework.state
        self.file_store, self.change = state.file_store, change
        self.transaction = lambda: transaction(state.pool)

    async def names(self) -> set[str]:
        """Everything in the store."""
        return {resting.name async for found in self.file_store.all() for resting in found}

    async def prunes(self, now: datetime) -> None:
        """One turn."""
        await pruning.prune(self.transaction, self.file_store, now)

    async def lost(self) -> list[Any]:
        """Papers without their file."""
        return await pruning.missing_files(self.transaction, self.file_store)


@pytest.fixture
async def keeper(house: Any, admin_url: str) -> AsyncIterator[Keeper]:
    admin = await asyncpg.connect(admin_url)
    found = Keeper(house, admin.execute)
    for name in await found.names():
        await found.file_store.drop(name)
    yield found
    await admin.close()


@pytest.fixture
async def sender(resident: Any, keeper: Keeper) -> Sender:
    return await begun(resident(people.GRANDMOTHER), ALLOWANCE)


async def test_an_upload_nobody_goes_on_with_leaves_nothing(
    sender: Sender, keeper: Keeper, clock: Any, db: Any
) -> None:
    where = await sender.promises(5000)
    await sender.adds(where, 0, b"x" * 3000)
    await keeper.prunes(clock.now + KEPT - timedelta(seconds=1))
    assert len(await keeper.names()) == 1
    await keeper.prunes(clock.now + KEPT + timedelta(seconds=1))
    assert await keeper.names() == set()
    await sender.stands(where, 410)
    await keeper.prunes(clock.now + KEPT + pruning.REMEMBERED + timedelta(days=1))
    assert await db.fetchval("select count(*) from upload") == 0


async def test_what_became_a_paper_leaves_no_pieces_and_the_paper_stays(
    sender: Sender, keeper: Keeper, worker: Any, clock: Any, db: Any
) -> None:
    card = pictures.id_card_front(people.GRANDMOTHER)
    where = await sender.promises(len(card))
    await sender.adds(where, 0, card)
    assert len(await keeper.names()) == 2
    await worker.works()
    await keeper.prunes(LATER)
    paper = await db.fetchrow("select * from material")
    assert await keeper.names() == {f"{paper['stored_as']}.1"}
    assert await keeper.lost() == []
    await keeper.file_store.drop(f"{paper['stored_as']}.1")
    assert await keeper.lost() == [paper["id"]]


async def test_what_was_taken_back_or_replaced_goes_with_its_pictures(
    sender: Sender, keeper: Keeper, worker: Any, db: Any
) -> None:
    card = pictures.id_card_front(people.GRANDMOTHER)
    for _ in range(2):
        await sender.adds(await sender.promises(len(card)), 0, card)
        await worker.works()
    await keeper.prunes(LATER)
    assert len(await keeper.names()) == 1
    assert await db.fetchval("select count(*) from material where stored_as <> '' and reading is not null") == 1


async def test_bytes_whose_request_died_before_the_commit_go_after_a_day(keeper: Keeper) -> None:
    name = await keeper.file_store.put(uuid4(), b"of a dead request")
    piece = await keeper.file_store.put_piece(uuid4(), 0, uuid4(), b"of another")
    now = datetime.now(UTC)
    await keeper.prunes(now)
    assert await keeper.names() == {name, piece}
    await keeper.prunes(now + pruning.ORPHAN_AFTER + timedelta(minutes=1))
    assert await keeper.names() == set()


async def test_what_is_not_named_in_our_way_is_left_alone(keeper: Keeper) -> None:
    import obstore

    await obstore.put_async(keeper.file_store.store, "lost+found/note", b"somebody else's")
    await keeper.prunes(LATER)
    assert await keeper.names() == {"lost+found/note"}
