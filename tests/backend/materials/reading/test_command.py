"""`futian read-document`: a line for whatever it is given, in order, and never a traceback."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.cli import main
from backend.materials.samples import gallery


def test_a_line_for_everything_in_the_order_asked(tmp_path: Path) -> None:
    card = gallery.FOLDER / "chen_guilan-id_card_front.jpg"
    empty, text, cut, pipe = tmp_path / "empty.jpg", tmp_path / "t.txt", tmp_path / "cut.jpg", tmp_path / "pipe"
    empty.write_bytes(b"")
    text.write_text("hello")
    cut.write_bytes(card.read_bytes()[:2000])
    os.mkfifo(pipe)
    asked = [card, empty, text, cut, pipe, tmp_path, tmp_path / "missing.jpg", Path("/dev/zero")]
    told = CliRunner().invoke(main, ["read-document", *map(str, asked)])
    assert told.exit_code == 0, told.output
    lines = [json.loads(line) for line in told.output.splitlines()]
    assert [line["file"] for line in lines] == [str(path) for path in asked]
    assert lines[0]["class"] == "id_card_front"
    assert lines[0]["fields"]["name"]["value"] == "陈桂兰"
    assert lines[0]["fields"]["number"] == {
        "value": lines[0]["fields"]["number"]["value"],
        "confirmed": True,
        "why": "check_digit",
    }
    for line in lines[1:]:
        assert line["status"] == "unreadable"
        assert line["says"]
        assert line["fields"] == {}
        assert [finding["outcome"] for finding in line["findings"]] == ["failed"]
        assert line.keys() >= {"file", "status", "class", "fields", "findings", "seconds", "reason"}


def test_the_help_names_what_a_line_holds() -> None:
    told = CliRunner().invoke(main, ["read-document", "--help"]).output
    for word in ("class", "fields", "confirmed", "findings", "advice", "seconds"):
        assert word in told


@pytest.mark.parametrize("word", ["status", "reason"])
def test_the_module_says_it_too(word: str) -> None:
    from backend.materials.reading import command

    assert word in (command.__doc__ or "")
