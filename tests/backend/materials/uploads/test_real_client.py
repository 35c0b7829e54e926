"""The real tus-js-client against the real house, over good links and over one that is cut at every request."""

import hashlib
import random
from pathlib import Path
from typing import Any

import pytest

from tests.uploading import Sender, drive
from tests.weather import through

PHOTO = b"\xff\xd8\xff\xe0" + random.Random(5).randbytes(1_300_000) + b"\xff\xd9"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Something as large as a photo of a phone after it was made smaller."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


async def whole(db: Any) -> None:
    """Exactly one paper, exactly these bytes."""
    found = await db.fetch("select digest, size from material where state in ('waiting', 'read')")
    assert [(row["digest"], row["size"]) for row in found] == [(hashlib.sha256(PHOTO).hexdigest(), len(PHOTO))]


@pytest.mark.parametrize(
    "task",
    [
        {},
        {"chunk": 100_000},
        {"early": True},
        {"early": True, "chunk": 512 * 1024},
        {"override": True, "chunk": 700_000},
        {"chunk": 256 * 1024, "checksum": "sha1"},
        {"chunk": 600_000, "checksum": "sha256"},
    ],
    ids=["at once", "in chunks", "with the promise", "as our pages do it", "by POST only", "sha1", "sha256"],
)
async def test_a_file_arrives_whole(caller: Sender, photo: Path, db: Any, task: Any) -> None:
    seen = await drive(caller, photo, **task)
    assert (seen["how"], seen["highest"]) == ("done", len(PHOTO)), seen
    assert set(seen["statuses"]) <= {201, 204}
    await whole(db)


async def test_interrupted_it_is_gone_on_with_and_taken_back_it_is_gone(caller: Sender, photo: Path, db: Any) -> None:
    stopped = await drive(caller, photo, chunk=200_000, stopAt=500_000)
    assert stopped["how"] == "stopped"
    where = stopped["url"].removeprefix(str(caller.browser.base_url).rstrip("/"))
    at = await caller.stands(where)
    assert 200_000 <= at < len(PHOTO)
    resumed = await drive(caller, photo, url=where)
    assert (resumed["how"], resumed["statuses"][0]) == ("done", 200)
    await whole(db)
    gone = await drive(caller, photo, chunk=200_000, stopAt=300_000, terminate=True)
    assert gone["how"] == "terminated"
    await caller.stands(gone["url"].removeprefix(str(caller.browser.base_url).rstrip("/")), 410)
    await whole(db)


async def test_over_a_link_that_is_cut_at_every_request(caller: Sender, photo: Path, process: Any, db: Any) -> None:
    async with through(process.port, 120_000) as weather:
        seen = await drive(caller, photo, weather.origin)
        assert seen["how"] == "done", seen
        assert weather.cuts >= len(PHOTO) // 120_000
    await whole(db)


async def test_what_is_refused_is_not_tried_again(caller: Sender, tmp_path: Path) -> None:
    program = tmp_path / "program.jpg"
    program.write_bytes(b"MZ" + bytes(9000))
    seen = await drive(caller, program)
    assert (seen["how"], seen["statuses"]) == ("failed", [201, 422])
    assert "这不是照片" in seen["error"]
