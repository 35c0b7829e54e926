"""Sources of claims as a page shows them: what the mark says, and what it opens to. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

from backend.catalogue.laws import Standing, last_day, standing
from backend.catalogue.sources import ClaimSource

Mark = Literal["law", "ended", "unconfirmed", "proposal"]


class SourceNote(Struct, frozen=True, kw_only=True):
    """One source: the law with article and validity, or only its kind."""

    kind: Literal["law", "unconfirmed", "proposal"]
    law: str = ""
    number: str = ""
    article: str = ""
    says: str = ""
    in_force_from: date | None = None
    last_day: date | None = None
    edition: date | None = None
    read_on: date | None = None
    read_in: str = ""
    standing: Standing = "in_force"


class SourceMark(Struct, frozen=True):
    """Mark beside a sentence, and the notes that it opens to."""

    mark: Mark
    notes: list[SourceNote]


def source_mark(sources: Iterable[ClaimSource], on: date) -> SourceMark:
    """Make the mark of a claim; a law that has ended, or perhaps has, is said on the mark itself."""
    notes = [source_note(source, on) for source in sources]
    if any(note.standing in {"ended", "perhaps_ended"} for note in notes):
        return SourceMark("ended", notes)
    return SourceMark(notes[0].kind, notes)


def source_note(source: ClaimSource, on: date) -> SourceNote:
    """Make the note of one source."""
    law = source.law
    if law is None:
        return SourceNote(kind=source.kind)
    return SourceNote(
        kind="law", law=law.label, number=law.number if law.title else "", article=source.article, says=law.says,
        in_force_from=law.in_force_from, last_day=last_day(law), edition=law.edition, read_on=law.read_on, read_in=law.read_in,
        standing=standing(law, on),
    )  # fmt: skip
