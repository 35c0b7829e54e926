"""Templates speak other languages: marked text goes through the catalogue, and nothing in a template is left unmarked."""

import re

from backend.kit.messages.language import PSEUDO, speaking
from pwa.templates import HERE, render

MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')""")
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_every_text_of_a_template_is_marked() -> None:
    left = []
    for file in sorted(HERE.rglob("*.html")):
        if "dist" not in file.parts:
            text = MARKED.sub("", COMMENT.sub("", file.read_text("utf-8")))
            left += [f"{file.relative_to(HERE)}: {line.strip()[:80]}" for line in text.splitlines() if HAN.search(line)]
    assert not left, left


def test_a_page_in_the_pseudo_language_shows_what_is_marked() -> None:
    plain = render("offline.html")
    with speaking(PSEUDO):
        other = render("offline.html")
    words = re.findall(r">([^<>]*[\u4e00-\u9fff][^<>]*)<", other)
    assert words
    assert all("⟦" in one for one in words), words
    assert len(other) > len(plain)
