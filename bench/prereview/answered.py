"""How long a resident waits: from the last byte of a photo to the findings on the page, through HTTP, queue, worker and event stream.

`python -m bench.prereview.answered [--cards 8] [--write docs/benchmarks/prereview.md]`: one after the other and ten at once, alternated with
the bare OCR library on the same photos; one web process, one worker with one reading process.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np
from rapidocr import RapidOCR

from auth.session import cookie
from backend.kit.web import token_for
from backend.materials.reading.ocr import SETTINGS
from backend.settings import ROOT, Settings
from bench.house import furnish, house, server, uuid_of
from bench.over_http import head, sessions
from bench.prereview.reading import FIRST_SEED, highest_memory, phone_photo

AT_ONCE = 10
AIM, OVERHEAD = 3.0, 1.25
SLOT = "id_card"
ANSWERS = ("这张可以用", "这张要重拍一下", "有的地方看不准")


@contextmanager
def working(env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The worker, as it runs in service."""
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-m", "backend.worker"]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=quiet, stderr=quiet)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def photo_form(settings: Settings, origin: str, n: int, held: str, photo: bytes) -> bytes:
    """A photo as a browser sends it."""
    token, mark = token_for(settings.csrf_key, cookie.redis_name(held)), "----bench"
    body = (
        f'--{mark}\r\nContent-Disposition: form-data; name="_token"\r\n\r\n{token}\r\n--{mark}\r\n'
        'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    ).encode() + photo + f"\r\n--{mark}--\r\n".encode()  # fmt: skip
    path = f"/cases/{uuid_of(2, n)}/papers/{SLOT}"
    return head("POST", origin, path, settings, held) + (
        f"connection: close\r\ncontent-type: multipart/form-data; boundary={mark}\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        + body
    )


async def waited(settings: Settings, origin: str, n: int, held: str, photo: bytes) -> float:
    """Seconds from the last byte to the page that says what was found."""
    sent = photo_form(settings, origin, n, held, photo)
    reader, writer = await asyncio.open_connection(*where(origin))
    writer.write(sent[:-1])
    await writer.drain()
    began = time.perf_counter()
    writer.write(sent[-1:])
    assert b" 303 " in (await reader.read()).split(b"\r\n", 1)[0]
    writer.close()
    page = f"/cases/{uuid_of(2, n)}/papers/{SLOT}"
    while b"event: changed" not in await got(settings, origin, page + "/news", held):
        pass
    html = (await got(settings, origin, page, held)).decode("utf-8", "replace")
    assert any(words in html for words in ANSWERS), html[:300]
    return time.perf_counter() - began


async def got(settings: Settings, origin: str, path: str, held: str) -> bytes:
    """An answer to the end of its connection."""
    reader, writer = await asyncio.open_connection(*where(origin))
    writer.write(head("GET", origin, path, settings, held) + b"connection: close\r\n\r\n")
    found = await reader.read()
    writer.close()
    return found


def where(origin: str) -> tuple[str, int]:
    """Host and port."""
    parts = urlsplit(origin)
    return str(parts.hostname), int(parts.port or 80)


async def measure(settings: Settings, origin: str, cards: int) -> tuple[list[float], list[float], list[float], float]:
    """One after the other, the bare library on the same photos, ten at once, and how long the ten took together."""
    held = await sessions(settings, cards + AT_ONCE + 1)
    bare, one, library = RapidOCR(params=SETTINGS), [], []
    # models load on the first card
    await waited(settings, origin, cards + AT_ONCE, held[-1], phone_photo(FIRST_SEED - 1))
    for n in range(cards):
        photo = phone_photo(FIRST_SEED + n)
        one.append(await waited(settings, origin, n, held[n], photo))
        pixels = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
        began = time.perf_counter()
        bare(pixels)
        library.append(time.perf_counter() - began) if n else None
    photos = [phone_photo(FIRST_SEED + cards + n) for n in range(AT_ONCE)]
    began = time.perf_counter()
    ten = await asyncio.gather(
        *(waited(settings, origin, cards + n, held[cards + n], photo) for n, photo in enumerate(photos))
    )
    return one, library, list(ten), time.perf_counter() - began


def memory(worker: int) -> tuple[int, int]:
    """The most that the worker and its reading process have held, in megabytes."""
    children = Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    return highest_memory(worker), max((highest_memory(int(child)) for child in children), default=0)


def said(one: list[float], library: list[float], ten: list[float], all_ten: float, held: tuple[int, int]) -> list[str]:
    """The figures as lines."""
    ratio = statistics.median(one) / statistics.median(library)
    return [
        f"one at a time ({len(one)} photos of 12 MP): p50 {statistics.median(one):.2f} s, p95 {np.percentile(one, 95):.2f} s (aim p50 ≤ {AIM:.0f} s)",
        f"the bare library on the same pixels: p50 {statistics.median(library):.2f} s; ratio of medians {ratio:.2f} (limit {OVERHEAD})",
        f"ten at once, one reading process: p50 {statistics.median(ten):.2f} s, p95 {np.percentile(ten, 95):.2f} s",
        f"documents per minute and reading process (one core): {60 * AT_ONCE / all_ten:.0f}",
        f"highest memory: worker {held[0]} MB, its reading process {held[1]} MB",
    ]


def main() -> None:
    """Measure and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cards", type=int, default=8)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    with house() as (_, settings, admin):
        asyncio.run(furnish(settings, admin, given.cards + AT_ONCE + 1))
        with (
            server("backend.app:create", settings.to_env(), "--factory") as origin,
            working(settings.to_env()) as worker,
        ):
            lines = said(*asyncio.run(measure(settings, origin, given.cards)), memory(worker.pid))
    print("\n".join(lines))
    if given.write:
        given.write.write_text(HEAD + "\n".join(f"- {line}" for line in lines) + "\n")


HEAD = """# Pre-review: how long a resident waits

`python -m bench.prereview.answered --write docs/benchmarks/prereview.md`. From the last byte of a photo (sent by itself) to the page with the findings:
re-encoding, sealing, queue, reading, checks, comparison with the case, notification, event stream, page. Accuracy: `reading.md`. The
machine was shared with other work: read the ratio, which is taken in the same run, not the seconds.

"""

if __name__ == "__main__":
    main()
