"""What an editor typed into one part, as fields of a service: typed values, or what is wrong beside each input. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from backend.catalogue.drafting.service_parts import Part
from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.shared_papers import taken_over
from backend.kit.problems import NotUnderstood
from pwa.pages.studio.input_labels import MISTAKE, PLACE_WORDS, SOURCE_WORDS
from pwa.pages.studio.input_specs import RowsSpec, Spec, specs_of
from pwa.pages.studio.inputs import COLON, Errors, InputError, answer_labels

MOST = 2000  # characters of one text
MOST_ROWS = 60
ROW = re.compile(r"(\w+)\.(\d{1,3})\.([\w.]+)")
PAIR = re.compile(r"\s*=\s*")
PLACES = {word: key for key, word in PLACE_WORDS.items()}
SOURCES = {word: key for key, word in SOURCE_WORDS.items()}
Typed = Mapping[str, str | list[str]]


class PartTyped(Struct, frozen=True):
    """Fields of a part as typed; `errors` by input, in the order of the rows as read. With an error nothing is saved."""

    fields: JsonTable
    errors: Errors


class Unfit(Exception):
    """Raised for a text that its field can't take; the sentence stands beside the input."""


def read_part(part: Part, typed: Typed, service: JsonTable) -> PartTyped:
    """Read the inputs of a part; `service` is the draft as it stands, for the answers that conditions name.

    Raises NotUnderstood for inputs that the part doesn't have.
    """
    errors: Errors = {}
    fields: JsonTable = {}
    for spec in specs_of(part):
        if isinstance(spec, RowsSpec):
            fields[spec.path] = _rows(spec, typed, service, errors)
        else:
            _put(fields, spec.path, _value(spec, spec.path, typed, service, {}, errors))
    if surplus := [name for name in typed if not _known(part, name)]:
        raise NotUnderstood("fields", what=surplus[0][:60])
    return PartTyped(fields, errors)


def _known(part: Part, name: str) -> bool:
    specs = {spec.path: spec for spec in specs_of(part)}
    row = ROW.fullmatch(name)
    if row is None:
        return isinstance(specs.get(name), Spec)
    spec = specs.get(row[1])
    return isinstance(spec, RowsSpec) and row[3] in {"at", "gone", *(one.path for one in spec.specs)}


def _rows(spec: RowsSpec, typed: Typed, service: JsonTable, errors: Errors) -> list[JsonTable]:
    """Read the rows in the order that the editor gave them; rows to be taken out and blank ones are left away."""
    named = (ROW.fullmatch(name) for name in typed)
    numbers = sorted({int(one[2]) for one in named if one is not None and one[1] == spec.path})
    kept = [n for n in numbers[:MOST_ROWS] if not _left_away(spec, f"{spec.path}.{n}", typed)]
    kept.sort(key=lambda n: (_position(typed.get(f"{spec.path}.{n}.at", ""), n), n))
    rows = []
    for at, number in enumerate(kept):
        wrong: Errors = {}
        rows.append(_row(spec, f"{spec.path}.{number}", typed, service, wrong))
        errors |= {name.replace(f".{number}.", f".{at}.", 1): one for name, one in wrong.items()}
    return rows


def _position(typed: str | list[str], number: int) -> int:
    text = _text(typed)
    return int(text) if text.isdecimal() and len(text) < 4 else number + 1


def _left_away(spec: RowsSpec, prefix: str, typed: Typed) -> bool:
    return f"{prefix}.gone" in typed or _blank(spec, prefix, typed)


def _blank(spec: RowsSpec, prefix: str, typed: Typed) -> bool:
    """Check that nothing was typed into a row; selects and switches have values of their own."""
    kinds = {"text", "long", "lines", "options"}
    said = (one.path for one in spec.specs if one.kind in kinds or one.path == "paper")
    return not any(_text(typed.get(f"{prefix}.{path}", "")) for path in said)


