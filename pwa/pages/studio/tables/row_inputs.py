"""Inputs of a row of a reference table, made from its type; of a message, one for each text. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec import inspect as mi

from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.tables.definitions import Table
from backend.catalogue.tables.rows import RowFault
from backend.kit.messages.render import Messages
from backend.kit.problems import NotUnderstood
from pwa.pages.studio.input_labels import OPTION_WORDS, SAYS
from pwa.pages.studio.input_options import InputOption
from pwa.pages.studio.input_specs import KINDS, LONG, Kind, Spec, without_none
from pwa.pages.studio.inputs import Control, Errors, InputError, Remark
from pwa.pages.studio.part_form import Typed, Unfit, read_value

_words = Messages.beside(__file__).words
FIELDS, OPTIONS, PARTS = _words("FIELD"), _words("OPTION"), _words("MESSAGE_PART")
HINTS = _words("HINT")


class RowTyped(Struct, frozen=True):
    """A row as typed; with an error nothing is saved."""

    content: JsonTable
    errors: Errors


def row_specs(table: Table, content: JsonTable) -> list[Spec]:
    """Return how the fields of a row are typed in; the key is no input."""
    if table.kind is None:
        return [Spec(part, "lines", PARTS[part.replace(".", "_")]) for part in content]
    described = mi.type_info(table.kind)
    assert isinstance(described, mi.StructType)
    return [spec_of(field) for field in described.fields if field.name != table.key]


def spec_of(field: mi.Field) -> Spec:
    """Return how one field is typed in."""
    kind, optional = without_none(field.type)
    return Spec(field.name, kind_of(field.name, kind), FIELDS[field.name], optional or not field.required)


def kind_of(name: str, kind: mi.Type) -> Kind:
    """Return the control of a field."""
    if isinstance(kind, mi.VarTupleType):
        return "lines"
    return KINDS.get(type(kind)) or ("long" if name in LONG else "text")


def row_controls(
    table: Table, content: JsonTable, faults: list[RowFault], errors: Errors | None = None
) -> list[Control]:
    """Return the inputs of a row with its values, and what is wrong beside each."""
    wrong = errors or {}
    return [
        Control(
            name=spec.path, kind=spec.kind, label=spec.label, hint=HINTS.get(spec.path, ""), optional=spec.optional,
            value=wrong[spec.path].typed if spec.path in wrong else input_text(spec.kind, content.get(spec.path)),
            options=options_of_field(table, spec.path) if spec.kind == "select" else (),
            remarks=tuple(Remark(fault.says, advice=False) for fault in faults if fault.field == spec.path),
            error=wrong[spec.path].says if spec.path in wrong else "",
        )
        for spec in row_specs(table, content)
    ]  # fmt: skip


def input_text(kind: Kind, value: Any) -> str:
    """Return what an input shows of a value."""
    if kind == "lines":
        return "\n".join(value or ())
    if kind == "yes_no":
        return "yes" if value else "no"
    return "" if value is None else str(value)


def options_of_field(table: Table, name: str) -> tuple[InputOption, ...]:
    """Return what a field of a closed set offers."""
    described = mi.type_info(table.kind)
    assert isinstance(described, mi.StructType)
    kind, _ = without_none(next(field.type for field in described.fields if field.name == name))
    values = kind.values if isinstance(kind, mi.LiteralType) else ()
    known: Mapping[str, str] = OPTION_WORDS["document"] if name == "document" else OPTIONS
    return tuple(InputOption(str(one), known.get(str(one), str(one))) for one in values)


def read_row(table: Table, key: str, typed: Typed, content: JsonTable) -> RowTyped:
    """Read the inputs of a row; raises NotUnderstood for inputs that it doesn't have."""
    specs = row_specs(table, content)
    if surplus := typed.keys() - {spec.path for spec in specs}:
        raise NotUnderstood("fields", what=min(surplus)[:60])
    errors: Errors = {}
    found = dict(read_fields(specs, typed, errors))
    return RowTyped(found if table.kind is None else {table.key: key, **found}, errors)


def read_fields(specs: list[Spec], typed: Typed, errors: Errors) -> Iterator[tuple[str, Any]]:
    """Yield the fields that have a value; a text that its field can't take is an error."""
    for spec in specs:
        given = typed.get(spec.path, "")
        try:
            value = read_value(spec, given, {}, {})
        except Unfit as wrong:
            errors[spec.path] = InputError(str(wrong), given if isinstance(given, str) else "")
            continue
        if value is not None:
            yield spec.path, value


def changed_texts(table: Table, before: JsonTable, after: JsonTable) -> Iterator[tuple[str, str, str]]:
    """Yield label, text before and text after of every field that differs."""
    for spec in row_specs(table, after):
        old, new = (text_of(table, spec, row.get(spec.path)) for row in (before, after))
        if old != new:
            yield spec.label, old, new


def text_of(table: Table, spec: Spec, value: Any) -> str:
    """Say a value as an editor reads it."""
    if spec.kind == "yes_no":
        return SAYS("yes") if value else SAYS("no")
    said = input_text(spec.kind, value)
    if spec.kind != "select":
        return said
    return next((one.label for one in options_of_field(table, spec.path) if one.value == said), said)
