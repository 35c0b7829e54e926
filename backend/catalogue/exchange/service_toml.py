"""Write a service as TOML deterministically: equal services give equal bytes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import NODEFAULT, UNSET, Struct
from msgspec.structs import FieldInfo, fields

from backend.catalogue.shared_papers import TAKEN, own_texts
from backend.catalogue.types import RequiredMaterial, Service

SPELLED_OUT = frozenset({"printable", "charged", "app", "kiosk", "counter", "visits"})  # written even when usual
ONE_PER_LINE = frozenset({"who", "not_who", "options"})
ONLY_IF_GIVEN = frozenset({"status"})  # a table that is left out while it says nothing unusual
ESCAPES = {ord(c): e for c, e in zip('\\"\b\t\n\f\r', ("\\\\", '\\"', "\\b", "\\t", "\\n", "\\f", "\\r"), strict=True)}
ESCAPES |= {code: f"\\u{code:04x}" for code in (*range(32), 127) if code not in ESCAPES}


def service_text(service: Service) -> str:
    """Return the file text of a service."""
    return "\n".join(_table(service, ())) + "\n"


def _table(table: Struct, path: tuple[str, ...]) -> Iterator[str]:
    """Return the lines of a struct: values first, then nested tables."""
    inner: list[tuple[str, Any]] = []
    taken = _taken_over(table)
    for field in fields(table):
        value = getattr(table, field.name)
        if field.name in taken:
            continue
        if field.name in ONLY_IF_GIVEN and value == _usual(field):
            continue
        if _is_table(value):
            inner.append((field.name, value))
        elif field.name in SPELLED_OUT or value != _usual(field):
            yield f"{field.name} = {_value(value, field.name in ONE_PER_LINE)}"
    for name, value in inner:
        yield from _inner(value, (*path, name))


def _taken_over(table: Struct) -> frozenset[str]:
    """Return the texts that a material takes over from its shared paper."""
    if not isinstance(table, RequiredMaterial) or not table.paper:
        return frozenset()
    texts = {name: getattr(table, name) for name in TAKEN}
    return frozenset(texts) - own_texts(table.paper, texts).keys()


def _is_table(value: Any) -> bool:
    """Check for values with a header of their own: structs, dictionaries, lists of large structs."""
    if isinstance(value, tuple):
        return bool(value) and isinstance(value[0], Struct) and not _is_small(value[0])
    return isinstance(value, dict) or (isinstance(value, Struct) and not _is_small(value))


def _is_small(value: Struct) -> bool:
    """Check for structs that read best on one line: options, conditions on earlier fields."""
    return type(value).__name__ in {"AnswerOption", "When"}


def _inner(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    name = ".".join(path)
    if isinstance(value, tuple):
        for one in value:
            yield from ("", f"[[{name}]]", *_table(one, path))
    elif isinstance(value, dict):
        if value:
            yield from ("", f"[{name}]", *(f"{_key(k)} = {_value(v)}" for k, v in value.items()))
    else:
        yield from ("", f"[{name}]", *_table(value, path))


def _usual(field: FieldInfo) -> Any:
    """Return the default of a field."""
    if field.default is not NODEFAULT:
        return field.default
    return UNSET if field.default_factory is NODEFAULT else field.default_factory()


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else text(key)


def _value(value: Any, one_per_line: bool = False) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return text(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case int() | date():
            return str(value)
        case tuple():
            parts = [_value(one) for one in value]
            return "[\n" + "".join(f"  {p},\n" for p in parts) + "]" if one_per_line else f"[{', '.join(parts)}]"
    given = [(f.name, getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != _usual(f)]
    return "{ " + ", ".join(f"{name} = {_value(one)}" for name, one in given) + " }"


def text(value: str) -> str:
    """Return a TOML basic string."""
    return f'"{value.translate(ESCAPES)}"'
