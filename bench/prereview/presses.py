"""Every class of paper as other offices print it: four typefaces, smaller letters, spaced labels, values beside their lines.

`python -m bench.prereview.presses [--seeds 1] [--kinds a,b] [--write docs/benchmarks/presses.md]`; ends with 1 below 97 % of a class's fields.
"""

import argparse
from pathlib import Path

from backend.materials.reading.ocr import Engine
from backend.materials.reading.read_file import read_file
from backend.materials.reading.types import ExpectedDocument
from backend.materials.samples import draw, photograph
from backend.materials.samples.canvas import Press, printed_by
from backend.materials.samples.people import chances
from bench.prereview.covers import FOLDER
from bench.prereview.reading import Tally

FIRST_SEED = 7001
LEAST = 0.97
"""Of the fields of each class, over all presses."""


def presses() -> list[Press]:
    """Four ways to print, each in a typeface of its own; ends the program where Debian's fonts are missing."""
    names = ("wqy-zenhei.ttc", "NotoSerifCJK-Regular.ttc", "uming.ttc", "ukai.ttc")
    found = [file for name in names for file in list(FOLDER.rglob(name))[:1]]
    if len(found) < len(names):
        raise SystemExit("install fonts-wqy-zenhei fonts-noto-cjk fonts-arphic-uming fonts-arphic-ukai")
    sans, serif, ming, kai = found
    return [
        Press(sans, label_gap=6), Press(serif, size=0.88), Press(ming, value_offset=(9, 7)), Press(kai),
    ]  # fmt: skip


def main() -> None:
    """Read and print; with `--write` also keep."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=1)
    asked.add_argument("--kinds", default=",".join(draw.KINDS))
    asked.add_argument("--write", type=Path)
    given = asked.parse_args()
    engine, tally, low = Engine(), Tally(), list[str]()
    kinds = given.kinds.split(",")
    for kind in kinds:
        for number, press in enumerate(presses()):
            for seed in range(FIRST_SEED + number, FIRST_SEED + number + 4 * given.seeds, 4):
                with printed_by(press):
                    drawn = draw.document(kind, seed)
                seen = photograph.on_table(drawn, chances(f"{kind} {number} {seed}"))
                expected = ExpectedDocument(kind=drawn.kind)  # type: ignore[arg-type]  # kinds drawn are kinds read
                reading = read_file(engine, photograph.jpeg(seen, 88), expected, samples=True)
                tally.add(kind, "phone", drawn, reading)
        right, all_ = tally.right[kind, "phone"], tally.all[kind, "phone"]
        low += [kind] if right < LEAST * all_ else []
        print(f"{kind} {right}/{all_}", flush=True)
    lines = [
        "| paper | right fields |",
        "| --- | --- |",
        *(f"| {kind} | {tally.share(kind)} |" for kind in kinds),
        "",
        f"All: {tally.share()}. Confirmed: {tally.confirmed}, of these wrong: {tally.wrong_confirmed}.",
        f"Checks: {tally.good}, refused {tally.refused}, could not tell {tally.doubted}.",
        f"Below {LEAST:.0%}: {', '.join(low) or 'none'}.",
        *tally.notes,
    ]
    print("\n".join(lines))
    if given.write:
        given.write.write_text(f"# Papers of other presses\n\n{(__doc__ or '').strip()}\n\n" + "\n".join(lines) + "\n")
    raise SystemExit(1 if low else 0)


if __name__ == "__main__":
    main()
