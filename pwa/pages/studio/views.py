"""What the studio's pages of one service show. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import get_args
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.catalogue.drafting.merge import MergeConflict
from backend.catalogue.drafting.read_drafts import DraftOpened
from backend.catalogue.drafting.service_parts import Part, finding_part, part_of
from backend.catalogue.drafting.types import DraftComment, JsonTable, Saved
from backend.catalogue.lint.lint_finding import LintFinding
from backend.catalogue.reports.service import sentences_of
from backend.catalogue.shared_papers import TAKEN
from backend.catalogue.version_diff import name_of_row
from pwa.pages.studio.finding.views import FoundPage
from pwa.pages.studio.input_labels import PART_LEADS, PART_NAMES, SAYS
from pwa.pages.studio.inputs import Control, Errors, Inputs, Remark, Rows, inputs_of
from pwa.pages.studio.part_form import Typed
from pwa.pages.studio.value_labels import path_words, place_of, words_at
from pwa.views.parts import ConflictTexts, FormError, field_error
from pwa.views.preview_places import input_of

ANCHORS: dict[Part, str] = {
    "about": "service", "who": "who", "papers": "papers", "form": "service", "steps": "way", "money": "result",
    "questions": "questions", "search": "service", "basis": "basis", "status": "service",
}  # fmt: skip
"""Where a part begins on the public page."""


class CommentLine(Struct, frozen=True):
    """What somebody said about a field at review."""

    id: UUID
    who: str
    says: str
    at: datetime


class PartLink(Struct, frozen=True):
    """A part in the list beside the page, with the number of its findings that prevent publication."""

    key: Part
    name: str
    faults: int
    current: bool
    comments: int = 0


class PartPage(Struct, frozen=True, kw_only=True):
    """One part of a draft, to be written in."""

    code: str
    name: str
    part: Part
    heading: str
    lead: str
    parts: list[PartLink]
    inputs: Inputs
    version: int
    saved_at: datetime
    waiting: bool
    undoable: bool
    others: list[str]
    remarks: list[Remark]
    conflicts: list[ConflictTexts] = []
    errors: list[FormError] = []
    anchor: str = ""
    comments: dict[str, list[CommentLine]] = {}  # by input; under "" what stands at none of them
    found: FoundPage | None = None  # what a search finds with the words of the part
    on_page: frozenset[str] = frozenset()  # inputs whose text the preview shows as a sentence


class PlacedRemark(Struct, frozen=True):
    """A finding of the draft as saved, by the input that mends it."""

    name: str
    says: str
    advice: bool
    mend: str
    place: str


class PlacedText(Struct, frozen=True):
    """A text that the house filled in, and what was typed there."""

    name: str
    typed: str
    text: str


class Autosaved(Struct, frozen=True):
    """Answer to a script that saves while the editor types."""

    version: int
    conflicts: int
    remarks: list[PlacedRemark]
    others: list[str] = []
    filled: list[PlacedText] = []


def part_page(
    opened: DraftOpened, part: Part, *, typed: JsonTable | None = None, errors: Errors | None = None, conflicts: Sequence[MergeConflict] = (),
    found: FoundPage | None = None, there: Iterable[str] = (),
) -> PartPage:  # fmt: skip
    """Show a part with the values of the draft, or with what was typed where it could not be saved."""
    service: JsonTable = {**opened.draft.content["service"], **(typed or {})}
    inputs = inputs_of(part, service, opened.of_part(part), errors, opened.mends)
    return PartPage(
        code=opened.draft.code, name=opened.content.service.name, part=part, heading=PART_NAMES[part], lead=PART_LEADS[part],
        parts=part_links(opened.findings, part, opened.comments), inputs=inputs, version=opened.draft.version, saved_at=opened.draft.changed_at,
        waiting=opened.waiting, undoable=opened.undoable, others=also_writing(opened, there),
        remarks=unplaced(opened.of_part(part), inputs), conflicts=[conflict_texts(one) for one in conflicts],
        errors=[field_error(name, one.says) for name, one in (errors or {}).items()], anchor=ANCHORS[part],
        comments=comments_by_input(opened, part, inputs), on_page=frozenset(input_of(one.place) for one in sentences_of(opened.content.service)),
        found=found,
    )  # fmt: skip


def also_writing(opened: DraftOpened, there: Iterable[str] = ()) -> list[str]:
    """Say who else writes in this part, or has it open."""
    return [SAYS("also_writing", who=who) for who in dict.fromkeys((*(e.staff_name for e in opened.others), *there))]


def part_links(
    findings: Iterable[LintFinding], current: Part | None = None, comments: Iterable[DraftComment] = ()
) -> list[PartLink]:
    """List the parts with the number of findings that prevent publication, and of comments that nobody has settled."""
    faults = [finding_part(one) for one in findings if not one.advice]
    said = [part_of(place_of(one.place).top) for one in comments]
    return [
        PartLink(part, PART_NAMES[part], faults.count(part), part == current, said.count(part))
        for part in get_args(Part)
    ]


def comment_line(one: DraftComment) -> CommentLine:
    """Show a comment."""
    return CommentLine(one.id, one.staff_name, one.says, one.at)


def comments_by_input(opened: DraftOpened, part: Part, inputs: Inputs) -> dict[str, list[CommentLine]]:
    """Place what was said at review beside the inputs of a part."""
    found: dict[str, list[CommentLine]] = {}
    names = [control.name for control in controls_of(inputs) if control.kind != "hidden"]
    for one in opened.comments:
        if part_of(place_of(one.place).top) == part:
            name = input_named(one.place, opened.draft.content["service"], names)
            found.setdefault(name, []).append(comment_line(one))
    return found


def input_named(path: str, service: JsonTable, names: Sequence[str]) -> str:
    """Return the input that a path of a comparison means; the first of its row for a row, "" for one that is gone."""
    place = place_of(path)
    rows = service.get(place.top)
    at = next((n for n, row in enumerate(rows) if name_of_row(row) == place.row), -1) if isinstance(rows, list) else -1
    wanted = f"{place.top}.{at}.{place.inner}" if place.row else ".".join(filter(None, (place.top, place.inner)))
    beginnings = [wanted, f"{place.top}.{at}.", place.top]
    return next(
        (
            name
            for start in beginnings
            for name in names
            if name == start or (start.endswith(".") and name.startswith(start))
        ),
        "",
    )


def conflict_texts(conflict: MergeConflict) -> ConflictTexts:
    """Show a conflict in words."""
    return ConflictTexts(
        path_words(conflict.path),
        *(words_at(conflict.path, one) for one in (conflict.base, conflict.theirs, conflict.mine)),
    )


def controls_of(inputs: Inputs) -> Iterable[Control]:
    """Return every control of a part, those in rows too."""
    for one in inputs:
        yield from (control for row in one.rows for control in row.controls) if isinstance(one, Rows) else (one,)


def unplaced(findings: Sequence[LintFinding], inputs: Inputs) -> list[Remark]:
    """Return the findings that stand beside no input, for the top of the page."""
    placed = {remark for control in controls_of(inputs) for remark in control.remarks}
    said = {(one.says, one.advice) for one in placed}
    found = (Remark(finding.says, finding.advice) for finding in findings)
    return list(dict.fromkeys(one for one in found if (one.says, one.advice) not in said))


def autosaved(opened: DraftOpened, part: Part, saved: Saved, typed: Typed) -> Autosaved:
    """Answer a script: the version to go on from, and the findings as they are now."""
    inputs = inputs_of(part, opened.draft.content["service"], opened.of_part(part), mends=opened.mends)
    remarks = [PlacedRemark(c.name, r.says, r.advice, r.mend, r.place) for c in controls_of(inputs) for r in c.remarks]
    return Autosaved(saved.version, len(saved.conflicts), remarks, also_writing(opened), list(filled_in(typed, inputs)))


FILLED = (*TAKEN, "document")


def filled_in(typed: Typed, inputs: Inputs) -> Iterator[PlacedText]:
    """Yield the texts that a paper took over from its shared description, by the inputs as they were sent."""
    rows = {
        control.value: row
        for one in inputs
        if isinstance(one, Rows)
        for row in one.rows
        for control in row.controls
        if control.name.endswith(".key")
    }
    for name, key in typed.items():
        row = rows.get(str(key)) if name.startswith("material.") and name.endswith(".key") else None
        for control in row.controls if row else ():
            field = control.name.rsplit(".", 1)[1]
            sent = f"{name.removesuffix('key')}{field}"
            if field in FILLED and sent in typed and typed[sent] != control.value:
                yield PlacedText(sent, str(typed[sent]), control.value)


def as_json(saved: Autosaved | list[str]) -> bytes:
    """Encode the answer to a script."""
    return msgspec.json.encode(saved)
