"""Documents list what is there: decisions, places of terms; worked examples in docstrings (`>>>`) are true."""

import doctest
import re
import subprocess
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"


def test_every_decision_is_in_the_index() -> None:
    expected = []
    for record in sorted(DECISIONS.glob("0*.md")):
        number, _, title = record.read_text("utf-8").splitlines()[0].removeprefix("# ").partition(" ")
        expected.append(f"- [{number}]({record.name}) {title}")
    index = (DECISIONS / "README.md").read_text("utf-8").splitlines()
    assert [line for line in index if line.startswith("- [")] == expected, "docs/decisions/README.md"


def test_every_place_in_the_glossary_exists() -> None:
    rows = [line.split(" | ") for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines()]
    places = [row[2].strip("`") for row in rows if len(row) == 4 and row[2].startswith("`")]
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_the_architecture_draws_every_room() -> None:
    drawn = set(re.findall(r"[a-z_]+", " ".join((ROOT / "ARCHITECTURE.md").read_text("utf-8").split("```")[1:4:2])))
    rooms = {path.parent.name for top in ("backend", "backend/cases") for path in (ROOT / top).glob("*/__init__.py")}
    assert sorted(rooms - drawn) == []


def test_every_file_that_the_architecture_names_exists() -> None:
    named = re.findall(r"`([\w./-]+\.(?:py|toml|sql|sh|md|txt))`", (ROOT / "ARCHITECTURE.md").read_text("utf-8"))
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, check=True, text=True).stdout.split()
    real = [name for name in named if "NN" not in name]
    assert len(real) > 20
    assert [name for name in real if not any(f"/{path}".endswith(f"/{name}") for path in tracked)] == []


def test_examples_in_docstrings_are_true() -> None:
    modules = [path for path in sorted((ROOT / "backend").rglob("*.py")) if ">>> " in path.read_text("utf-8")]
    assert modules
    for path in modules:
        result = doctest.testmod(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)))
        assert (bool(result.attempted), result.failed) == (True, 0), path
