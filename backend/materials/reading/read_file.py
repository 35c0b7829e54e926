"""Read one file, from bytes to result; runs in the reading process and never raises for any content."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from msgspec import structs

from backend.catalogue.vocabulary import DocumentClass
from backend.kit.clock import local_date, utc_now
from backend.materials.reading import decode_image, document_kind, extract, photo_quality, values
from backend.materials.reading.content_type import Unreadable
from backend.materials.reading.corroboration import ReadingContext, confirm_fields
from backend.materials.reading.layout import PageLayout, place
from backend.materials.reading.mirrored import is_mirrored
from backend.materials.reading.ocr import Engine, Pixels, RecognisedPage
from backend.materials.reading.purpose_text import is_tiled, without_purpose_text
from backend.materials.reading.types import CleanPage, ExpectedDocument, Quality, ReadField, Reading
from backend.materials.reading.value_margins import ValueMargins

_OF_ONE_PERSON = frozenset({"id_card_front", "residence_permit"})
_PAGES_READ = 3
"""The fields of every kind of paper we know stand on its first pages; later ones are only counted and cleaned."""


@dataclass(frozen=True)
class PageView:
    """Page with layout, class and photo quality."""

    layout: PageLayout
    kind: DocumentClass
    sure: bool
    quality: Quality
    margins: ValueMargins

    def rank(self, wanted: DocumentClass | None) -> tuple[bool, bool, bool, int]:
        """Rank pages of a file: requested class first, then certain class, then amount of text."""
        return self.kind == wanted, self.sure, self.kind != "other", len(self.layout.boxes)


def read_file(
    engine: Engine, data: bytes, expected: ExpectedDocument, samples: bool = False, today: date | None = None
) -> Reading:
    """Read a file: class, fields, quality, clean pages."""
    started = time.perf_counter()
    try:
        sheets = decode_image.pages(data)
    except Unreadable as refused:
        return Reading("unreadable", reason=refused.reason, seconds=_since(started))
    seen = [_seen(engine, sheet) for sheet in sheets[:_PAGES_READ]]
    views = [_view(sight) for sight in seen]
    best = max(views, key=lambda view: view.rank(expected.kind))
    fields = _fields(views, best, expected, samples, today or local_date(utc_now()))
    numbers = values.count_numbers(best.layout) if best.kind in _OF_ONE_PERSON else 0
    if numbers > 1:
        fields = {name: structs.replace(field, confirmed=False, why="") for name, field in fields.items()}
    upright = [sight.picture for sight in seen] + sheets[len(seen) :]
    return Reading(
        "read",
        best.kind,
        best.sure,
        fields,
        best.quality,
        len(sheets),
        tuple(decode_image.clean(sheet) for sheet in upright),
        _text(views),
        seconds=_since(started),
        model_seconds=round(sum(sight.seconds for sight in seen), 3),
        several_people=numbers > 1 and document_kind.count_cards(best.layout) != 1,
    )


def clean_pages(data: bytes) -> tuple[CleanPage, ...]:
    """Return the clean pages without recognition; raises `Unreadable`."""
    return tuple(decode_image.clean(sheet) for sheet in decode_image.pages(data))


def _seen(engine: Engine, sheet: Pixels) -> RecognisedPage:
    """Recognise a page; a second time where it was mirrored or has a purpose printed over it."""
    sight = engine.see(sheet)
    if is_mirrored(engine, sight):
        sight = engine.see(np.ascontiguousarray(sight.picture[:, ::-1]))
    if not is_tiled(sight.lines):
        return sight
    again = engine.see(without_purpose_text(sight.picture, sight.lines))
    return (
        replace(sight, lines=again.lines, seconds=sight.seconds + again.seconds, purpose_text=True)
        if again.turns == 0
        else sight
    )


def _view(sight: RecognisedPage) -> PageView:
    height, width = sight.picture.shape[:2]
    layout = place(sight.lines, (width, height))
    kind, sure = document_kind.classify(layout)
    quality = photo_quality.measure_quality(sight.picture, sight.lines)
    quality = structs.replace(quality, purpose_text=sight.purpose_text)
    return PageView(layout, kind, sure, quality, ValueMargins(sight.picture, sight.lines))


def _fields(
    views: Sequence[PageView], best: PageView, expected: ExpectedDocument, samples: bool, today: date
) -> dict[str, ReadField]:
    """Return the fields of the best page, completed by pages of its class and by the card's other side."""
    fields: dict[str, ReadField] = {}
    for view in [
        best,
        *(view for view in views if view is not best and view.kind in (best.kind, *_OTHER_SIDE.get(best.kind, ()))),
    ]:
        found = extract.extract_fields(view.kind, view.layout)
        situation = ReadingContext(view.kind, found, view.quality, expected, samples, today, view.margins.are_empty)
        fields = confirm_fields(view.layout, situation, views.index(view)) | fields
    return fields


_OTHER_SIDE: dict[DocumentClass, tuple[DocumentClass, ...]] = {
    "id_card_front": ("id_card_back",),
    "id_card_back": ("id_card_front",),
}


def _text(views: Sequence[PageView]) -> tuple[str, ...]:
    return tuple(box.text for view in views for row in view.layout.rows() for box in row)


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
