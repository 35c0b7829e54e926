"""Find labels and their values by words and position: merged, split, spread, or continued on the next line."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from backend.materials.reading.layout import Box, BoxPart, LabelledValue, PageLayout, beside
from backend.materials.reading.normalize_text import is_han
from backend.materials.reading.printed import PRINTED

WORDS = PRINTED.words["field_labels"]
_LEAD = re.compile(r"^[\s:;.,，。、|\-_]+")
_VALUE_BEFORE = re.compile(WORDS["value_before"])
"""Values of which all are known, so that a label may follow them without a blank."""


class Labels:
    """Labels of a document class, and the values that may continue on the next line."""

    def __init__(self, patterns: Mapping[str, str], long: Iterable[str] = ()) -> None:
        self.patterns = {key: re.compile(_spaced(pattern)) for key, pattern in patterns.items()}
        self.long = frozenset(long)

    def marks(self, text: str) -> list[tuple[int, int, str]]:
        """Find the labels in a line: start, end, key; longer labels win over shorter ones inside them."""
        found = [(m.start(), m.end(), key) for key, pattern in self.patterns.items() for m in pattern.finditer(text)]
        found.sort(key=lambda mark: (mark[0], mark[0] - mark[1]))
        kept: list[tuple[int, int, str]] = []
        for start, end, key in found:
            if (not kept or start >= kept[-1][1]) and _may_begin(text, start):
                kept.append((start, end, key))
        return kept


def _spaced(pattern: str) -> str:
    """Allow blanks between the characters of a label, as in 注册 资本; sets of characters stay."""
    return re.sub(r"\[[^\]]*\]|(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])", lambda found: found[0] or r"\s*", pattern)


def _may_begin(text: str, start: int) -> bool:
    before = text[:start]
    return not before.strip() or before[-1] in " 　:：;；,，。(（|" or bool(_VALUE_BEFORE.search(before))


def joined(layout: PageLayout, labels: Labels) -> PageLayout:
    """Merge labels that were spread wide (姓　名) and so detected as two boxes."""
    boxes: list[Box] = []
    for row in layout.rows():
        for box in row:
            before = boxes[-1] if boxes and _was_in(boxes[-1], row) else None
            if before and _spread_label(before, box, labels):
                boxes[-1] = _together(before, box)
            else:
                boxes.append(box)
    return replace(layout, boxes=tuple(sorted(boxes, key=lambda box: box.middle[1])))


def _was_in(box: Box, row: list[Box]) -> bool:
    return any(box.left == other.left and box.top == other.top for other in row)


def _spread_label(one: Box, other: Box, labels: Labels) -> bool:
    if len(one.text) > 2 or not is_han(one.text) or labels.marks(one.text) or labels.marks(other.text):
        return False
    marks = labels.marks(one.text + other.text)
    return bool(marks) and marks[0][0] == 0 and marks[0][1] > len(one.text) and other.left - one.right < 6 * one.height


def _together(one: Box, other: Box) -> Box:
    frame = (
        min(one.frame[0], other.frame[0]),
        min(one.frame[1], other.frame[1]),
        max(one.frame[2], other.frame[2]),
        max(one.frame[3], other.frame[3]),
    )
    gap = len(one.text), one.frame[2], other.frame[0]
    score = min(one.score, other.score)
    return replace(one, text=one.text + other.text, score=score, right=other.right, frame=frame, gap=gap)


def labelled(layout: PageLayout, labels: Labels) -> dict[str, LabelledValue]:
    """Return the value of each label: the rest of its line, else the text right of it, and continuation lines."""
    found: dict[str, LabelledValue] = {}
    for box in layout.boxes:
        marks = labels.marks(box.text)
        for place_, (_, end, key) in enumerate(marks):
            stop = marks[place_ + 1][0] if place_ + 1 < len(marks) else len(box.text)
            pieces = _value(layout, labels, BoxPart(box, end, stop), last=place_ + 1 == len(marks))
            if key in labels.long and pieces:
                pieces += list(_below(layout, labels, pieces, box))
            value = _LEAD.sub("", " ".join(piece.text for piece in pieces)).strip()
            if value and (key not in found or (not found[key].text)):
                found[key] = LabelledValue(value, tuple(pieces))
    return dict(_under_labels(layout, labels)) | found


def _under_labels(layout: PageLayout, labels: Labels) -> Iterator[tuple[str, LabelledValue]]:
    """Return what stands close under a label that is alone in its box, in a row without labels."""
    for box in layout.boxes:
        marks = labels.marks(box.text)
        if len(marks) != 1 or marks[0][0] > 0 or box.text[marks[0][1] :].strip(" :：/"):
            continue
        for other in layout.boxes:
            drop = other.middle[1] - box.middle[1] - box.slope * (other.middle[0] - box.middle[0])
            if 0.6 * box.height < drop < 1.9 * box.height and abs(other.left - box.left) < 1.2 * box.height:
                row = [one for one in layout.boxes if one is other or beside(one, other)]
                if not any(labels.marks(one.text) for one in row):
                    yield marks[0][2], LabelledValue(other.text, (BoxPart(other, 0, len(other.text)),))


def _value(layout: PageLayout, labels: Labels, rest: BoxPart, last: bool) -> list[BoxPart]:
    lead = _LEAD.match(rest.text)
    rest = replace(rest, start=rest.start + (lead.end() if lead else 0))
    pieces = [rest] if rest.text.strip() else []
    if last:
        pieces += _right(layout, labels, rest.box, bool(pieces))
    return pieces


def _right(layout: PageLayout, labels: Labels, label: Box, begun: bool) -> list[BoxPart]:
    """Return the boxes right of a label up to the next label; a wide gap ends the value."""
    reach = 0.5 if begun else 0.8
    row = [
        box
        for box in layout.boxes
        if box.left > label.right - 0.6 * label.height and box is not label and beside(label, box, reach)
    ]
    pieces: list[BoxPart] = []
    edge = label.right
    for box in _read(row, label.height):
        marks = labels.marks(box.text)
        if (begun or pieces) and box.left - edge > 1.6 * label.height:
            break
        if marks:
            pieces += [BoxPart(box, 0, marks[0][0])] if box.text[: marks[0][0]].strip() else []
            break
        pieces.append(BoxPart(box, _seen_twice(label, box), len(box.text)))
        edge = box.right
    return pieces


def _seen_twice(label: Box, box: Box) -> int:
    """Return how many characters of a box are the label's last one again: two boxes that overlap both hold it."""
    return int(box.left < label.right and box.text[:1] == label.text[-1:])


