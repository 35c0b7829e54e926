"""Covers swept over every field of every class: nothing that was shortened may stay confirmed.

`python -m bench.prereview.covers [--pictures 2000] [--seed 1] [--write docs/benchmarks/covers.md]`; ends with 1 when a wrong value
was confirmed. Each picture is one person's paper in one typeface, with one cover (finger, sticker, fluid, wear) over the
start or the end of one line of one field, photographed on a table.
"""

import argparse
import itertools
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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


class Case(NamedTuple):
    """One picture: whose paper, where it is covered and by what, and the typeface (None: the usual ones)."""

    kind: str
    name: str
    row: int
    cover: str
    start: bool
    share: float
    seed: int
    font: Path | None

    def __str__(self) -> str:
        side = "start" if self.start else "end"
        font = self.font.name if self.font else "usual fonts"
        return f"{self.kind} {self.name}[{self.row}] {side} {self.share:.2f} {self.cover} seed {self.seed} {font}"


def installed() -> list[Path | None]:
    """The usual typefaces and all others of the list that this machine has."""
    return [None, *(found for name in FONTS for found in list(FOLDER.rglob(name))[:1])]


def drawn_in(kind: str, seed: int, font: Path | None) -> Drawn:
    """Draw a clean paper in a typeface."""
    with printed_by(Press(typeface=font)):
        return draw.document(kind, seed)


def cases(seed: int) -> Iterator[Case]:
    """All places, covers and sides again and again, with other people, shares and typefaces, in an order by seed."""
    chance, fonts = random.Random(seed), installed()
    boxes = {kind: draw.document(kind, FIRST_SEED).boxes for kind in draw.KINDS}
    places = [
        (kind, name, row) for kind, fields in boxes.items() for name, rows in fields.items() for row in range(len(rows))
    ]
    swept = list(itertools.product(places, photograph.COVERS, (False, True)))
    for turn in itertools.count():
        chance.shuffle(swept)
        for (kind, name, row), cover, start in swept:
            yield Case(
                kind,
                name,
                row,
                cover,
                start,
                chance.choice((0.15, 0.3, 0.5)),
                FIRST_SEED + turn * 97 + chance.randrange(90),
                chance.choice(fonts),
            )


def wrong_and_confirmed(engine: Engine, case: Case) -> tuple[list[str], int]:
    """Read one picture; returns the wrong values called confirmed, and how many were confirmed."""
    drawn, chance = drawn_in(case.kind, case.seed, case.font), chances(str(case))
    row = min(case.row, len(drawn.boxes[case.name]) - 1)
    seen = photograph.covered(drawn, case.name, case.cover, chance, case.share, case.start, row)
    data = photograph.jpeg(photograph.on_table(seen, chance), 88)
    reading = read_file(engine, data, ExpectedDocument(kind=drawn.kind), samples=True)  # type: ignore[arg-type]  # kinds drawn are kinds read
    confirmed = {name: one.value for name, one in reading.fields.items() if one.confirmed and name in drawn.fields}
    bad = [
        f"{name}: {value} for {drawn.fields[name]}"
        for name, value in confirmed.items()
        if plain(value) != plain(drawn.fields[name])
    ]
    return bad, len(confirmed)


def main() -> None:
    """Sweep and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pictures", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    engine, confirmed, wrong, seen = Engine(), 0, list[str](), Counter[str]()
    for case in itertools.islice(cases(given.seed), given.pictures):
        bad, sure = wrong_and_confirmed(engine, case)
        seen[case.kind] += 1
        confirmed += sure
        wrong += [f"{case}: {one}" for one in bad]
        print(*(f"wrong and confirmed: {case}: {one}" for one in bad), sep="\n", end="\n" if bad else "", flush=True)
        if sum(seen.values()) % 50 == 0:
            print(f"{sum(seen.values())} pictures, {confirmed} confirmed, {len(wrong)} wrong", flush=True)
    lines = [
        f"Pictures: {sum(seen.values())}, seed {given.seed}; typefaces: {', '.join(font.name if font else 'the usual ones' for font in installed())}.",
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
