"""Equivalence classes of an attribute's values: values that some conditions can't tell apart, one representative each."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import cast

from backend.rules import calendar_periods
from backend.rules import comparators as c
from backend.rules.conditions import Atom, Condition, atoms_of, fact_name
from backend.rules.facts import value_on
from backend.rules.types import Attribute, Facts, Record, Value
from backend.rules.value_ranges import FAR, LAST_DAY, birth_date_ranges, date_ranges, number_ranges

MENTIONED = 3
RECURRING = (c.InMonth, c.BeforeAnniversary)
ELSEWHERE = [f"{province:02}" for province in range(99, 0, -1)]


def atoms_by_fact(conditions: Iterable[Condition]) -> dict[str, list[Atom]]:
    """Group comparisons by stored fact; those on today's date are left out."""
    found: dict[str, list[Atom]] = {}
    for condition in conditions:
        for atom in atoms_of(condition):
            name = fact_name(atom.attribute)
            if name:
                found.setdefault(name, []).append(atom)
    return found


def representatives(atoms: list[Atom], on: date, most: int = MENTIONED) -> tuple[Value, ...]:
    """Return at least one value of each class that these comparisons of one fact distinguish on a date.

    Of lists, `most` named kinds are combined: 2 or 3 values for each, so that many take long.
    """
    attribute = atoms[0].attribute
    if attribute.derived is not None or attribute.kind == "date":
        return tuple(_dates(atoms, on))
    match attribute.kind:
        case "number":
            return tuple(dict.fromkeys(_numbers(atoms)))
        case "codes":
            return tuple(_sets(attribute, atoms, most))
        case "records":
            return tuple(_record_lists(attribute, atoms, on, most))
        case "division":
            return tuple(_divisions(atoms))
        case "yes_no":
            return (True, False)
    return tuple(option.value for option in attribute.options) or ("-",)


def _numbers(atoms: list[Atom]) -> Iterator[int]:
    for atom in atoms:
        for low, high in number_ranges(atom.compare):
            yield from (edge + step for edge in (low, high) for step in (-1, 0, 1) if abs(edge) < FAR)
    yield 0


def _dates(atoms: list[Atom], on: date) -> Iterator[date]:
    steady = [atom for atom in atoms if not isinstance(atom.compare, RECURRING)]
    edges = {on.toordinal(), *_edges(steady, on, on.year)}
    years = {date.fromordinal(edge).year for edge in edges}
    recurring = [atom for atom in atoms if isinstance(atom.compare, RECURRING)]
    edges.update(edge for year in years for edge in _edges(recurring, on, year))
    yield from (date.fromordinal(edge) for edge in sorted(edges))


def _edges(atoms: list[Atom], on: date, year: int) -> Iterator[int]:
    """Return both sides of each range end; for recurring dates, the ranges around one year."""
    for atom in atoms:
        born = atom.attribute.derived is not None
        around = max(year - 2, 1), min(year + 2, date.max.year)
        cuts = birth_date_ranges(atom.compare, on) if born else date_ranges(atom.compare, on, *around)
        steps = (edge + step for cut in cuts for edge in cut for step in (-1, 0, 1))
        yield from (edge for edge in steps if 1 <= edge <= LAST_DAY)


def _divisions(atoms: list[Atom]) -> Iterator[str]:
    named = [one for atom in atoms if isinstance(atom.compare, c.Within) for one in atom.compare.divisions]
    yield from dict.fromkeys(named)
    yield next(code for code in ELSEWHERE if not any(one.startswith(code) for one in named))


def exhaustive(atoms: list[Atom], most: int = MENTIONED) -> bool:
    """Check whether the representatives cover all values; false if more record kinds are named than are combined."""
    return len(_named(atoms)) <= most


def _named(atoms: list[Atom]) -> list[str]:
    named = [atom.compare.option for atom in atoms if isinstance(atom.compare, c.Has | c.Lacks | c.Had)]
    return list(dict.fromkeys(named))


def _mentioned(atoms: list[Atom]) -> list[str]:
    return _named(atoms)[:MENTIONED]


def _sizes(atoms: list[Atom]) -> set[int]:
    counts = [atom.compare.number for atom in atoms if isinstance(atom.compare, c.CountAtLeast | c.CountAtMost)]
    return {size + step for size in counts for step in (0, 1) if size + step >= 0}


def _sets(attribute: Attribute, atoms: list[Atom], most: int) -> Iterator[tuple[str, ...]]:
    options = [option.value for option in attribute.options]
    named = _named(atoms)[:most]
    seen: set[tuple[str, ...]] = set()
    for chosen in product((False, True), repeat=len(named)):
        core = [name for name, taken in zip(named, chosen, strict=True) if taken]
        fillers = [option for option in options if option not in named]
        for size in {len(core), *_sizes(atoms)}:
            grown = tuple(sorted([*core, *fillers[: max(0, size - len(core))]]))
            if grown not in seen:
                seen.add(grown)
                yield grown


def _record_lists(attribute: Attribute, atoms: list[Atom], on: date, most: int) -> Iterator[tuple[Record, ...]]:
    options = [option.value for option in attribute.options]
    named = _named(atoms)[:most]
    other = next((option for option in options if option not in named), options[0])
    had = any(isinstance(atom.compare, c.Had) for atom in atoms)
    for states in product((None, *_states(on)[: 1 + (had or len(named) <= MENTIONED)]), repeat=len(named)):
        core = [
            Record(kind=name, since=state[0], until=state[1])
            for name, state in zip(named, states, strict=True)
            if state is not None
        ]
        running = sum(record.until is None for record in core)
        for size in {running, *_sizes(atoms)}:
            yield (*core, *(Record(kind=other, since=on) for _ in range(size - running)))


def _states(on: date) -> tuple[tuple[date, date | None], tuple[date, date | None]]:
    """Return an active and an ended record."""
    return (on, None), (calendar_periods.add_months(on, -2), calendar_periods.add_months(on, -1))


def nearest(atoms: list[Atom], facts: Facts, on: date) -> list[Value]:
    """Return values of every class, nearest to the present value first; lists change only in what is compared."""
    attribute = atoms[0].attribute
    if attribute.derived is not None:
        return list(representatives(atoms, on))
    now = value_on(attribute, facts, on)[0]
    values = list(representatives(atoms, on))
    if isinstance(now, tuple):
        values = [*_edited(now, _mentioned(atoms), attribute, on), *values]
    return sorted(values, key=lambda value: distance(now, value))


def _edited(now: tuple[str, ...] | tuple[Record, ...], named: list[str], kind: Attribute, on: date) -> Iterator[Value]:
    for keeps in product((None, False, True), repeat=len(named)):
        kept: list[str | Record] = [one for one in now if (one if isinstance(one, str) else one.kind) not in named]
        for name, wanted in zip(named, keeps, strict=True):
            if wanted is None:
                kept += [one for one in now if (one if isinstance(one, str) else one.kind) == name]
            elif wanted:
                kept.append(name if kind.kind == "codes" else Record(kind=name, since=on))
        yield cast(Value, tuple(kept))


def distance(old: Value, new: Value) -> int:
    """Return the distance of a value to the present one; 0: equal."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return len(set(old) ^ set(new))
    if isinstance(old, date) and isinstance(new, date):
        return abs((new - old).days)
    if isinstance(old, bool | str | None) or not isinstance(new, int):
        return int(old != new)
    return abs(new - cast(int, old))
