"""Quick fixes: mend by rule what a finding is about: marks, blanks, a missing full stop, digits, a former name. Pure.

A fix is offered only where the checks find less afterwards: nothing here knows which finding asks for which fix.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date
from itertools import cycle
from typing import Any

import msgspec
from msgspec import Struct

from backend.catalogue.check import check_service
from backend.catalogue.lint.lint_finding import LintFinding, Path
from backend.catalogue.lint.outdated import former_names
from backend.catalogue.lint.patterns import FULL_STOP, HAN, NUMBERS_IN_WORDS, OPEN_ENDS, QUESTION_MARK, QUOTES, WIDE
from backend.catalogue.types import Service
from backend.kit.amounts import as_text, number
from backend.kit.numerals import CHINESE

JsonService = dict[str, Any]
MOST = 12  # places of one part that are looked at: each try runs the checks once, about 10 ms
NARROW = re.compile(rf"(?<={HAN})[,;:?!()]|[,;?!()](?={HAN})|(?<={HAN})\.(?!\d)")
INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]")


class QuickFix(Struct, frozen=True):
    """A value that mends what is found, and its place."""

    path: Path
    value: Any


def full_width(text: str) -> str:
    """Put the full-width marks of Chinese where half-width ones stand."""
    return NARROW.sub(lambda found: WIDE[found[0]], text)


def curly_quotes(text: str) -> str:
    """Put opening and closing ones in turn for straight quotes."""
    marks = cycle(QUOTES)
    return re.sub('"', lambda _: next(marks), text)


def in_digits(text: str) -> str:
    """Write the numbers that count something as digits."""
    return NUMBERS_IN_WORDS.sub(lambda found: CHINESE.sub(lambda n: as_text(number(n[0])), found[0], count=1), text)


def with_names_of_today(text: str) -> str:
    """Put the present names of departments for their former ones."""
    for former, today in former_names().items():
        text = text.replace(former, today)
    return text


TEXTS: tuple[Callable[[str], str], ...] = (
    lambda text: INVISIBLE.sub("", text), str.strip, full_width, curly_quotes, in_digits, with_names_of_today,
    lambda text: text.rstrip(OPEN_ENDS) + FULL_STOP, lambda text: text.rstrip(OPEN_ENDS + FULL_STOP) + QUESTION_MARK, lambda text: text.rstrip(",; ") + ".",
)  # fmt: skip
FLIPPED = frozenset({"required"})
"""Switches that follow from what stands beside them."""


def candidates(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield places and values that could mend what is found at a place."""
    if isinstance(value, str) and value.strip():
        yield from ((path, mend(value)) for mend in TEXTS)
    elif isinstance(value, list) and all(isinstance(one, str) for one in value):
        yield path, list(dict.fromkeys(value))
    if path[-1] == "only_if":
        yield from ((((*path[:-1], name)), False) for name in FLIPPED)


def quick_fixes_of(service: JsonService, found: Iterable[LintFinding], today: date) -> dict[Path, QuickFix]:
    """Return the mends of findings by their place; places where a person has to write are left out."""
    before = findings(service, today)
    places = dict.fromkeys(one.path for one in found if one.path)
    mends = ((path, quick_fix_at(service, path, before, today)) for path in list(places)[:MOST])
    return {path: mend for path, mend in mends if mend is not None}


def quick_fix_at(service: JsonService, path: Path, before: Sequence[LintFinding], today: date) -> QuickFix | None:
    """Return what mends a place; `before`: what the checks find now."""
    for place, value in candidates(value_at(service, path), path):
        if value == value_at(service, place):
            continue
        after = findings(with_value(service, place, value), today)
        if len(after) < len(before) and count(after, path) < count(before, path):
            return QuickFix(place, value)
    return None


def mended(service: JsonService, fields: JsonService, place: str, today: date) -> JsonService:
    """Return the fields of a part as typed, with what is found at a place mended; unchanged where nothing mends it."""
    path = tuple(int(step) if step.isdecimal() else step for step in place.split("."))
    whole = {**service, **fields}
    mend = quick_fix_at(whole, path, findings(whole, today), today) if path[0] in fields else None
    if mend is None:
        return fields
    better = with_value(whole, mend.path, mend.value)
    return {name: better[name] for name in fields}


def findings(service: JsonService, today: date) -> list[LintFinding]:
    """Check a service as JSON."""
    return check_service(msgspec.convert(service, Service), today)


def count(found: Sequence[LintFinding], path: Path) -> int:
    """Count what is found at a place."""
    return sum(one.path == path for one in found)


def value_at(service: Any, path: Path) -> Any:
    """Return the value at a place; None where there is none."""
    for step in path:
        if isinstance(service, dict):
            service = service.get(step)
        elif isinstance(service, list) and isinstance(step, int) and step < len(service):
            service = service[step]
        else:
            return None
    return service


def with_value(service: JsonService, path: Path, value: Any) -> JsonService:
    """Return a service with another value at a place that it has."""
    changed = deepcopy(service)
    place = value_at(changed, path[:-1])
    place[path[-1]] = value
    return changed
