"""Accuracy per kind and degradation on drawn papers, false refusals, and the cost of reading beside the bare OCR call.

`python -m bench.prereview.reading [--seeds 1] [--kinds a,b] [--ways c,d] [--write docs/benchmarks/reading.md]`
"""

import argparse
import asyncio
import os
import statistics
import time
import unicodedata
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from rapidocr import RapidOCR

from backend.materials.reading.ocr import SETTINGS
from backend.materials.reading.reader import Reader
from backend.materials.reading.run_checks import USUAL, run_checks
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.materials.samples import draw
from backend.materials.samples.canvas import Drawn

FIRST_SEED = 1001
"""Rules were tuned on lower seeds."""
OPEN = (*draw.GOOD, "purpose")
"""Photos of which no check may refuse anything."""


class Tally:
    """Counts of one run."""

    def __init__(self) -> None:
        self.doubted = self.values = self.shortened = 0
        self.right: Counter[tuple[str, str]] = Counter()
        self.all: Counter[tuple[str, str]] = Counter()
        self.confirmed = self.wrong_confirmed = self.refused = self.good = self.kinds = self.pictures = 0
        self.notes: list[str] = []

    def add(self, kind: str, way: str, drawn: Drawn, reading: Reading) -> None:
        """Count one picture."""
        self.pictures += 1
        self.kinds += reading.kind == drawn.kind
        for name, truth in drawn.fields.items():
            field = reading.fields.get(name)
            good = field is not None and plain(field.value) == plain(truth)
            if field is not None and field.confirmed:
                self.confirmed += 1
                self.wrong_confirmed += not good
                if not good:
                    self.notes.append(f"wrong and confirmed: {kind} {way} {name}: {field.value} for {truth}")
            if name not in drawn.hidden:
                self.all[kind, way] += 1
                self.right[kind, way] += good
        if way.rstrip("123") in OPEN:
            findings = run_checks(reading, USUAL, ExpectedDocument(kind=drawn.kind))  # type: ignore[arg-type]  # kinds drawn are kinds read
            self.good += len(findings)
            self.refused += sum(finding.outcome == "failed" for finding in findings)
            self.doubted += sum(finding.outcome == "could_not_tell" for finding in findings)
            self.notes += [
                f"{kind} {way} refused: {finding.key}" for finding in findings if finding.outcome == "failed"
            ]
            shortened = [
                name for name in drawn.fields if name in reading.fields and reading.fields[name].maybe_shortened
            ]
            self.values += len(drawn.fields) if way in draw.GOOD else 0
            self.shortened += len(shortened) if way in draw.GOOD else 0

    def share(self, kind: str = "", way: str = "") -> str:
        """Right fields of all visible ones, for a kind, a degradation or both."""
        keys = [key for key in self.all if kind in ("", key[0]) and (not way or key[1].rstrip("123") == way)]
        total, right = sum(self.all[key] for key in keys), sum(self.right[key] for key in keys)
        return f"{right}/{total} ({100 * right / total:.1f} %)" if total else "-"


def plain(text: str) -> str:
    """Writings that mean the same."""
    return unicodedata.normalize("NFKC", text).replace(" ", "")


async def accuracy(kinds: list[str], ways: list[str], seeds: int) -> Tally:
    """Read every kind under every degradation asked for."""
    tally = Tally()
    async with Reader(seconds=120, samples=True) as reader:
        for kind in kinds:
            for way in ways:
                for severity in (1,) if way in draw.GOOD else (1, 2, 3):
                    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                        drawn, data = draw.photo(kind, way, severity, seed)
                        tally.add(kind, way if way in draw.GOOD else f"{way}{severity}", drawn, await reader.read(data))
    return tally


