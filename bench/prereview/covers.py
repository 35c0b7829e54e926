"""Covers swept over every field of every class: nothing that was shortened may stay confirmed.

`python -m bench.prereview.covers [--pictures 2000] [--seed 1] [--skip 0] [--write docs/benchmarks/covers.md]`; ends with 1 when a
wrong value was confirmed. Each picture is one person's paper in one typeface on a table, with one cover (finger, sticker, fluid,
wear) over the start or the end of one line of one field; twelve pictures share paper and table. `--skip` begins later in the
same order, so that parts can be measured one by one.
"""

import argparse
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from backend.materials.reading.ocr import Engine
from backend.materials.reading.read_file import read_file
from backend.materials.reading.types import ExpectedDocument
from backend.materials.samples import draw, photograph
from backend.materials.samples.canvas import Drawn, Press, printed_by
from backend.materials.samples.people import chances
from bench.prereview.reading import plain

FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "wqy-zenhei.ttc",
    "ukai.ttc",
    "uming.ttc",
    "wqy-microhei.ttc",
)
FOLDER = Path("/usr/share/fonts")
FIRST_SEED = 5001


COVERS_EACH = 12
"""Pictures of one paper on one table."""


class Paper(NamedTuple):
    """Whose paper of which kind, and the typeface (None: the usual ones)."""

    kind: str
    seed: int
    font: Path | None

    def __str__(self) -> str:
        return f"{self.kind} seed {self.seed} {self.font.name if self.font else 'usual fonts'}"


class Cover(NamedTuple):
    """Which line of a field is covered, by what, at which end and how far."""

    name: str
    row: int
    cover: str
    start: bool
    share: float

    def __str__(self) -> str:
        return f"{self.name}[{self.row}] {'start' if self.start else 'end'} {self.share:.2f} {self.cover}"


def installed() -> list[Path | None]:
    """The usual typefaces and all others of the list that this machine has."""
    return [None, *(found for name in FONTS for found in list(FOLDER.rglob(name))[:1])]


def drawn_in(paper: Paper) -> Drawn:
    """Draw a clean paper in a typeface."""
    with printed_by(Press(typeface=paper.font)):
        return draw.document(paper.kind, paper.seed)


def cases(seed: int) -> Iterator[tuple[Paper, list[Cover]]]:
    """All places, covers and sides again and again, with other people, shares and typefaces, in an order by seed."""
    chance, fonts = random.Random(seed), installed()
    boxes = {kind: draw.document(kind, FIRST_SEED).boxes for kind in draw.KINDS}
    for turn in itertools.count():
        photos: list[tuple[str, list[Cover]]] = []
        for kind, fields in boxes.items():
            places = [(name, row) for name, rows in fields.items() for row in range(len(rows))]
            swept = [
                Cover(*place, cover, start, chance.choice((0.15, 0.3, 0.5)))
                for place, cover, start in itertools.product(places, photograph.COVERS, (False, True))
            ]
            chance.shuffle(swept)
            photos += [(kind, swept[at : at + COVERS_EACH]) for at in range(0, len(swept), COVERS_EACH)]
        chance.shuffle(photos)
        for kind, covers in photos:
            yield Paper(kind, FIRST_SEED + turn * 97 + chance.randrange(90), chance.choice(fonts)), covers


def pictures(paper: Paper, covers: list[Cover]) -> Iterator[tuple[Cover, Drawn, bytes]]:
    """Photograph one paper on one table with each cover in turn."""
    clean = drawn_in(paper)
    photo = photograph.on_table(clean, chances(str(paper)))
    warp = cv2.getPerspectiveTransform(np.array(clean.corners, np.float32), np.array(photo.corners, np.float32))
    for cover in covers:
        row = min(cover.row, len(clean.boxes[cover.name]) - 1)
        chance = chances(f"{paper} {cover}")
        hidden = photograph.covered(clean, cover.name, cover.cover, chance, cover.share, cover.start, row)
        seen = photo.pixels().copy()
        cv2.warpPerspective(hidden.pixels(), warp, photo.picture.size, seen, borderMode=cv2.BORDER_TRANSPARENT)
        yield cover, hidden, photograph.jpeg(replace(hidden, picture=Image.fromarray(seen)), 88)


def wrong_and_confirmed(engine: Engine, drawn: Drawn, data: bytes) -> tuple[list[str], int]:
    """Read one picture; returns the wrong values called confirmed, and how many were confirmed."""
    reading = read_file(engine, data, ExpectedDocument(kind=drawn.kind), samples=True)  # type: ignore[arg-type]  # kinds drawn are kinds read
    confirmed = {name: one.value for name, one in reading.fields.items() if one.confirmed and name in drawn.fields}
    bad = [
        f"{name}: {value} for {drawn.fields[name]}"
        for name, value in confirmed.items()
        if plain(value) != plain(drawn.fields[name])
    ]
    return bad, len(confirmed)


def taken(seed: int, skip: int, count: int) -> Iterator[tuple[Paper, Cover, Drawn, bytes]]:
    """Yield so many pictures after the skipped ones."""
    before = 0
    for paper, covers in cases(seed):
        wanted = covers[max(0, skip - before) : max(0, skip + count - before)]
        if wanted:
            yield from ((paper, *one) for one in pictures(paper, wanted))
        before += len(covers)
        if before >= skip + count:
            return


def main() -> None:
    """Sweep and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pictures", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--skip", type=int, default=0)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    engine, confirmed, wrong, seen, papers = Engine(), 0, list[str](), Counter[str](), set[Paper]()
    for paper, cover, drawn, data in taken(given.seed, given.skip, given.pictures):
        papers.add(paper)
        bad, sure = wrong_and_confirmed(engine, drawn, data)
        seen[paper.kind] += 1
        confirmed += sure
        wrong += [f"{paper} {cover}: {one}" for one in bad]
        print(
            *(f"wrong and confirmed: {paper} {cover}: {one}" for one in bad),
            sep="\n",
            end="\n" if bad else "",
            flush=True,
        )
        if seen.total() % 50 == 0:
            print(
                f"{seen.total()} pictures of {len(papers)} papers, {confirmed} confirmed, {len(wrong)} wrong",
                flush=True,
            )
    lines = [
        f"Pictures: {seen.total()} of {len(papers)} papers, seed {given.seed}, after the first {given.skip}; "
        f"typefaces: {', '.join(font.name if font else 'the usual ones' for font in installed())}.",
        f"Confirmed values: {confirmed}, of these wrong: {len(wrong)}.",
        "By kind: " + ", ".join(f"{kind} {count}" for kind, count in sorted(seen.items())) + ".",
        *wrong,
    ]
    print("\n".join(lines))
    if given.write:
        given.write.write_text(f"# Covers over fields\n\n{(__doc__ or '').strip()}\n\n" + "\n".join(lines) + "\n")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
