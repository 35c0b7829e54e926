"""Proving identity: seconds per card and per face comparison on one and two threads beside the bare models, and accuracy per degradation.

`python -m bench.identity [--people 3] [--write docs/benchmarks/identity.md]`
"""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np

from auth.identity import evaluation
from auth.identity.types import Move
from backend.kit.identity_number import sample_number
from backend.materials.reading import decode_image, faces
from backend.materials.reading.face_types import FacesSeen, likeness
from backend.materials.reading.reader import Reader
from backend.materials.samples import cards, draw, people, photograph
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.portraits import before_camera

POSES = ("straight", "left", "right", "up")
MOVES: tuple[Move, ...] = ("left", "right", "up")
TODAY = date(2026, 11, 23)
ROUNDS = 6
PHOTOGRAPHS = Path(__file__).parents[1] / "tests/backend/materials/reading/photographs"
DEGRADATIONS = tuple(one for one in draw.DEGRADATIONS if one != "crop")  # a face that is cut off is no face


def person(seed: int) -> people.Person:
    """An invented person of working age with a face of their own."""
    birth = date(1960 + 5 * (seed % 8), 1 + seed % 12, 1 + seed % 28)
    sex = "女" if seed % 2 == 0 else "男"
    number = sample_number(birth, 100 + 2 * seed + (1 if sex == "男" else 0))
    return people.Person(
        f"陈{'桂雨晓志国美福秀'[seed % 8]}{'兰欣阳强华珍来英'[seed // 2 % 8]}",
        sex,
        "汉",
        birth,
        "广东省深圳市福田区红荔路1号",
        number,
    )


def front(who: people.Person) -> Drawn:
    """The side with the portrait."""
    return cards.id_card_front(who, people.chances(f"card {who.number}"), face=True)


def taken(drawn: Drawn, way: str, severity: int, seed: int) -> bytes:
    """A photo of it, as `draw.photo` degrades photos."""
    return draw.taken(drawn, way, severity, people.chances(f"{way} {severity} {seed}"))[1]


def frames(who: people.Person) -> tuple[bytes, ...]:
    """What the camera sends: two frames of each pose."""
    return tuple(before_camera(who, pose, shot) for pose in POSES for shot in (0, 1))


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    await act()
    return time.perf_counter() - started