def _read(row: list[Box], height: float) -> list[Box]:
    """Order boxes beside a label left to right; boxes that start at one place are lines of a cell, upper one first."""
    ordered = sorted(row, key=lambda box: box.left)
    for at in range(len(ordered) - 1):
        one, other = ordered[at], ordered[at + 1]
        if other.left - one.left < height and other.middle[1] < one.middle[1]:
            ordered[at], ordered[at + 1] = other, one
    return ordered


def _below(layout: PageLayout, labels: Labels, pieces: list[BoxPart], label: Box) -> Iterator[BoxPart]:
    """Return continuation lines under a value: aligned and close; another label ends them."""
    first, last = pieces[0], pieces[-1].box
    share = first.frame()[0] - first.box.frame[0]
    left = first.box.left + share
    for box in layout.boxes:
        drop = (box.middle[1] - last.middle[1]) - last.slope * (box.middle[0] - last.middle[0])
        if not 0.5 * last.height < drop < 1.38 * last.height:
            continue
        if abs(box.left - left) > 1.3 * last.height or labels.marks(box.text):
            continue
        if any(
            abs(other.left - label.left) < 2 * label.height and labels.marks(other.text) and beside(other, box)
            for other in layout.boxes
        ):
            return
        yield BoxPart(box, 0, len(box.text))
        last = box
