"""The store of papers, on disk and in S3: the same either way, sealed, and plain words when it is down or full."""

import hashlib
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from backend.kit.crypto import BrokenSeal, Vault
from backend.materials.file_store import FileStore, StorageDown
from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.conftest import free_port, new_browser, opened
from tests.journey import Resident
from tests.support.allowance import ALLOWANCE
from tests.uploading import Sender, begun


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A server that speaks S3, on this machine, with one bucket."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    ).create_bucket(Bucket="papers")
    yield url
    server.stop()


def in_s3(settings: Settings, endpoint: str) -> Settings:
    """The same installation with its papers in S3."""
    return msgspec.structs.replace(
        settings, storage_url=f"s3://papers/{uuid4().hex}", storage_endpoint=endpoint, storage_region="us-east-1", storage_key="a",
        storage_secret="b",
    )  # fmt: skip


@pytest.fixture(params=["disk", "s3"])
def stored(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Settings:
    """An installation with an empty store of either kind."""
    if request.param == "s3":
        return in_s3(settings, request.getfixturevalue("s3"))
    return msgspec.structs.replace(settings, storage_url=f"file://{tmp_path}/papers")


@pytest.fixture
def file_store(stored: Settings) -> FileStore:
    return FileStore(stored, Vault(stored.sealing_keys, stored.hash_key))


async def test_what_is_put_is_there_until_it_is_dropped(file_store: FileStore) -> None:
    id, writer = uuid4(), uuid4()
    name = await file_store.put(id, b"paper")
    await file_store.put_page(id, name, 1, b"page")
    piece = await file_store.put_piece(id, 0, writer, b"piece")
    assert await file_store.get(id, name) == b"paper"
    assert await file_store.get_page(id, name, 1) == b"page"
    assert await file_store.get_piece(id, 0, piece) == b"piece"
    assert {resting.name async for found in file_store.all() for resting in found} == {name, f"{name}.1", piece}
    assert await file_store.there(name)
    await file_store.drop(name)
    await file_store.drop(name)
    assert not await file_store.there(name)


async def test_it_opens_only_for_the_row_it_belongs_to(file_store: FileStore) -> None:
    name = await file_store.put(uuid4(), b"paper")
    with pytest.raises(BrokenSeal):
        await file_store.get(uuid4(), name)


async def test_a_store_that_is_down_says_so_in_words(settings: Settings) -> None:
    nobody = in_s3(settings, f"http://127.0.0.1:{free_port()}")
    file_store = FileStore(nobody, Vault(settings.sealing_keys, settings.hash_key))
    with pytest.raises(StorageDown, match="StorageDown") as down:
        await file_store.put(uuid4(), b"paper")
    assert "已经传上来的部分都在" in down.value.sentence


@pytest.fixture
async def sender(
    clean: None, clock: Any, sample_world: str, request: pytest.FixtureRequest
) -> AsyncIterator[Callable[[Settings], Any]]:
    """The grandmother in a house with this store."""
    opening: list[Any] = []

    async def enter(here: Settings) -> tuple[Sender, Any]:
        house = opened(here, clock)
        front, app = await house.__aenter__()
        opening.append(house)
        someone = Resident(new_browser(front, here.origin), people.GRANDMOTHER, sample_world)
        return await begun(someone, ALLOWANCE), app

    yield enter
    for house in opening:
        await house.__aexit__(None, None, None)


async def test_an_upload_in_pieces_becomes_a_paper_in_either_store(sender: Any, stored: Settings, db: Any) -> None:
    card = pictures.id_card_front(people.GRANDMOTHER)
    grandmother, app = await sender(stored)
    where = await grandmother.promises(len(card))
    at = await grandmother.adds(where, 0, card[:5000])
    await grandmother.adds(where, at, card[at:])
    paper = await db.fetchrow("select id, stored_as, digest from material")
    assert paper["digest"] == hashlib.sha256(card).hexdigest()
    assert await app.state.file_store.get(paper["id"], paper["stored_as"]) == card


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte; where mounting isn't allowed there is none."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", folder], check=False, capture_output=True
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("a small disk can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


async def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(
    sender: Any, settings: Settings, small_disk: Path, db: Any
) -> None:
    card = pictures.id_card_front(people.GRANDMOTHER)
    grandmother, _ = await sender(msgspec.structs.replace(settings, storage_url=f"file://{small_disk}"))
    filler = small_disk / "filler"
    where = await grandmother.promises(len(card))
    said = await grandmother.adds(where, 0, card[:5000])
    filler.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 8192))
    kind = {"content_type": "application/offset+octet-stream", "upload_offset": str(said)}
    answer = await grandmother.asks("PATCH", where, 503, card[said:], **kind)
    assert answer.json()["title"] == StorageDown().sentence
    assert await grandmother.stands(where) == said, "what was acknowledged is there"
    filler.unlink()
    await grandmother.adds(where, said, card[said:])
    assert await db.fetchval("select digest from material") == hashlib.sha256(card).hexdigest()
