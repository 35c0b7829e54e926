"""A thousand cuts at random places: one case, each file once, with the digest it had on the phone."""

import hashlib
import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.process import Process
from tests.support.cut_link import HUKOU, SLOTS, device, process, scan
from tests.uploading import Sender, drive
from tests.weather import through

__all__ = ["process"]  # the fixture
CUTS = int(os.environ.get("FUTIAN_CUTS", "1000"))
SEED = int(os.environ.get("FUTIAN_SEED", "2026"))  # another one for each piece of a run in pieces
LEAST, MOST = 2_000, 60_000  # bytes


@pytest.mark.nightly("cuts")
async def test_a_thousand_cuts_lose_and_double_nothing(process: Process, clean: None, db: Any, tmp_path: Path) -> None:
    draw, rounds = random.Random(SEED), 0
    async with through(process.port, None) as weather, device(process) as graduate:
        case = await graduate.begins(HUKOU)
        weather.most = lambda: draw.randint(LEAST, MOST)
        while weather.cuts < CUTS:
            files = {slot: tmp_path / f"{slot}-{rounds}.pdf" for slot in SLOTS}
            for number, (slot, path) in enumerate(files.items()):
                path.write_bytes(scan(3, 3 * rounds + number))
                done = await drive(Sender(graduate, case), path, weather.origin, slot=slot)
                assert done["how"] == "done", (done, weather.cuts)
            there = await db.fetch("select case_id, slot, digest from material where state in ('waiting', 'read')")
            assert {str(paper["case_id"]) for paper in there} == {case.rsplit("/", 1)[1]}
            assert sorted((paper["slot"], paper["digest"]) for paper in there) == sorted(
                (slot, hashlib.sha256(path.read_bytes()).hexdigest()) for slot, path in files.items()
            )
            rounds += 1
        assert await db.fetchval("select count(*) from cases") == 1
        assert await db.fetchval("select count(*) from material") == 3 * rounds
