"""Virus scanning: a peer that speaks clamd's INSTREAM with one signature of its own, and every way in which it may fail."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.materials.reading.types import Reading
from backend.materials.samples import of_the_cast as pictures
from backend.materials.scanning import CarefulReader, Scanner
from tests import people
from tests.journey import said
from tests.stories.test_senior_allowance import ALLOWANCE

SIGNATURE = b"A-VIRUS-OF-THE-TESTS"


class Peer:
    """A sample scanner; `mood` says how it behaves."""

    def __init__(self) -> None:
        self.mood, self.seen, self.port = "well", b"", 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question."""
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        if self.mood == "hangs up":
            writer.close()
            return
        self.seen = b""
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            self.seen += await reader.readexactly(length)
        if self.mood == "silent":
            await asyncio.sleep(60)
        writer.write(self.answer() + (b"" if self.mood == "half" else b"\0"))
        await writer.drain()
        writer.close()

    def answer(self) -> bytes:
        """What it says."""
        moods = {
            "error": b"INSTREAM size limit exceeded. ERROR", "nonsense": b"\xff\xfe", "nearly": b"stream: OK but",
            "endless": b"stream: OK" + b" " * 10_000,
        }  # fmt: skip
        verdict = b"stream: Test.Virus FOUND" if SIGNATURE in self.seen else b"stream: OK"
        return moods.get(self.mood, verdict)


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    found = Peer()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()


@pytest.fixture
def scanner(peer: Peer) -> Scanner:
    return Scanner(f"tcp://127.0.0.1:{peer.port}", seconds=0.5)


async def test_clean_and_not(scanner: Scanner, peer: Peer) -> None:
    clean = bytes(200_000)
    assert await scanner.look(clean) == "clean"
    assert peer.seen == clean
    assert await scanner.look(b"x" * 100_000 + SIGNATURE) == "harmful"
    assert await scanner.look(b"") == "clean"


@pytest.mark.parametrize("mood", ["error", "nonsense", "nearly", "endless", "half", "hangs up", "silent"])
async def test_whatever_goes_wrong_is_not_clean(scanner: Scanner, peer: Peer, mood: str) -> None:
    peer.mood = mood
    assert await scanner.look(b"content") == "unscanned"


async def test_nobody_there_is_not_clean(tmp_path: Path) -> None:
    assert await Scanner(f"unix://{tmp_path}/clamd.ctl", seconds=1).look(b"content") == "unscanned"


async def test_over_a_socket_of_the_machine(peer: Peer, tmp_path: Path) -> None:
    server = await asyncio.start_unix_server(peer.serve, tmp_path / "clamd.ctl")
    assert await Scanner(f"unix://{tmp_path}/clamd.ctl").look(SIGNATURE) == "harmful"
    server.close()


@pytest.fixture
def careful(worker: Any, scanner: Scanner) -> Callable[[], Any]:
    """The worker with a scanner in front of the real reading process."""
    opened: list[bytes] = []
    real = worker.bench.reader

    class Counting(CarefulReader):
        async def _asked(self, task: Any) -> Reading:
            opened.append(task.data)
            return await real._asked(task)

    reader = Counting(scanner, 20)
    worker.bench = msgspec.structs.replace(worker.bench, reader=reader)
    return lambda: (worker, opened)


@pytest.mark.parametrize(
    ("mood", "tail", "verdict", "sentence"),
    [
        ("well", b"", "passed", "这张可以用"),
        ("well", SIGNATURE, "failed", "查出了有害的内容"),
        ("silent", b"", "could_not_tell", "安全检查没有做完"),
        ("error", SIGNATURE, "could_not_tell", "由工作人员来处理"),
    ],
)
async def test_only_what_is_clean_is_opened_and_nobody_is_left_without_a_way(
    resident: Any, careful: Any, peer: Peer, db: Any, mood: str, tail: bytes, verdict: str, sentence: str
) -> None:
    worker, opened = careful()
    peer.mood = mood
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER) + tail)
    await worker.works()
    paper = await db.fetchrow("select verdict, pages, stored_as from material")
    assert paper["verdict"] == verdict
    assert bool(opened) == bool(paper["pages"]) == (verdict == "passed")
    assert sentence in said(await grandmother.goes(f"{case}/papers/id_card"))
    assert paper["stored_as"], "the file is kept until somebody has decided"
