"""Structs that components take: rows, links, tags, steps of a timeline, form errors."""

from collections.abc import Mapping

from msgspec import Struct


class FormError(Struct, frozen=True):
    """An entry of `ui.error_summary`; `href` leads to the field."""

    text: str
    href: str


def field_error(field: str, text: str) -> FormError:
    """Form error of one field."""
    return FormError(text, f"#f-{field}")


def field_errors(errors: Mapping[str, str]) -> list[FormError]:
    """Form errors of several fields, given as {field: sentence}."""
    return [field_error(field, text) for field, text in errors.items()]


class ConflictTexts(Struct, frozen=True):
    """A place that two editors changed: what it was, what the other one saved, what this one wrote."""

    where: str
    before: str
    theirs: str
    mine: str


class SummaryRow(Struct, frozen=True):
    """A row of `ui.summary_list` or `ui.receipt`; without `href` there is no link to change it. `change`: what the link says instead."""

    label: str
    value: str
    href: str = ""
    source: str = ""
    change: str = ""
    key: str = ""


class ReasonLine(Struct, frozen=True):
    """A condition of a rule for `ui.reasons`; answer: yes, no or unknown."""

    says: str
    answer: str
    seen: str = ""
    source: str = ""
    note: str = ""


class TimelineStep(Struct, frozen=True):
    """A step of `ui.timeline`; state: done, now, next or stopped."""

    title: str
    when: str
    says: str = ""
    state: str = "done"


class TextLink(Struct, frozen=True):
    """A text that may be a link; `href` is "" where it isn't."""

    text: str
    href: str = ""


class StateTag(Struct, frozen=True):
    """A label of `ui.tag`; tone: neutral, good, warn or bad."""

    text: str
    tone: str


class DateBoxes(Struct, frozen=True):
    """The three boxes of `ui.date_field`."""

    year: str
    month: str
    day: str
