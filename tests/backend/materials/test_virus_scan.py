"""Virus scanning: a peer that speaks clamd's INSTREAM with one signature of its own, and every way in which it may fail."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from backend.materials.reading.types import Reading
from backend.materials.samples import cast_papers as pictures
from backend.materials.virus_scan import CarefulReader, ClamdScanner
from backend.periodic_jobs import rescan_materials
from backend.residents.types import Staff, Visitor
from tests import people
from tests.journey import said
from tests.support.allowance import ALLOWANCE, fill_in
from tests.support.visitors import headers_of

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
def scanner(peer: Peer) -> ClamdScanner:
    return ClamdScanner(f"tcp://127.0.0.1:{peer.port}", seconds=0.5)


async def test_clean_and_not(scanner: ClamdScanner, peer: Peer) -> None:
    clean = bytes(200_000)
    assert await scanner.look(clean) == "clean"
    assert peer.seen == clean
    assert await scanner.look(b"x" * 100_000 + SIGNATURE) == "harmful"
    assert await scanner.look(b"") == "clean"


@pytest.mark.parametrize("mood", ["error", "nonsense", "nearly", "endless", "half", "hangs up", "silent"])
async def test_whatever_goes_wrong_is_not_clean(scanner: ClamdScanner, peer: Peer, mood: str) -> None:
    peer.mood = mood
    assert await scanner.look(b"content") == "unscanned"


async def test_nobody_there_is_not_clean(tmp_path: Path) -> None:
    assert await ClamdScanner(f"unix://{tmp_path}/clamd.ctl", seconds=1).look(b"content") == "unscanned"


async def test_over_a_socket_of_the_machine(peer: Peer, tmp_path: Path) -> None:
    server = await asyncio.start_unix_server(peer.serve, tmp_path / "clamd.ctl")
    assert await ClamdScanner(f"unix://{tmp_path}/clamd.ctl").look(SIGNATURE) == "harmful"
    server.close()


@pytest.fixture
def careful(worker: Any, scanner: ClamdScanner) -> Callable[[], Any]:
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


async def unscanned(
    resident: Any, worker: Any, peer: Peer, *tails: bytes, member: Any = people.GRANDMOTHER
) -> tuple[Any, str]:
    """Cards handed in while the scanner was silent, one after the other in cases of their own; answers who, and the last case."""
    peer.mood = "hangs up"
    someone, case = resident(member), ""
    await someone.signs_in()
    for tail in tails:
        case = await someone.begins(ALLOWANCE)
        await fill_in(someone, case)
        await someone.photographs(case, "id_card", pictures.id_card_front(member) + tail)
        await worker.works()
        assert "有工作人员接着看" in said(await someone.hands_in(case))
        worker.bench.clock.pass_(seconds=1)
    return someone, case


async def at_the_desk(house: Any, case: str) -> str:
    """What an officer of the department reads about this case."""
    app = house.framework
    headers = await headers_of(
        app, Visitor(staff=Staff("officer-1", "韩晓梅", frozenset({"officer"}), "civil_affairs"))
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(house), base_url=app.state.settings.origin, headers=headers
    ) as officer:
        return said((await officer.get(f"/desk{case}")).text)


async def test_what_was_not_scanned_is_scanned_and_read_when_the_scanner_is_back(
    resident: Any, careful: Any, peer: Peer, house: Any, db: Any
) -> None:
    worker, opened = careful()
    _, case = await unscanned(resident, worker, peer, b"")
    assert "安全检查还没做完" in await at_the_desk(house, case)
    peer.mood = "well"
    await rescan_materials(worker.bench)
    assert (await worker.works()).count("read-material") == 1
    paper = await db.fetchrow("select state, verdict, scan, pages from material")
    assert tuple(paper) == ("read", "passed", None, 1)
    assert len(opened) == 1
    assert "安全检查还没做完" not in await at_the_desk(house, case)
    await rescan_materials(worker.bench)
    assert "read-material" not in await worker.works(), "once is enough"


async def test_a_virus_found_later_takes_the_paper_out_and_everybody_concerned_is_told(
    resident: Any, careful: Any, peer: Peer, house: Any, db: Any
) -> None:
    worker, opened = careful()
    grandmother, case = await unscanned(resident, worker, peer, SIGNATURE)
    peer.mood = "well"
    await rescan_materials(worker.bench)
    await worker.works()
    assert not opened
    assert tuple(await db.fetchrow("select state, scan from material")) == ("removed", "harmful")
    assert "查出有害内容，已经取出" in await at_the_desk(house, case)
    inbox = said(await grandmother.goes("/inbox"))
    assert "查出了有害的内容" in inbox
    assert "现在不用做什么" in inbox
    assert "已经取出" in said(await grandmother.goes(case))


async def test_while_the_case_is_still_in_hand_its_owner_is_asked_for_another_photo(
    resident: Any, careful: Any, peer: Peer, db: Any
) -> None:
    worker, _ = careful()
    peer.mood = "hangs up"
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER) + SIGNATURE)
    await worker.works()
    peer.mood = "well"
    await rescan_materials(worker.bench)
    assert await db.fetchval("select topic from notice") == "correction"
    assert "直接拍一张照片上传" in said(await grandmother.goes("/inbox"))
    assert "拍一张" in said(await grandmother.goes(f"{case}/papers/id_card")), "the slot is free"


async def test_a_scanner_that_is_silent_is_asked_once_a_turn_and_no_file_holds_up_another(
    resident: Any, careful: Any, peer: Peer, db: Any, clock: Any
) -> None:
    worker, _ = careful()
    await unscanned(resident, worker, peer, b"", SIGNATURE)
    await rescan_materials(worker.bench)
    asked = "select scan_asked_at is not null from material order by uploaded_at"
    assert [row[0] for row in await db.fetch(asked)] == [True, False], "the oldest first, and then no other"
    clock.pass_(minutes=10)
    await rescan_materials(worker.bench)
    assert [row[0] for row in await db.fetch(asked)] == [True, True], (
        "the one without an answer waits behind the others"
    )
    peer.mood = "well"
    await rescan_materials(worker.bench)
    assert await db.fetchval("select count(*) from material where scan = 'unscanned'") == 0


async def test_what_a_person_has_judged_meanwhile_is_not_read_again_and_without_a_scanner_nothing_is_done(
    resident: Any, careful: Any, peer: Peer, db: Any
) -> None:
    worker, opened = careful()
    await unscanned(resident, worker, peer, b"")
    async with worker.bench.transaction() as own:
        await own.execute("update material set judged = 'usable'")
    peer.mood = "well"
    plain = msgspec.structs.replace(worker.bench, reader=None)
    await rescan_materials(plain)
    assert await db.fetchval("select scan from material") == "unscanned"
    await rescan_materials(worker.bench)
    assert tuple(await db.fetchrow("select state, scan, judged from material")) == ("read", None, "usable")
    assert "read-material" not in await worker.works()
    assert not opened
