"""Change the code in one place at a time and see whether a test notices: `python -m tests.mutation [AREA …]`.

What a mutant is and how it runs: tests/mutants.py. Results lie in `mutants/`; at the end the figures of every module are
printed and written to docs/benchmarks/mutation.md, and the survivors, as changes of the code, to `mutants/survivors.diff`.
Fails when an area stays below the bound.
"""

import argparse
import ast
import difflib
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from tests.mutant_code import FOLDER, MARK, ROOT, names_in, written
from tests.mutants import SURVIVED, UNTESTED

BOUND = 0.9
PAGE = ROOT / "docs/benchmarks/mutation.md"


class Area(Struct, frozen=True):
    """Sources that must hold, and the tests that are to notice a change of them."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


AREAS = {
    "rules": Area(("backend/rules/*.py",), ("tests/backend/rules",)),
    "flow": Area(("backend/cases/flow.py",), ("tests/backend/cases/test_flow.py",)),
    "clock": Area(("backend/cases/clock/deadline.py",), ("tests/backend/cases/clock/test_deadline.py",)),
    "access": Area(
        ("backend/residents/guards.py", "backend/residents/step_up.py"), ("tests/backend/residents/test_guards.py",)
    ),
    "receipts": Area(
        ("backend/cases/receipts/signing.py", "backend/cases/numbers.py"),
        ("tests/backend/cases/receipts/test_signing.py",),
    ),
}


class Module(Struct):
    """The results of one source: of which state of code and tests, the number of all its mutants, what became of each that ran."""

    digest: str
    all: int
    found: dict[str, str]


def sources(area: Area) -> list[str]:
    """The files of an area; one that isn't there any more has moved, and must be named anew."""
    found = {pattern: sorted(ROOT.glob(pattern)) for pattern in area.sources}
    missing = [pattern for pattern, files in found.items() if not files]
    if missing:
        sys.exit(f"mutation: no such source: {', '.join(missing)}")
    return [str(f.relative_to(ROOT)) for files in found.values() for f in files if f.name != "__init__.py"]


def digest(area: Area) -> str:
    """The state of the sources and the tests of an area: what makes its results its own."""
    tests = [
        file
        for place in area.tests
        for file in ([ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")))
    ]
    return hashlib.sha256(
        b"".join(file.read_bytes() for file in [*(ROOT / one for one in sources(area)), *tests])
    ).hexdigest()


def run(area: Area, sample: float, how: list[str]) -> None:
    """All mutants of an area, or a share of them; what an interrupted run has found out stays."""
    known = results(area)
    left = [one for one in sources(area) if one not in known or len(known[one].found) < int(sample * known[one].all)]
    if not left:
        return
    options = [f"--digest={digest(area)}", *(f"--mutate={one}" for one in left)]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutants", "-p", "no:randomly", "-p", "no:cacheprovider", "-m", "not nightly",
         *how, *options, *area.tests], cwd=ROOT, check=True,
    )  # fmt: skip


def results(area: Area) -> dict[str, Module]:
    """What is known of the sources of an area, as they and their tests are now."""
    known, state = {}, digest(area)
    for one in sources(area):
        file = FOLDER / f"{one.replace('/', '.')}.json"
        if file.exists() and (module := Module(**json.loads(file.read_text()))).digest == state:
            names = names_in(ROOT / one)
            known[one] = Module(state, len(names), {name: module.found[name] for name in names if name in module.found})
    return known


def figures(modules: list[Module]) -> tuple[int, int, int]:
    """Killed, run, all; an endless mutant is a noticed one, one that no test reaches has survived."""
    kinds = Counter(kind for module in modules for kind in module.found.values())
    left = kinds[SURVIVED] + kinds[UNTESTED]
    return kinds.total() - left, kinds.total(), sum(module.all for module in modules)


def row(name: str, modules: list[Module]) -> str:
    """A line of a table."""
    killed, ran, every = figures(modules)
    return f"| {name} | {f'{killed / ran:.1%}' if ran else '–'} | {ran} | {every} |"


def page(known: dict[str, dict[str, Module]]) -> str:
    """The page with the figures."""
    head = ["| --- | --- | --- | --- |"]
    lines = [
        "# Mutation", "",
        f"`make nightly PART=mutation`, {datetime.now(UTC):%Y-%m-%d}; the aim is {BOUND:.0%} killed in each area.",
        "A mutant that no test reaches has survived. The type of a `cast` is not changed: it does nothing at run time.",
        "", "| area | killed | run | all |", *head, *(row(area, list(modules.values())) for area, modules in known.items()), "",
        "| module | killed | run | all |", *head, *(row(name, [one]) for modules in known.values() for name, one in modules.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def survivors(known: dict[str, dict[str, Module]]) -> Iterator[str]:
    """Each mutant that nothing noticed, as a change of its function."""
    for source, module in (one for modules in known.values() for one in modules.items()):
        text = written(ROOT / source)
        nodes = {n.name: n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
        for mutant, kind in module.found.items():
            if kind in (SURVIVED, UNTESTED):
                name = mutant.rpartition(".")[2]
                plain, changed = (
                    ast.get_source_segment(text, nodes[one], padded=True) or ""
                    for one in (f"{name.partition(MARK)[0]}{MARK}orig", name)
                )
                yield f"# {source} {name}: {kind}\n" + "\n".join(
                    line for line in difflib.unified_diff(plain.splitlines()[1:], changed.splitlines()[1:], lineterm="", n=1)
                    if not line.startswith(("---", "+++"))
                ) + "\n"  # fmt: skip


def main() -> int:
    """Run the areas (all without a name), then tell."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("areas", nargs="*", choices=[[], *AREAS], default=[])
    options.add_argument("--sample", type=float, default=1.0)
    options.add_argument("--at-once", type=int, default=2)
    options.add_argument("--seconds", type=float, default=60)
    asked = options.parse_args()
    for area in asked.areas or AREAS:
        run(
            AREAS[area],
            asked.sample,
            [f"--at-once={asked.at_once}", f"--seconds={asked.seconds}", f"--sample={asked.sample}"],
        )
    known = {area: results(one) for area, one in AREAS.items()}
    PAGE.write_text(page(known), "utf-8")
    (FOLDER / "survivors.diff").write_text("\n".join(survivors(known)), "utf-8")
    print(PAGE.read_text("utf-8"))
    told = {area: figures(list(modules.values())) for area, modules in known.items()}
    low = [area for area, (killed, ran, _) in told.items() if ran and killed / ran < BOUND]
    print(f"mutation: below {BOUND:.0%}: {', '.join(low) or 'none'}")
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
