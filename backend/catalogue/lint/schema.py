"""Lint: a table has the shape of a service; all errors are reported, not only the first."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any, Literal

from msgspec import NODEFAULT, Struct
from msgspec import inspect as mi

from backend.catalogue.lint.lint_finding import SAYS, LintFinding, Path
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

Scalar = Literal["text", "yes_no", "integer", "number", "day"]
EXPECTED = Messages.beside(__file__).texts("expected", Audience.OFFICER, Scalar)


@cache
def schema_of(kind: type[Struct]) -> mi.Type:
    """Return msgspec's type information of a struct."""
    return mi.type_info(kind)


def schema_errors(raw: Any, shape: mi.Type, path: Path = ()) -> Iterator[LintFinding]:
    """Return all errors of a value against a type."""
    if isinstance(shape, mi.UnionType):  # a value or nothing
        if raw is not None:
            yield from schema_errors(raw, next(t for t in shape.types if not isinstance(t, mi.NoneType)), path)
    elif type(shape) in PARTS:
        yield from PARTS[type(shape)](raw, shape, path)
    elif isinstance(shape, mi.LiteralType):
        if raw not in shape.values:
            yield LintFinding(path, SAYS("value_unknown", raw=raw, known=shape.values))
    else:
        wanted, fits = SCALARS[type(shape)]
        if not fits(raw):
            yield LintFinding(path, EXPECTED(wanted, raw=raw))


def _table(raw: Any, shape: mi.StructType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, dict):
        yield LintFinding(path, SAYS("table_expected"))
        return
    fields = {f.encode_name: f for f in shape.fields}
    for key in raw.keys() - fields.keys():
        yield LintFinding((*path, key), SAYS("value_unknown", raw=key, known=fields))
    for name, field in fields.items():
        if name in raw:
            yield from schema_errors(raw[name], field.type, (*path, name))
        elif field.default is NODEFAULT and field.default_factory is NODEFAULT:
            yield LintFinding(path, SAYS("field_missing", name=name))


def _list(raw: Any, shape: mi.VarTupleType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, list | tuple):
        yield LintFinding(path, SAYS("list_expected"))
        return
    for index, one in enumerate(raw):
        yield from schema_errors(one, shape.item_type, (*path, index))


def _named(raw: Any, shape: mi.DictType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, dict):
        yield LintFinding(path, SAYS("table_expected"))
        return
    for key, one in raw.items():
        yield from schema_errors(one, shape.value_type, (*path, key))


def _is_day(raw: Any) -> bool:
    if isinstance(raw, date):
        return True
    try:
        return bool(date.fromisoformat(raw))
    except (TypeError, ValueError):
        return False


PARTS: dict[type[mi.Type], Callable[[Any, Any, Path], Iterator[LintFinding]]] = {
    mi.StructType: _table, mi.VarTupleType: _list, mi.DictType: _named,
}  # fmt: skip
SCALARS: dict[type[mi.Type], tuple[Scalar, Callable[[Any], bool]]] = {
    mi.StrType: ("text", lambda raw: isinstance(raw, str)),
    mi.BoolType: ("yes_no", lambda raw: isinstance(raw, bool)),
    mi.IntType: ("integer", lambda raw: isinstance(raw, int) and not isinstance(raw, bool)),
    mi.FloatType: ("number", lambda raw: isinstance(raw, int | float) and not isinstance(raw, bool)),
    mi.DateType: ("day", _is_day),
}
