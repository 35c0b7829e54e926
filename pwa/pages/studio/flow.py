"""The picture of a form: its pages, what each answer leads to, the questions that nobody reaches. Pure."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.form_flow import FlowQuestion, form_flow
from backend.catalogue.types import FormField, Service
from pwa.pages.studio.input_labels import OPTION_WORDS, UNREACHABLE
from pwa.pages.studio.inputs import answer_labels, asked_when


class Branch(Struct, frozen=True):
    """What one answer leads to: questions with their numbers."""

    answer: str
    opens: list[tuple[int, str]]


class FlowLine(Struct, frozen=True, kw_only=True):
    """A question of the picture; `never`: why nobody is asked it."""

    number: int
    label: str
    kind: str
    required: bool
    prefilled: bool
    asked_when: str
    branches: list[Branch]
    never: str


class FlowSheet(Struct, frozen=True):
    """A page of the form."""

    heading: str
    lines: list[FlowLine]


class FlowView(Struct, frozen=True, kw_only=True):
    """The picture of a form."""

    code: str
    name: str
    sheets: list[FlowSheet]
    questions: int
    never: list[FlowLine]
    writing: bool


def flow_view(code: str, service: Service, *, writing: bool) -> FlowView:
    """Make the picture of a form."""
    table: JsonTable = msgspec.to_builtins(service)
    fields = {field.key: field for field in service.field}
    labels = {number: field.label for number, field in enumerate(service.field, 1)}
    rows = {row["key"]: row for row in table["field"]}
    sheets = [
        FlowSheet(page.heading, [line(one, fields[one.key], rows[one.key], table, labels) for one in page.questions])
        for page in form_flow(service)
    ]
    return FlowView(
        code=code, name=service.name, sheets=sheets, questions=len(labels), writing=writing,
        never=[one for sheet in sheets for one in sheet.lines if one.never],
    )  # fmt: skip


def line(one: FlowQuestion, field: FormField, row: JsonTable, table: JsonTable, labels: Mapping[int, str]) -> FlowLine:
    """Describe one question."""
    said = answer_labels(table, one.key)
    return FlowLine(
        number=one.number, label=one.label, kind=OPTION_WORDS["field_kind"][field.kind], required=field.required,
        prefilled=bool(field.prefill), asked_when=asked_when(row, table), never=UNREACHABLE[one.unreachable] if one.unreachable else "",
        branches=[Branch(said.get(value, value), [(n, labels[n]) for n in opens]) for value, opens in one.leads_to.items()],
    )  # fmt: skip
