"""Documents list what is there: every decision record is in the index under its own title."""

from pathlib import Path

DECISIONS = Path(__file__).parents[2] / "docs" / "decisions"


def test_every_decision_is_in_the_index() -> None:
    expected = []
    for record in sorted(DECISIONS.glob("0*.md")):
        number, _, title = record.read_text("utf-8").splitlines()[0].removeprefix("# ").partition(" ")
        expected.append(f"- [{number}]({record.name}) {title}")
    index = (DECISIONS / "README.md").read_text("utf-8").splitlines()
    assert [line for line in index if line.startswith("- [")] == expected, "docs/decisions/README.md"
