"""Lint: a table has the shape of a service; all errors are reported, not only the first."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from typing import Any

from msgspec import NODEFAULT, Struct
from msgspec import inspect as mi

from backend.catalogue.lint.lint_finding import LintFinding, Path


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
            yield LintFinding(path, f"不认识“{raw}”。可以写：{'、'.join(map(str, shape.values))}。")
    else:
        what, fits = SCALARS[type(shape)]
        if not fits(raw):
            yield LintFinding(path, f"这里应当是{what}，现在是“{raw}”。")


def _table(raw: Any, shape: mi.StructType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, dict):
        yield LintFinding(path, "这里应当是一个表。")
        return
    fields = {f.encode_name: f for f in shape.fields}
    for key in raw.keys() - fields.keys():
        yield LintFinding((*path, key), f"不认识“{key}”。可以写：{'、'.join(fields)}。")
    for name, field in fields.items():
        if name in raw:
            yield from schema_errors(raw[name], field.type, (*path, name))
        elif field.default is NODEFAULT and field.default_factory is NODEFAULT:
            yield LintFinding(path, f"缺少“{name}”。")


def _list(raw: Any, shape: mi.VarTupleType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, list | tuple):
        yield LintFinding(path, "这里应当是一个列表。")
        return
    for index, one in enumerate(raw):
        yield from schema_errors(one, shape.item_type, (*path, index))


def _named(raw: Any, shape: mi.DictType, path: Path) -> Iterator[LintFinding]:
    if not isinstance(raw, dict):
        yield LintFinding(path, "这里应当是一个表。")
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
SCALARS: dict[type[mi.Type], tuple[str, Callable[[Any], bool]]] = {
    mi.StrType: ("文字", lambda raw: isinstance(raw, str)),
    mi.BoolType: ("是或否（true 或 false）", lambda raw: isinstance(raw, bool)),
    mi.IntType: ("整数", lambda raw: isinstance(raw, int) and not isinstance(raw, bool)),
    mi.FloatType: ("数字", lambda raw: isinstance(raw, int | float) and not isinstance(raw, bool)),
    mi.DateType: ("日期，如 2027-03-01", _is_day),
}
