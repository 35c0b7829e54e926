"""What a file may be called: Chinese stays, what steers paths, headers or screens goes."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from backend.materials.file_store import LONGEST_NAME, UNNAMED, clean_file_name
from tests.support.each import each


@given(st.text(max_size=400))
def test_no_name_can_steer_anything(name: str) -> None:
    kept = clean_file_name(name)
    assert 0 < len(kept) <= LONGEST_NAME
    assert not set('/\\:*?"<>|') & set(kept)
    assert not kept.startswith((".", " "))
    assert not {unicodedata.category(char) for char in kept} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert clean_file_name(kept) == kept


@each(
    ("name", "kept"),
    [
        ("身份证 正面.jpg", "身份证 正面.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\户口页.png", "户口页.png"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie x=1.jpg"),
        ("\x00\x1b[2J.pdf", "[2J.pdf"),
        ("...", UNNAMED().text),
        ("", UNNAMED().text),
        ("租" * 300 + ".pdf", "租" * 116 + ".pdf"),
        ("é.jpg", "é.jpg"),
    ],
)
def test_names_as_people_and_others_write_them(name: str, kept: str) -> None:
    assert clean_file_name(name) == kept
