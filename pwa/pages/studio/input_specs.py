"""How the fields of each part are typed in, read from the types of a service: path, kind of control, label, defaults. Pure."""

from collections.abc import Iterator
from typing import Any, Literal

from msgspec import NODEFAULT, Struct, to_builtins
from msgspec import inspect as mi

from backend.catalogue.drafting.service_parts import PARTS, Part, part_of
from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.exchange.column_labels import IN_TABLE, LABELS, TABLE_LABELS
from backend.catalogue.types import Service
from backend.kit.messages.language import cache_by_language
from pwa.pages.studio.input_labels import OWN_LABELS
from pwa.pages.studio.input_options import options_of

Kind = Literal[
    "text", "long", "number", "date", "yes_no", "select", "ticks", "lines", "pairs", "options", "answers", "hidden"
]
LONG = frozenset(
    {
        "purpose",
        "purpose_en",
        "purpose_elder",
        "says",
        "note",
        "what",
        "where",
        "sample",
        "a",
        "hint",
        "payout",
        "visit_reason",
    }
)


class Spec(Struct, frozen=True):
    """How one field is typed in: its path in the part or row, kind of control, name of its options."""

    path: str
    kind: Kind
    label: str
    optional: bool = False


class RowsSpec(Struct, frozen=True):
    """A list of tables, one row of inputs for each."""

    path: str
    label: str
    specs: tuple[Spec, ...]
    defaults: JsonTable  # of a new row


@cache_by_language
def specs_of(part: Part) -> tuple[Spec | RowsSpec, ...]:
    """Return how the fields of a part are typed in."""
    types = {f.name: f for f in _struct(Service).fields}
    return tuple(spec for name in PARTS[part] for spec in _specs(name, types[name], ""))


def _struct(kind: Any) -> mi.StructType:
    found = mi.type_info(kind)
    assert isinstance(found, mi.StructType)
    return found


def _specs(path: str, field: mi.Field, table: str) -> Iterator[Spec | RowsSpec]:
    kind, optional = without_none(field.type)
    if isinstance(kind, mi.StructType):
        for inner in kind.fields:
            yield from _specs(f"{path}.{inner.name}", inner, table)
    elif isinstance(kind, mi.VarTupleType) and isinstance(kind.item_type, mi.StructType) and field.name != "options":
        rows = tuple(s for f in kind.item_type.fields for s in _specs(f.name, f, path) if isinstance(s, Spec))
        yield RowsSpec(path, TABLE_LABELS[path], rows, _defaults(kind.item_type))
    else:
        yield Spec(path, _kind(field.name, path, kind), _label(table, path), optional or not field.required)


def _defaults(kind: mi.StructType) -> JsonTable:
    given = {f.encode_name: f.default for f in kind.fields if f.default is not NODEFAULT}
    return {name: to_builtins(value) for name, value in given.items() if value is not None}


def without_none(kind: mi.Type) -> tuple[mi.Type, bool]:
    if not isinstance(kind, mi.UnionType):
        return kind, False
    return next(one for one in kind.types if not isinstance(one, mi.NoneType)), True


SPECIAL: dict[str, Kind] = {
    "key": "hidden", "options": "options", "when.one_of": "answers", "department": "select", "prefill": "select",
    "since_field": "select", "paper": "select", "when.field": "select", "checks": "ticks",
}  # fmt: skip
KINDS: dict[type[mi.Type], Kind] = {
    mi.BoolType: "yes_no", mi.IntType: "number", mi.FloatType: "number", mi.DateType: "date", mi.LiteralType: "select",
    mi.DictType: "pairs",
}  # fmt: skip


def _kind(name: str, path: str, kind: mi.Type) -> Kind:
    if isinstance(kind, mi.VarTupleType) and path not in SPECIAL:
        return "ticks" if isinstance(kind.item_type, mi.LiteralType) else "lines"
    return SPECIAL.get(path) or KINDS.get(type(kind)) or ("long" if name in LONG else "text")


def _label(table: str, path: str) -> str:
    own = OWN_LABELS.get(path.replace(".", "_"))
    return (
        own
        or IN_TABLE.get(f"{table}.{path}")
        or LABELS.get(path)
        or LABELS.get(path.rsplit(".", 1)[-1])
        or TABLE_LABELS[path]
    )


def option_labels(top: str, inner: str) -> dict[str, str]:
    """Return the words of the options of a field, by value; nothing for a field without options."""
    part = part_of(top)
    for spec in specs_of(part) if part else ():
        wanted = f"{top}.{inner}" if inner else top
        if isinstance(spec, RowsSpec) and spec.path == top:
            found = next((one for one in spec.specs if one.path == inner), None)
        else:
            found = spec if isinstance(spec, Spec) and spec.path == wanted else None
        if found is not None and found.kind in {"select", "ticks"}:
            return {option.value: option.label for option in options_of(found.path, {}, {})}
    return {}
