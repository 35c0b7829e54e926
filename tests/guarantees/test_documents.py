"""Documents list what is there: decisions, places of terms; worked examples in docstrings (`>>>`) are true."""

import doctest
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


def test_examples_in_docstrings_are_true() -> None:
    modules = [path for path in sorted((ROOT / "backend").rglob("*.py")) if ">>> " in path.read_text("utf-8")]
    assert modules
    for path in modules:
        result = doctest.testmod(import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)))
        assert (bool(result.attempted), result.failed) == (True, 0), path