async def cost() -> list[str]:
    """One reader and two side by side, beside the bare models on the same pixels."""
    who = person(1)
    card, back, shots = (
        taken(front(who), "phone", 1, 1),
        photograph.jpeg(cards.id_card_back(who, people.chances("b")), 90),
        frames(who),
    )
    lines = [
        "| what | whole, 1 process | bare models, 1 thread | ratio (limit 1.5) | 2 processes side by side, each | bare, 2 threads, each |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    async with Reader(120, samples=True) as one, Reader(120, samples=True) as two:
        portrait = (await one.portrait(card)).portrait
        await asyncio.gather(two.portrait(card), one.compare(portrait, shots), two.compare(portrait, shots))
        tasks: dict[str, tuple[Callable[[Reader], Awaitable[object]], str]] = {
            "ID card, both sides read": (lambda reader: both(reader, card, back), "ocr"),
            "portrait found on the card": (lambda reader: reader.portrait(card), "portrait"),
            "face comparison, 8 frames": (lambda reader: reader.compare(portrait, shots), "compare"),
        }
        for name, (act, what) in tasks.items():
            alone, bare = [], []
            for _ in range(ROUNDS):
                alone.append(await timed(lambda: act(one)))  # noqa: B023 - run at once
                bare.append(bare_seconds(what, card, back, portrait, shots, 1))
            beside = [await timed(lambda: asyncio.gather(act(one), act(two))) for _ in range(ROUNDS // 2)]  # noqa: B023
            bare_two = [bare_seconds(what, card, back, portrait, shots, 2) for _ in range(ROUNDS // 2)]
            whole, models = statistics.median(alone), statistics.median(bare)
            lines.append(
                f"| {name} | {whole:.2f} s | {models:.2f} s | {whole / models:.2f} | {statistics.median(beside):.2f} s | {statistics.median(bare_two):.2f} s |"
            )
    return lines


async def both(reader: Reader, card: bytes, back: bytes) -> None:
    """Both sides, one after the other, as the worker does."""
    await reader.read(card)
    await reader.read(back)


class Bare:
    """The libraries' own calls, on pixels that are decoded already."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        from backend.materials.reading.ocr import SETTINGS

        self.ocr = RapidOCR(params=SETTINGS)
        self.faces = faces.models.__wrapped__()  # dlib's objects are not to be shared between threads

    def run(self, what: str, card: bytes, back: bytes, portrait: bytes, shots: tuple[bytes, ...]) -> float:
        """Seconds inside the models."""
        sheets = [
            decode_image.pages(one)[0]
            for one in ((card, back) if what == "ocr" else (card,) if what == "portrait" else (portrait, *shots))
        ]
        detector, predictor, network = self.faces
        started = time.perf_counter()
        for sheet in sheets:
            if what == "ocr":
                self.ocr(sheet)
                continue
            rgb = np.ascontiguousarray(
                faces.bounded(sheet, faces.LONGEST["card" if what == "portrait" else "frame"])[..., ::-1]
            )
            boxes, _, _ = detector.run(rgb, 0, faces.LEAST_SCORE)
            for box in list(boxes)[:1]:
                points = predictor(rgb, box)
                if what == "compare":
                    network.compute_face_descriptor(rgb, points)
        return time.perf_counter() - started


BARE: list[Bare] = []


def bare_seconds(what: str, card: bytes, back: bytes, portrait: bytes, shots: tuple[bytes, ...], threads: int) -> float:
    """The same on this many threads at once; for two, the time until both are done."""
    while len(BARE) < threads:
        BARE.append(Bare())
        BARE[-1].run(what, card, back, portrait, shots)
    if threads == 1:
        return BARE[0].run(what, card, back, portrait, shots)
    with ThreadPoolExecutor(threads) as pool:
        started = time.perf_counter()
        list(pool.map(lambda bare: bare.run(what, card, back, portrait, shots), BARE[:threads]))
        return time.perf_counter() - started


async def accuracy(count: int) -> list[str]:
    """Per degradation: the person read, the portrait found, the right person alike, another person never alike."""
    lines = [
        "| photo of the card | name and number right | portrait found | same person: alike, doubtful, not | other people: alike, doubtful, not |",
        "| --- | --- | --- | --- | --- |",
    ]
    known = [person(seed) for seed in range(1, count + 1)]
    behind = {who: photograph.jpeg(cards.id_card_back(who, people.chances(f"{who.number}")), 90) for who in known}
    shots = {who: frames(who) for who in known}
    async with Reader(120, samples=True) as reader:
        backs = {who: await reader.read(data) for who, data in behind.items()}
        for way in DEGRADATIONS:
            told: dict[str, list[int]] = {"same": [0, 0, 0], "other": [0, 0, 0]}
            right = found = all_ = 0
            for severity in (1,) if way in draw.GOOD else (1, 2, 3):
                for at, who in enumerate(known):
                    all_ += 1
                    data = taken(front(who), way, severity, at)
                    read = evaluation.evaluate_card(await reader.read(data), backs[who], "", samples=True, today=TODAY)
                    right += read.name == who.name and read.number is not None and read.number.value == who.number
                    seen = await reader.portrait(data)
                    if not seen.portrait:
                        continue
                    found += 1
                    for key, before in (("same", who), ("other", known[(at + 1) % count])):
                        told[key][likely(await reader.compare(seen.portrait, shots[before][:2]))] += 1
            lines.append(
                f"| {way} | {right}/{all_} | {found}/{all_} | {tuple(told['same'])} | {tuple(told['other'])} |"
            )
            print(lines[-1], file=sys.stderr, flush=True)
    return lines


def likely(seen: FacesSeen) -> int:
    """0 alike, 1 doubtful, 2 not alike, by the frames that look straight."""
    distances = [one.from_portrait for one in seen.faces if one is not None]
    if not distances:
        return 2
    return ("alike", "doubtful", "not_alike").index(likeness(statistics.fmean(distances)))


async def real() -> list[str]:
    """The few photographs of real people that packages carry in the public domain."""
    names = sorted(path.stem for path in PHOTOGRAPHS.glob("*.jpg"))
    lines = ["| from / to | " + " | ".join(names) + " |", "| --- " * (len(names) + 1) + "|"]
    async with Reader(120, samples=True) as reader:
        for name in names:
            cut = (await reader.portrait((PHOTOGRAPHS / f"{name}.jpg").read_bytes())).portrait
            seen = await reader.compare(cut, tuple((PHOTOGRAPHS / f"{other}.jpg").read_bytes() for other in names))
            lines.append(
                f"| {name} | " + " | ".join(f"{one.from_portrait:.2f}" if one else "-" for one in seen.faces) + " |"
            )
    return lines


async def challenges(count: int) -> list[str]:
    """How often a head that did what was asked is believed, and a still picture, or a turn to the wrong side, is not."""
    answers = {
        "did it": POSES,
        "a still picture": ("straight",) * 4,
        "left and right exchanged": ("straight", "right", "left", "up"),
    }
    heard = dict.fromkeys(answers, 0)
    async with Reader(120, samples=True) as reader:
        for seed in range(1, count + 1):
            who = person(seed)
            portrait = (await reader.portrait(photograph.jpeg(front(who), 90))).portrait
            for name, poses in answers.items():
                shot = tuple(before_camera(who, pose, number) for pose in poses for number in (0, 1))
                heard[name] += evaluation.evaluate_face(await reader.compare(portrait, shot), MOVES).state == "passed"
    return [
        "| before the camera | believed |",
        "| --- | --- |",
        *(f"| {name} | {heard[name]}/{count} |" for name in answers),
    ]


async def measure(count: int) -> list[str]:
    """Everything, as the report shows it."""
    return [
        "## Seconds", "", *await cost(), "", "## Cards and faces per degradation (severities 1 to 3)", "", *await accuracy(count), "",
        "## The challenge", "", *await challenges(2 * count), "", "## Real photographs", "",
        "Distances between portraits (rows) and faces (columns); two pictures of one person among them.", "", *await real(),
    ]  # fmt: skip


HEAD = """# Proving identity

`python -m bench.identity --write docs/benchmarks/identity.md`. Cards, heads and camera frames are drawn (decision 0053); drawn heads resemble each
other more than people do, so “doubtful” for other people here is what real ones seldom are. Real cards add hologram, wear and age: a floor against
getting worse, not accuracy in the field. False acceptance over a population can't be measured with what packages carry.
"""


def main() -> None:
    """Measure and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=3)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    lines = asyncio.run(measure(given.people))
    load = f"Two cores, load {os.getloadavg()[0]:.1f} at the end of the run; read the ratios."
    text = "\n".join([HEAD + load, "", *lines])
    print(text)
    if given.write:
        given.write.write_text(text + "\n")


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":  # read by the libraries when they load
        env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        os.execve(sys.executable, [sys.executable, "-m", "bench.identity", *sys.argv[1:]], env)
    main()
