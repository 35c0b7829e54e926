"""Lead from each sentence of a preview to the input that it is written in. Pure.

The public page stays as it is rendered; only the text between its tags is wrapped where it is a sentence of the service.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from markupsafe import escape

from backend.catalogue.reports.types import Sentence

TAG = re.compile(r"(<[^>]*>)")
NAME = re.compile(r"</?\s*([a-z0-9]+)")
CLOSED = frozenset({"a", "button", "script", "style", "svg", "title", "label", "select"})
"""Elements that may hold no link, or whose text is none of the page."""
SHORTEST = 4  # characters of a piece that is recognised as part of one sentence


def with_places(page: str, code: str, sentences: Iterable[Sentence]) -> str:
    """Return a rendered page whose sentences are links to their inputs, each known by `place-<input>`."""
    known = {one.text: one for one in sentences}
    head, main, body = page.partition("<main")
    return head + main + "".join(_pieces(body, code, known)) if main else page


def _pieces(body: str, code: str, known: dict[str, Sentence]) -> Iterator[str]:
    closed, named = 0, set[str]()
    for piece in TAG.split(body):
        if piece.startswith("<"):
            name = NAME.match(piece)
            if name and name[1] in CLOSED and not piece.endswith("/>"):
                closed += -1 if piece.startswith("</") else 1
            yield piece
        else:
            one = None if closed else sentence_at(unescape(piece).strip(), known)
            yield piece if one is None else _linked(piece, code, one, named)


def sentence_at(text: str, known: dict[str, Sentence]) -> Sentence | None:
    """Return the sentence that a text is, or that it alone is a piece of."""
    if text in known:
        return known[text]
    holding = [one for said, one in known.items() if text in said] if len(text) >= SHORTEST else []
    return holding[0] if len(holding) == 1 else None


def input_of(place: str) -> str:
    """Return the input that holds a place: a line of a list is written in the box of the whole list."""
    return re.sub(r"\.\d+$", "", place)


def _linked(piece: str, code: str, one: Sentence, named: set[str]) -> str:
    name = input_of(one.place)
    text = piece.strip()
    id = "" if name in named else f' id="place-{escape(name)}"'
    named.add(name)
    href = f"/studio/services/{escape(code)}/parts/{one.part}#f-{escape(name)}"
    return piece.replace(text, f'<a class="preview-place"{id} href="{href}" target="_top">{text}</a>', 1)
