"""After a change of keys everything opens with the new one alone; a stopped run goes on; the house stays open meanwhile."""

from typing import Any

import asyncpg
import msgspec
import pytest

from backend.kit.crypto import BrokenSeal, Key, Vault
from backend.kit.db import open_pool, transaction
from backend.materials.file_store import FileStore
from backend.privacy import file_keys
from backend.privacy.commands import look, turn
from backend.privacy.keys import rotate, sealed_columns
from backend.settings import Settings
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in, handed_in

OLD, SM4 = Key(1, bytes(range(32))), Key(2, bytes(range(16)), "sm4")


@pytest.fixture
async def approved(resident: Any, worker: Any) -> str:
    """She has filed, so that every sealed column and the store of files hold something."""
    return await handed_in(resident(people.GRANDMOTHER), worker)


async def every_seal(admin_url: str, vault: Vault) -> int:
    """Open everything sealed in the database; answers how many values there are."""
    db, number = await asyncpg.connect(admin_url), 0
    for one in sealed_columns():
        for row in await db.fetch(f"select {one.key}, {one.column} from {one.table} where {one.column} is not null"):
            vault.open(row[one.column], one.bound.format(**dict(row)))
            number += 1
    await db.close()
    return number


async def test_everything_is_sealed_anew_with_sm4(
    approved: str, settings: Settings, admin_url: str, resident: Any
) -> None:
    both = msgspec.structs.replace(settings, sealing_keys=(OLD, SM4))
    only_new = Vault((SM4,), settings.hash_key)
    with pytest.raises(BrokenSeal):
        await every_seal(admin_url, only_new)

    pool = await open_pool(settings.database_url, 2)  # stopped after its first batch
    file_store = FileStore(settings, Vault(both.sealing_keys, settings.hash_key))
    first = rotate(lambda: transaction(pool), file_store.vault, file_store)
    assert (await anext(first))[1] > 0
    await first.aclose()
    await pool.close()
    assert {one.version for one in await look(both)} == {1, 2}
    assert await every_seal(admin_url, file_store.vault) > 5  # old and new side by side

    await turn(both)
    assert {one.version for one in await look(both)} == {2}
    assert await every_seal(admin_url, only_new) > 5
    names = [name async for name, _ in file_keys.versions(file_store)]
    assert names
    for name in names:
        bound = file_keys.bound_to(name)
        assert bound
        assert await file_keys.opened(FileStore(settings, only_new), name, bound)
        await file_store.drop(name)  # other tests share this store and not this key


async def test_ciphertext_moved_to_another_row_does_not_open(approved: str, admin_url: str, settings: Settings) -> None:
    db = await asyncpg.connect(admin_url)
    rows = await db.fetch("select person, sealed from identity limit 2")
    await db.execute("update identity set sealed = $1 where person = $2", rows[0]["sealed"], rows[1]["person"])
    await db.close()
    with pytest.raises(BrokenSeal):
        await every_seal(admin_url, Vault(settings.sealing_keys, settings.hash_key))


async def test_a_house_on_sm4(settings: Settings, clean: None, sample_world: str, clock: Any) -> None:
    from tests.conftest import new_browser, opened
    from tests.journey import Resident

    chinese = msgspec.structs.replace(settings, sealing_keys=(OLD, SM4))
    async with opened(Settings.from_env(chinese.to_env()), clock) as (front, _):
        grandmother = Resident(new_browser(front, settings.origin), people.GRANDMOTHER, sample_world)
        await grandmother.signs_in("/me")
        assert people.GRANDMOTHER.name in said(grandmother.page.text)  # sealed with AES before, opened still
        case = await grandmother.begins(ALLOWANCE)
        await fill_in(grandmother, case)
        assert await grandmother.goes(case)
