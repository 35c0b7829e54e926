"""A value counts as whole only where the space beside it is paper; covers are swept over both ends, without text recognition."""

import numpy as np
import pytest

from backend.materials.reading.layout import BoxPart, LabelledValue, place
from backend.materials.reading.text_line import TextLine
from backend.materials.reading.value_margins import ValueMargins
from backend.materials.samples import draw, photograph
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.people import chances

SHARE = 0.5
VALUES = (("id_card_back", "authority"), ("bank_card", "number"), ("disability_certificate", "number"))


def found(drawn: Drawn, name: str, kept: tuple[float, float]) -> bool:
    """Whether a field seems whole, where text recognition sees this part of its last line and all other lines."""
    lines = []
    for field, quads in drawn.boxes.items():
        for quad in quads:
            a, b, c, d = (np.array(point, np.float32) for point in quad)
            begin, end = kept if field == name else (0.0, 1.0)
            margin = 0.1 * float(np.linalg.norm(d - a)) / float(np.linalg.norm(b - a))
            corners = [a + (b - a) * (begin - margin), a + (b - a) * (end + margin), d + (c - d) * (end + margin), d + (c - d) * (begin - margin)]  # fmt: skip
            lines.append(TextLine(field, 0.99, np.array(corners, np.float32)))
    layout = place(lines, drawn.picture.size)
    pieces = tuple(BoxPart(box, 0, len(box.text)) for box in layout.boxes if box.text == name)
    picture = np.ascontiguousarray(drawn.pixels()[..., ::-1])
    return ValueMargins(picture, lines).are_empty(LabelledValue(name, pieces), below=name == "authority")


@pytest.fixture(scope="module", params=VALUES, ids="-".join)
def paper(request: pytest.FixtureRequest) -> tuple[Drawn, str]:
    kind, name = request.param
    return photograph.resized(draw.document(kind, 2), 900), name


def test_an_open_value_is_seen_whole(paper: tuple[Drawn, str]) -> None:
    drawn, name = paper
    assert found(drawn, name, (0.0, 1.0))


@pytest.mark.parametrize("cover", photograph.COVERS)
@pytest.mark.parametrize("start", [False, True])
def test_a_covered_end_or_start_is_noticed(paper: tuple[Drawn, str], cover: str, start: bool) -> None:
    drawn, name = paper
    hidden = photograph.covered(drawn, name, cover, chances(f"{cover}{start}"), SHARE, start)
    assert name in hidden.hidden
    assert not found(hidden, name, (SHARE, 1.0) if start else (0.0, 1 - SHARE))


def test_a_value_that_reaches_the_pictures_edge_is_not_seen_whole(paper: tuple[Drawn, str]) -> None:
    drawn, name = paper
    right = max(point[0] for quad in drawn.boxes[name] for point in quad) + 4
    drawn = Drawn(drawn.picture.crop((0, 0, round(right), drawn.picture.height)), drawn.kind, drawn.fields, drawn.boxes)
    assert not found(drawn, name, (0.0, 1.0))