def _row(spec: RowsSpec, prefix: str, typed: Typed, service: JsonTable, errors: Errors) -> JsonTable:
    row: JsonTable = {}
    before: JsonTable = next(
        (r for r in service.get(spec.path) or () if r.get("key") == typed.get(f"{prefix}.key")), {}
    )
    for one in spec.specs:
        _put(row, one.path, _value(one, f"{prefix}.{one.path}", typed, service, {**before, **row}, errors))
    if not (row.get("when") or {}).get("field"):
        row.pop("when", None)
    return taken_over(row, before) if "paper" in row else row


def _value(spec: Spec, name: str, typed: Typed, service: JsonTable, row: JsonTable, errors: Errors) -> Any:
    given = typed.get(name, "")
    try:
        return read_value(spec, given, service, row)
    except Unfit as wrong:
        errors[name] = InputError(str(wrong), _text(given))
        return None


def read_value(spec: Spec, given: str | list[str], service: JsonTable, row: JsonTable) -> Any:
    """Read one input by its kind; raises Unfit."""
    if spec.kind == "ticks":
        return _in_order([given] if isinstance(given, str) and given else list(given), (row or service).get(spec.path))
    text = _text(given)
    if len(text) > MOST * (5 if spec.kind in {"lines", "pairs"} else 1):
        raise Unfit(MISTAKE("too_long", most=MOST))
    if not text and spec.optional and spec.kind in {"select", "number", "date"}:
        return None
    if spec.kind in {"options", "answers"}:
        return _options(_lines(text), row) if spec.kind == "options" else _answers(_lines(text), service, row)
    return READERS[spec.kind](text) if spec.kind in READERS else text


def _in_order(ticked: list[str], before: list[str] | None) -> list[str]:
    """Keep the order of what was ticked before: a browser sends the order of the page."""
    kept = [one for one in before or () if one in ticked]
    return [*kept, *(one for one in ticked if one not in kept)]


def _answers(labels: list[str], service: JsonTable, row: JsonTable) -> list[str]:
    asked = (row.get("when") or {}).get("field")
    values = {label: value for value, label in answer_labels(service, asked).items()}
    return [values.get(label, label) for label in labels]


def _text(given: str | list[str]) -> str:
    return given if isinstance(given, str) else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _number(text: str) -> float | int:
    if not re.fullmatch(r"-?\d{1,9}(\.\d{1,4})?", text):
        raise Unfit(MISTAKE("not_a_number") if text else MISTAKE("missing"))
    return float(text) if "." in text else int(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unfit(MISTAKE("not_a_date")) from None


def _pairs(text: str) -> dict[str, str]:
    return dict(_pair(line) for line in _lines(text))


def _pair(line: str) -> tuple[str, str]:
    place, *source = PAIR.split(line, 1)
    if not place or not source:
        raise Unfit(MISTAKE("no_pair", line=line[:40]))
    part, colon, anchor = place.replace(COLON, ":", 1).partition(":")
    return f"{PLACES.get(part, part)}{colon}{anchor}", SOURCES.get(source[0], source[0])


READERS: Mapping[str, Callable[[str], Any]] = {
    "yes_no": lambda text: text == "yes", "number": _number, "date": _day, "lines": _lines, "pairs": _pairs,
}  # fmt: skip


def _options(labels: list[str], row: JsonTable) -> list[JsonTable]:
    """Keep the value of every option whose label stayed, or that was only reworded; new ones get a new value."""
    before = row.get("options") or []
    by_label = {one["label"]: one["value"] for one in before}
    reworded = len(before) == len(labels)
    taken = set(by_label.values())
    found: list[JsonTable] = []
    for at, label in enumerate(labels):
        value = by_label.get(label) or (before[at]["value"] if reworded and before[at]["label"] not in labels else "")
        number = len(taken) + 1
        while not value or (value in {one["value"] for one in found}):
            value, number = (f"option_{number}" if f"option_{number}" not in taken else ""), number + 1
        taken.add(value)
        found.append({"value": value, "label": label})
    return found


def _put(table: JsonTable, path: str, value: Any) -> None:
    """Put a value at a dotted path; a None leaves the default of the type."""
    *steps, last = path.split(".")
    for step in steps:
        table = table.setdefault(step, {})
    if value is not None:
        table[last] = value
