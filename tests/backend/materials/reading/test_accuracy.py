"""A floor under accuracy on drawn papers: few pictures here, the whole table comes from `python -m bench.prereview.reading`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

from backend.materials.reading.read_file import read_file
from backend.materials.reading.run_checks import USUAL, run_checks
from backend.materials.reading.types import ExpectedDocument, Reading
from backend.materials.samples import draw, photograph
from backend.materials.samples.canvas import Drawn
from backend.materials.samples.people import chances

if TYPE_CHECKING:  # imported when used: text recognition takes a second to import
    from backend.materials.reading.ocr import Engine

SEED = 77
BY_DAY = {"id_card_front", "household_page", "business_licence", "bank_card", "glare"}


def by_day_or_night(names: Iterable[str]) -> list[Any]:
    """The values for a test; those that aren't looked at by day are nightly."""
    return [pytest.param(name, marks=[] if name in BY_DAY else [pytest.mark.nightly("long")]) for name in names]


@pytest.fixture(scope="module")
def engine() -> "Engine":
    from backend.materials.reading.ocr import Engine

    return Engine()


def seen(engine: "Engine", kind: str, degradation: str, severity: int) -> tuple[Reading, Drawn]:
    drawn, data = draw.photo(kind, degradation, severity, SEED)
    return read_file(engine, data, ExpectedDocument(kind=drawn.kind), samples=True), drawn


@pytest.mark.parametrize("kind", by_day_or_night(draw.KINDS))
def test_a_good_photo_of_every_kind_is_read_whole_and_refused_by_no_check(engine: "Engine", kind: str) -> None:
    reading, drawn = seen(engine, kind, "phone", 1)
    truth = drawn.fields
    assert reading.kind == drawn.kind
    assert {name: reading.fields[name].value for name in truth if name in reading.fields} == truth
    findings = run_checks(reading, USUAL, ExpectedDocument(kind=reading.kind))
    assert [finding for finding in findings if finding.outcome == "failed"] == []


@pytest.mark.parametrize(
    "degradation", by_day_or_night(name for name in draw.DEGRADATIONS if name not in ("clean", "phone", "motion"))
)
def test_a_card_stays_readable_and_nothing_wrong_is_called_confirmed(engine: "Engine", degradation: str) -> None:
    reading, drawn = seen(engine, "id_card_front", degradation, 2)
    truth, hidden = drawn.fields, drawn.hidden
    wrong = {name for name, field in reading.fields.items() if field.confirmed and field.value != truth.get(name)}
    assert wrong == set()
    visible = [name for name in truth if name not in hidden]
    right = [name for name in visible if name in reading.fields and reading.fields[name].value == truth[name]]
    assert len(right) >= 0.8 * len(visible)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_picture_comes_back_upright(engine: "Engine", turns: int) -> None:
    drawn = draw.document("id_card_front", SEED)
    picture = np.ascontiguousarray(np.rot90(drawn.pixels()[..., ::-1], turns))
    done, data = cv2.imencode(".jpg", picture)
    assert done
    reading = read_file(engine, data.tobytes(), ExpectedDocument(), samples=True)
    (page,) = reading.pages
    assert (page.width, page.height) == drawn.picture.size
    assert reading.fields["number"].value == drawn.fields["number"]


def test_the_same_seed_draws_the_same_picture() -> None:
    assert draw.photo("bank_card", "hard", 2, 5)[1] == draw.photo("bank_card", "hard", 2, 5)[1]
    assert draw.photo("bank_card", "hard", 2, 5)[1] != draw.photo("bank_card", "hard", 2, 6)[1]


@pytest.mark.parametrize(
    "kind",
    [
        "id_card_back",
        *by_day_or_night(["id_card_front_long_name", "residence_permit", "birth_certificate"]),
        pytest.param("bank_card", marks=pytest.mark.nightly("long")),
    ],
)
def test_what_stands_under_a_purpose_is_read_and_refused_by_no_check(engine: "Engine", kind: str) -> None:
    reading, drawn = seen(engine, kind, "purpose", 2)
    assert (reading.kind, reading.quality.purpose_text) == (drawn.kind, True)
    assert {name: reading.fields[name].value for name in drawn.fields if name in reading.fields} == drawn.fields
    findings = run_checks(reading, USUAL, ExpectedDocument(kind=reading.kind))
    assert [finding for finding in findings if finding.outcome == "failed"] == []


@pytest.mark.nightly("long")
@pytest.mark.parametrize("cover", photograph.COVERS)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("id_card_back", "authority"), ("bank_card", "number"), ("residence_permit", "authority"), ("household_page", "ethnicity"), ("disability_certificate", "number")],
)  # fmt: skip
def test_nothing_wrong_is_confirmed_under_a_cover(engine: "Engine", kind: str, name: str, cover: str) -> None:
    for start in (False, True):
        chance = chances(f"{kind} {cover} {start}")
        drawn = photograph.covered(
            draw.document(kind, SEED), name, cover, chance, chance.choice([0.2, 0.35, 0.5]), start
        )
        drawn = photograph.on_table(drawn, chance)
        reading = read_file(engine, photograph.jpeg(drawn, 88), ExpectedDocument(kind=drawn.kind), samples=True)  # type: ignore[arg-type]  # kinds drawn are kinds read
        fields = {key: field.value for key, field in reading.fields.items() if field.confirmed and key in drawn.fields}
        assert fields.items() <= drawn.fields.items()


@pytest.mark.nightly("long")
@pytest.mark.parametrize("kind", ["id_card_front", "id_card_back", "bank_card"])
def test_a_mirrored_photo_is_turned(engine: "Engine", kind: str) -> None:
    drawn = photograph.on_table(draw.document(kind, SEED), chances(f"mirrored {kind}"))
    mirrored = photograph.changed(drawn, lambda pixels: pixels[:, ::-1])
    reading = read_file(engine, photograph.jpeg(mirrored, 88), ExpectedDocument(kind=drawn.kind), samples=True)  # type: ignore[arg-type]  # kinds drawn are kinds read
    assert {name: reading.fields[name].value for name in drawn.fields if name in reading.fields} == drawn.fields