async def cost(cards: int = 8) -> list[str]:
    """Seconds per 12-megapixel photo of a card: the whole reading beside the library's own call on the same pixels, in turn.

    The ratio is of processor time, pair by pair, which the load of a shared machine changes little.
    """
    bare = RapidOCR(params=SETTINGS)
    whole, library, ratios = [], [], []
    async with Reader(seconds=120, samples=True) as reader:
        for seed in range(FIRST_SEED, FIRST_SEED + cards):
            data = phone_photo(seed)
            pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_2)
            if seed == FIRST_SEED:
                bare(pixels)
                await reader.read(data)
            started, spent = time.perf_counter(), processor_seconds(reader.pid or 0)
            await reader.read(data)
            whole.append(time.perf_counter() - started)
            spent = processor_seconds(reader.pid or 0) - spent
            started, bare_spent = time.perf_counter(), time.process_time()
            bare(pixels)
            library.append(time.perf_counter() - started)
            ratios.append(spent / (time.process_time() - bare_spent))
        memory = highest_memory(reader.pid or 0)
    return [
        f"reading, 12 MP photo of a card: p50 {statistics.median(whole):.2f} s, p95 {np.percentile(whole, 95):.2f} s",
        f"the bare library on the decoded pixels: p50 {statistics.median(library):.2f} s, p95 {np.percentile(library, 95):.2f} s",
        f"processor time, pair by pair: median {statistics.median(ratios):.2f} of the library's, "
        f"from {min(ratios):.2f} to {max(ratios):.2f} over {cards} cards (limit 1.10)",
        f"highest memory of the reading process: {memory} MB",
    ]


def processor_seconds(process: int) -> float:
    """The processor time that a process has used so far."""
    spent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def highest_memory(process: int) -> int:
    """The most memory that a process has held so far, in megabytes."""
    return int(Path(f"/proc/{process}/status").read_text().split("VmHWM:")[1].split("kB")[0]) // 1024


def phone_photo(seed: int) -> bytes:
    """A card on a table at 4000 × 3000 pixels."""
    drawn, _ = draw.photo("id_card_front", "phone", 1, seed)
    kept = cv2.resize(drawn.pixels()[..., ::-1], (4000, 3000 * drawn.picture.height * 4 // (drawn.picture.width * 3)))
    return cv2.imencode(".jpg", kept, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def table(tally: Tally, kinds: list[str], ways: list[str]) -> list[str]:
    """The tables of the report."""
    lines = ["| paper | right fields | clean and phone |", "| --- | --- | --- |"]
    for kind in kinds:
        good = sum(tally.right[kind, way] for way in draw.GOOD), sum(tally.all[kind, way] for way in draw.GOOD)
        lines.append(f"| {kind} | {tally.share(kind)} | {good[0]}/{good[1]} |")
    lines += ["", "| degradation (severities 1-3) | right fields |", "| --- | --- |"]
    lines += [f"| {way} | {tally.share(way=way)} |" for way in ways]
    lines += [
        "",
        f"All visible fields: {tally.share()}. Kind told right: {tally.kinds}/{tally.pictures}.",
        f"Confirmed values: {tally.confirmed}, of these wrong: {tally.wrong_confirmed}.",
        f"Pictures: {tally.pictures}.",
        f"Checks on good photos and under a purpose that refused: {tally.refused}/{tally.good}; that could not tell: {tally.doubted}/{tally.good}.",
        f"Values on good photos whose margins did not seem empty: {tally.shortened}/{tally.values}.",
    ]
    return lines + tally.notes


def main() -> None:
    """Measure and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=1)
    asked.add_argument("--kinds", default=",".join(draw.KINDS))
    asked.add_argument("--ways", default=",".join(draw.DEGRADATIONS))
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    kinds, ways = given.kinds.split(","), given.ways.split(",")
    lines = [*asyncio.run(cost()), "", *table(asyncio.run(accuracy(kinds, ways, given.seeds)), kinds, ways)]
    print("\n".join(lines))
    if given.write:
        given.write.write_text(HEAD + "\n".join(lines) + "\n")


HEAD = """# Reading documents

`python -m bench.prereview.reading --write docs/benchmarks/reading.md`. Drawn papers of unseen seeds, one per kind, degradation
and severity, as many pictures as said below; `--kinds` and `--ways` choose fewer.
Fields under glare, under a cover or cut off are left out. Real cards add hologram, wear and sensor noise: treat the
figures as a regression floor, not as accuracy in the field. Two shared cores, wall time: read the ratio, not the seconds.

"""

if __name__ == "__main__":
    main()
