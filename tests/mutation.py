"""Change the code in one place at a time and see whether a test notices: `python -m tests.mutation ['backend.cases.clock.deadline*' …]`.

mutmut works in `mutants/`; what it knows already is not run again, so an interrupted run goes on. At the end the figures of
every module are printed and written to docs/benchmarks/mutation.md. Fails when an area stays below the bound.
"""

import json
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from backend.settings import ROOT

BOUND = 0.9
AREAS = {
    "rules": ("backend/rules/",), "flow": ("backend/cases/flow.py",), "clock": ("backend/cases/clock/deadline.py",),
    "access": ("backend/residents/guards.py",), "receipts": ("backend/cases/receipts/signing.py",),
}  # fmt: skip
SURVIVED, UNTESTED = {0}, {33}
PAGE = ROOT / "docs/benchmarks/mutation.md"


def main(patterns: list[str]) -> int:
    """Run the mutants of these patterns (all without), then tell."""
    subprocess.run([Path(sys.executable).with_name("mutmut"), "run", *patterns], cwd=ROOT, check=False)
    found = counted(ROOT / "mutants")
    text = written(found)
    PAGE.write_text(text, "utf-8")
    print(text)
    low = [area for area, (killed, run, _) in by_area(found).items() if run and killed / run < BOUND]
    print(f"mutation: below {BOUND:.0%}: {', '.join(low) or 'none'}")
    return bool(low)


def counted(folder: Path) -> dict[str, Counter[str]]:
    """For each source file: how many mutants were killed, survived, and wait."""
    found = {}
    for meta in sorted(folder.rglob("*.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"].values()
        kinds = ("waits" if c is None else "survived" if c in SURVIVED | UNTESTED else "killed" for c in codes)
        found[str(meta.relative_to(folder)).removesuffix(".meta")] = Counter(kinds)
    return found


def by_area(found: dict[str, Counter[str]]) -> dict[str, tuple[int, int, int]]:
    """For each area: killed, run, all."""
    told = {}
    for area, places in AREAS.items():
        counts = sum((c for file, c in found.items() if file.startswith(places)), Counter[str]())
        told[area] = (counts["killed"], counts["killed"] + counts["survived"], counts.total())
    return told


def written(found: dict[str, Counter[str]]) -> str:
    """The page with the figures."""
    lines = [
        "# Mutation",
        "",
        f"`make nightly PART=mutation`, {datetime.now(UTC):%Y-%m-%d}; the aim is {BOUND:.0%} killed in each area.",
        "",
    ]
    lines += ["| area | killed | run | all |", "| --- | --- | --- | --- |"]
    for area, (killed, run, every) in by_area(found).items():
        lines.append(f"| {area} | {f'{killed / run:.1%}' if run else '–'} | {run} | {every} |")
    lines += ["", "| module | killed | run | all |", "| --- | --- | --- | --- |"]
    for file, counts in found.items():
        run = counts["killed"] + counts["survived"]
        if run:
            lines.append(f"| {file} | {counts['killed'] / run:.0%} | {run} | {counts.total()} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
