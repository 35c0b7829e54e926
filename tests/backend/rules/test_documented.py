"""Every word of the policy language stands in the page that editors read."""

from pathlib import Path
from typing import get_args

from backend.rules.parse_condition import HEADS, OPERANDS
from backend.rules.rule import Effect, Event, FirstMonth, GrantRule, Obligation, Provenance, Who
from tests.support.each import each

PAGE = Path("docs/rules.md").read_text("utf-8")
WORDS = [
    *OPERANDS,
    *HEADS,
    *(word for kind in (Effect, Event, FirstMonth, Provenance, Who) for word in get_args(kind)),
    *GrantRule.__struct_fields__,
    *Obligation.__struct_fields__[:2],
]


@each("word", [word for word in WORDS if word != "provenance"])
def test_a_word_is_explained(word):
    assert word in PAGE
