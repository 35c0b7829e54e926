"""`futian decide` and `futian attributes`: files in, JSON out, and clear words when a file is wrong."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from backend.registers.attributes import attributes
from backend.rules.command import decision_for, dictionary_lines
from backend.rules.facts import InvalidFacts

RULES = Path("backend/catalogue/rules/FT0205001.toml")
ON = date(2026, 11, 10)
JSON = (
    '{"alive": true, "hukou": {"value": "440304", "source": "population"}, "birth_date": "1944-03-01", '
    '"benefits": [], "payee_account_matches": true}'
)
TOML = 'alive = true\nhukou = "440304"\nbirth_date = 1944-03-01\nbenefits = []\npayee_account_matches = true\n'


@pytest.mark.parametrize(("name", "text"), [("facts.json", JSON), ("facts.toml", TOML)])
def test_a_file_of_facts_is_decided(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    told = msgspec.json.decode(decision_for(RULES, file, ON, attributes()))
    assert (told["outcome"], told["grant"]["amount"], told["on"]) == ("approve", 300, "2026-11-10")
    assert told["reasons"][0]["seen"][0]["source"] == "self"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("facts.json", '{"agee": 5}', "agee: no such attribute"),
        ("facts.json", "{", "facts.json"),
        ("facts.toml", "x =", "facts.toml"),
        ("facts.json", "[1]", "facts are a table"),
    ],
)
def test_a_wrong_file_is_named(tmp_path, name, text, says):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    with pytest.raises(InvalidFacts, match=says):
        decision_for(RULES, file, ON, attributes())


def test_the_dictionary_is_printed_as_one_object_a_line():
    lines = list(dictionary_lines(attributes()))
    assert len(lines) == len(attributes())
    assert msgspec.json.decode(lines[0])["name"] == "today"
    assert "出生日期" in next(line for line in lines if '"birth_date"' in line)
