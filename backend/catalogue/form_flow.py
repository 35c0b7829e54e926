"""Flow of a form (表单的走向): its pages, what each answer leads to, and the questions that nobody can reach. Pure."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

from msgspec import Struct

from backend.catalogue.types import FormField, Service

Unreachable = Literal["nowhere", "later", "no_answer", "above"]
"""Why a question is never asked: it depends on a question that isn't there, that stands behind it, or whose answers are other ones;
or the question that it depends on is never asked itself."""


class FlowQuestion(Struct, frozen=True, kw_only=True):
    """A question in the picture: its number in the form, and on which answers (values) to which question it depends."""

    number: int
    key: str
    label: str
    asked_by: str = ""
    on: tuple[str, ...] = ()
    leads_to: Mapping[str, tuple[int, ...]] = {}  # numbers of the questions that each answer opens, by value
    unreachable: Unreachable | None = None


class FlowPage(Struct, frozen=True):
    """A page of the form: neighbouring questions with the same heading."""

    heading: str
    questions: tuple[FlowQuestion, ...]


def form_flow(service: Service) -> tuple[FlowPage, ...]:
    """Return the pages of a form with every way through it."""
    never, numbers = unreachable(service.field), {field.key: n for n, field in enumerate(service.field, 1)}
    pages = groupby(service.field, key=lambda field: field.section)
    return tuple(
        FlowPage(heading, tuple(_question(field, service.field, numbers, never.get(field.key)) for field in fields))
        for heading, fields in pages
    )


def _question(
    field: FormField, form: tuple[FormField, ...], numbers: Mapping[str, int], never: Unreachable | None
) -> FlowQuestion:
    return FlowQuestion(
        number=numbers[field.key], key=field.key, label=field.label, asked_by=field.when.field if field.when else "",
        on=field.when.one_of if field.when else (), leads_to=dict(_leads_to(field, form, numbers)), unreachable=never,
    )  # fmt: skip


def _leads_to(
    field: FormField, form: tuple[FormField, ...], numbers: Mapping[str, int]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield each answer that opens questions, with their numbers."""
    for answer in answers(field):
        opened = tuple(
            numbers[one.key]
            for one in form
            if one.when is not None and one.when.field == field.key and answer in one.when.one_of
        )
        if opened:
            yield answer, opened


def answers(field: FormField) -> tuple[str, ...]:
    """Return the answers that a condition may name, by value; a free text has none."""
    return ("yes", "no") if field.kind == "yes_no" else tuple(option.value for option in field.options)


def unreachable(form: tuple[FormField, ...]) -> dict[str, Unreachable]:
    """Return the questions that nobody is ever asked, by key, each with the first reason."""
    earlier: dict[str, FormField] = {}
    later = {field.key for field in form}
    found: dict[str, Unreachable] = {}
    for field in form:
        if why := _why(field, earlier, later, found):
            found[field.key] = why
        earlier[field.key] = field
    return found


def _why(
    field: FormField, earlier: Mapping[str, FormField], keys: set[str], found: Mapping[str, Unreachable]
) -> Unreachable | None:
    if field.when is None:
        return None
    asked = earlier.get(field.when.field)
    if asked is None:
        return "later" if field.when.field in keys else "nowhere"
    if asked.key in found:
        return "above"
    return None if set(field.when.one_of) & set(answers(asked)) else "no_answer"
