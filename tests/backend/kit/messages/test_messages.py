"""Messages: typed facts, sentences that leave with their fact, audiences, languages, and files that are refused."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest

from backend.kit.messages import formats
from backend.kit.messages.files import read_file
from backend.kit.messages.language import PSEUDO, speaking
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

SOURCE = """
[approved]
about = "A rule approved it"
facts = { service = "text", grant = "clause?", on = "day", papers = "list?", state = "words State" }
resident.title = "“{service}”已经通过"
resident.body = ["{grant}。", "从{on}起，{state}。", "用了{papers}。"]
officer = "按规则自动通过：{state}"

[words.State]
approved = "已通过"
"""


class State(StrEnum):
    APPROVED = "approved"


@pytest.fixture
def messages(tmp_path: Path) -> Messages:
    (tmp_path / "messages.toml").write_text(SOURCE, "utf-8")
    (tmp_path / "messages.en.toml").write_text(
        '[approved]\nresident.title = "{service} approved"\n[words.State]\napproved = "approved"\n', "utf-8"
    )
    return Messages(tmp_path / "messages.toml")


def test_a_sentence_leaves_with_its_optional_fact(messages: Messages) -> None:
    approved = messages.take("approved")
    facts = {"service": "高龄津贴", "on": date(2026, 12, 1), "state": State.APPROVED}
    whole = approved(Audience.RESIDENT, **facts, grant="每月300元。", papers=["身份证", "户口簿"])
    assert whole.body == "每月300元。从2026年12月1日起，已通过。用了身份证、户口簿。", "no doubled full stop"
    assert approved(**facts).body == approved(**facts, grant="").body == "从2026年12月1日起，已通过。"
    assert approved(Audience.OFFICER, **facts).text == "按规则自动通过：已通过"
    assert whole.version == approved(**facts).version
    assert len(whole.version) == 12


def test_what_is_missing_surplus_or_empty_is_refused(messages: Messages) -> None:
    approved, facts = messages.take("approved"), {"service": "甲", "on": date(2026, 1, 1), "state": "approved"}
    for wrong in ({"service": "甲"}, facts | {"colour": "红"}, facts | {"service": ""}):
        with pytest.raises(TypeError):
            approved(**wrong)
    with pytest.raises(KeyError):
        approved(Audience.HELPER, **facts)
    with pytest.raises(KeyError):
        messages.take("refused")


def test_languages_are_files(messages: Messages) -> None:
    approved, facts = messages.take("approved"), {"service": "甲", "on": date(2026, 1, 1), "state": "approved"}
    with speaking("en"):
        assert approved(**facts).title == "甲 approved"
        assert approved(Audience.OFFICER, **facts).text == "按规则自动通过：approved", (
            "untranslated text stays the source's"
        )
        assert approved.entry.version != messages.take("approved")(**facts).key
    with speaking(PSEUDO):
        said = approved(**facts).title
        assert said.startswith("⟦“甲”")
        assert said.endswith("～⟧")


def test_words_match_their_enumeration(messages: Messages) -> None:
    assert messages.words("State", State)[State.APPROVED] == "已通过"
    assert dict(messages.words("State", Literal["approved"])) == {"approved": "已通过"}
    with pytest.raises(ValueError, match="refused"):
        messages.words("State", Literal["approved", "refused"])


@pytest.mark.parametrize(
    "wrong",
    [
        'a.resident = "{x}"',
        'a.resident = "甲"\na.facts = { x = "text" }',
        'a.resident.headline = "甲"',
        'a.resident = "甲"\na.color = "红"',
        'a = "甲"',
    ],
    ids=["undeclared", "unused", "part", "field", "no table"],
)
def test_a_wrong_file_names_its_key(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "messages.toml").write_text(wrong, "utf-8")
    with pytest.raises(ValueError, match="a"):
        read_file(tmp_path / "messages.toml")


def test_formats() -> None:
    assert formats.day(date(2026, 11, 3)) == "2026年11月3日"
    assert formats.month(date(2026, 11, 3)) == "2026年11月"
    assert formats.weekday(date(2026, 11, 30)) == "周一"
    assert formats.yuan(1000) == "1,000"
    assert formats.yuan(0.5) == "0.50"
