"""Files that mean no good, and moments that go wrong: a clear word each time, and nothing acknowledged is lost."""

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from backend.materials.samples import cast_papers as pictures
from backend.settings import Settings
from tests import people
from tests.journey import Resident, said
from tests.process import Process
from tests.support.allowance import ALLOWANCE
from tests.uploading import begun


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def flood() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a few kilobytes."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 400_000))
        + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A few kilobytes that unpack to a hundred megabytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(10):
            packed.writestr(f"{n}.txt", b"\0" * 10_000_000)
    return made.getvalue()


def deep() -> bytes:
    """A PDF of pages within pages within pages."""
    bodies = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    bodies += [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 3) for n in range(3000)]
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(bodies, 1))
    return out + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def jpeg(**how: Any) -> bytes:
    """An honest picture."""
    made = io.BytesIO()
    Image.new("RGB", (800, 500), "white").save(made, "JPEG", **how)
    return made.getvalue()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (bomb, "打不开"),
        (lambda: b"\x7fELF" + bytes(4000), "打不开"),
        (lambda: jpeg() + bomb(), "夹带"),
        (lambda: jpeg() + b"<script>alert(1)</script>", "夹带"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是照片"),
        (lambda: b"<!doctype html><script>alert(1)</script>", "不是照片"),
    ],
    ids=["zip bomb", "program", "picture and archive", "picture and script", "drawing with a script", "web page"],
)
async def test_it_is_refused_at_the_door(resident: Any, db: Any, make: Any, sentence: str) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    page = said(await grandmother.photographs(case, "id_card", make(), "照片.jpg", status=422))
    assert sentence in page
    assert "重" in page or "直接拍照" in page, "what to do is said"
    assert await db.fetchval("select count(*) from material") == 0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (flood, "尺寸太大"),
        (deep, "不完整"),
        (lambda: jpeg()[:3000], "不完整"),
        (lambda: b"%PDF-1.7\n" + bytes(900), "不完整"),
    ],
    ids=["pixel flood", "deep PDF", "torn picture", "torn PDF"],
)
async def test_it_is_opened_only_in_bounds_and_says_what_to_do(
    resident: Any, worker: Any, db: Any, make: Any, sentence: str
) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    await grandmother.photographs(case, "id_card", make())
    await worker.works()
    assert sentence in said(await grandmother.goes(f"{case}/papers/id_card"))
    assert await db.fetchval("select pages from material") == 0, "nothing of it is shown to anybody"


async def test_a_paper_is_served_as_nothing_but_a_picture_to_save(resident: Any, worker: Any, db: Any) -> None:
    grandmother = resident(people.GRANDMOTHER)
    await grandmother.signs_in()
    case = await grandmother.begins(ALLOWANCE)
    name = "../陈\u202e\r\nX-Evil: 1\u0000.svg"
    await grandmother.photographs(case, "id_card", pictures.id_card_front(people.GRANDMOTHER), name)
    await worker.works()
    paper = await db.fetchrow("select id, file_name from material")
    answer = await grandmother.browser.get(f"/papers/{paper['id']}/page/1")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment; filename=\"paper\"; filename*=UTF-8''")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "x-evil" not in answer.headers
    assert not set("/\\\r\n\0\u202e") & set(paper["file_name"])
    assert b"Exif" not in answer.content
    stranger = resident(people.NOT_QUITE_SEVENTY)
    await stranger.signs_in()
    assert (await stranger.browser.get(f"/papers/{paper['id']}/page/1")).status_code == 404


async def test_killed_between_the_last_byte_and_the_paper(
    settings: Settings, clean: None, db: Any, tmp_path: Path
) -> None:
    card = pictures.id_card_front(people.GRANDMOTHER)
    process = Process(
        settings, "uvicorn", FUTIAN_FAILPOINT="upload-before-finish", FUTIAN_FAILPOINT_FLAG=str(tmp_path / "once")
    )  # fmt: skip
    origin = process.settings.origin
    headers = {"accept": "text/html", "origin": origin, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, follow_redirects=True, timeout=30) as browser:
        sender = await begun(Resident(browser, people.GRANDMOTHER, settings.sms_url), ALLOWANCE)
        where = await sender.promises(len(card))
        with pytest.raises(httpx.TransportError):
            await sender.adds(where, 0, card)
        assert process.process.wait(20) == -9
        assert await db.fetchval("select count(*) from material") == 0
        assert await db.fetchval("select count(*) from pgqueuer where entrypoint = 'finish-upload'") == 1, (
            "the worker would do it"
        )
        process.start()
        assert await sender.stands(where) == len(card), "whoever asks first finishes it"
    assert await db.fetchval("select count(*) from material where state = 'waiting'") == 1
    process.stop()
