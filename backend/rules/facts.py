"""Facts from values of registers and forms; a value that doesn't fit its attribute is unknown, never guessed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

import msgspec

from backend.rules import calendar_periods
from backend.rules.types import Attribute, Dictionary, Fact, Facts, Kind, Record, Trouble, Value

DIVISION = re.compile(r"\d{2}|\d{4}|\d{6}|\d{9}|\d{12}|\d{15}")
_RAW: dict[Kind, Any] = {
    "date": date,
    "number": int,
    "code": str,
    "codes": tuple[str, ...],
    "division": str,
    "yes_no": bool,
    "records": tuple[Record, ...],
    "text": str,
}


class InvalidFacts(Exception):
    """Raised for facts with a name outside the dictionary or a wrong shape."""


def fact_of(attribute: Attribute, raw: Any, source: str, as_of: date, expires: date | None = None) -> Fact:
    """Build a fact from a raw JSON or TOML value; a value that doesn't fit becomes a fact with trouble."""
    try:
        value = parse_value(attribute, raw)
    except ValueError:
        return Fact(source=source, as_of=as_of, trouble="malformed")
    return Fact(value=value, source=source, as_of=as_of, expires=expires)


def silent_fact(source: str, as_of: date) -> Fact:
    """Return the fact of a source that did not respond."""
    return Fact(source=source, as_of=as_of, trouble="silent")


def merge_sources(told: Iterable[Fact], on: date | None = None) -> Fact:
    """Merge the facts of several sources: the latest of equal values, or a contradiction that names them all.

    A source without a record does not contradict one that has it; nor does, on a date, a value that has run out by then.
    """
    facts = sorted(told, key=lambda fact: (fact.as_of, fact.source))
    known = [fact for fact in facts if fact.trouble is None and fact.value is not None]
    fresh = [fact for fact in known if on is None or fact.expires is None or fact.expires >= on]
    usable = fresh or known or facts[-1:]
    last = usable[-1]
    if all(fact.value == last.value for fact in usable):
        return last
    sources = tuple(sorted({fact.source for fact in usable}))
    return Fact(source=last.source, as_of=last.as_of, trouble="contradiction", also=sources)


def parse_value(attribute: Attribute, raw: Any) -> Value:
    """Parse a raw value into the form that comparisons use; raises ValueError."""
    value: Value = msgspec.convert(raw, _RAW[attribute.kind], strict=True)
    if attribute.kind == "division":
        return division_prefix(cast(str, value))
    if not _options_hold(attribute, value):
        raise ValueError(f"{attribute.name}: not one of its options")
    return tuple(sorted(set(cast(tuple[str, ...], value)))) if attribute.kind == "codes" else value


def division_prefix(code: str) -> str:
    """Strip the padding zeros of a division code: 440300 → 4403, 440304001000 → 440304001."""
    if not DIVISION.fullmatch(code):
        raise ValueError("not a division code of 2, 4, 6, 9, 12 or 15 digits")
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    while len(code) in (4, 6) and code.endswith("00"):
        code = code[:-2]
    return code


def _options_hold(attribute: Attribute, value: Value) -> bool:
    allowed = {option.value for option in attribute.options}
    if attribute.kind == "code":
        return value in allowed
    if attribute.kind == "codes":
        return allowed.issuperset(cast(tuple[str, ...], value))
    if attribute.kind == "records":
        return all(record.kind in allowed for record in cast(tuple[Record, ...], value))
    return True


def value_on(attribute: Attribute, facts: Facts, on: date) -> tuple[Value, Fact | None, Trouble | None]:
    """Return value, fact and trouble of an attribute on a date; the value is None if it is unknown."""
    if attribute.derived is None:
        return _usable(facts.get(attribute.name), on)
    if attribute.derived.by == "today":
        return on, Fact(value=on, source="calendar", as_of=on), None
    value, fact, trouble = _usable(facts.get(attribute.derived.of), on)
    if value is None:
        return None, fact, trouble
    years = calendar_periods.completed_years(cast(date, value), on)
    return years, fact, "malformed" if years is None else None


def _usable(fact: Fact | None, on: date) -> tuple[Value, Fact | None, Trouble | None]:
    if fact is None:
        return None, None, None
    if fact.trouble is not None:
        return None, fact, fact.trouble
    if fact.expires is not None and fact.expires < on:
        return None, fact, "expired"
    return fact.value, fact, "absent" if fact.value is None else None


def read_facts(tables: Mapping[str, Any], dictionary: Dictionary, source: str, as_of: date) -> dict[str, Fact]:
    """Read facts from a table of plain values or {value, source, as_of, expires, trouble}; raises InvalidFacts."""
    return {name: _read_fact(name, raw, dictionary, source, as_of) for name, raw in tables.items()}


def _read_fact(name: str, raw: Any, dictionary: Dictionary, source: str, as_of: date) -> Fact:
    attribute = dictionary.get(name)
    if attribute is None:
        raise InvalidFacts(f"{name}: no such attribute; `futian attributes` lists them")
    if attribute.derived is not None:
        raise InvalidFacts(f"{name}: follows from {attribute.derived.of or 'the date asked about'}; give that instead")
    if not isinstance(raw, dict):
        return fact_of(attribute, raw, source, as_of)
    try:
        fact = msgspec.convert({"source": source, "as_of": as_of, **raw}, Fact)
    except msgspec.ValidationError as error:
        raise InvalidFacts(f"{name}: {error}") from error
    if fact.trouble is not None or fact.value is None:
        return msgspec.structs.replace(fact, value=None)
    settled = fact_of(attribute, fact.value, fact.source, fact.as_of, fact.expires)
    return msgspec.structs.replace(fact, value=settled.value, trouble=settled.trouble)
