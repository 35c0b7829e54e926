"""Impact of rules on a population: who is eligible on a day, who becomes so, who gains or loses by a change.

Editors see counts, never people, and no count from 1 to 19 (nor one that could be worked out from the others).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.rules import bitmaps, calendar_periods, wording
from backend.rules.bitmap_index import BitmapIndex
from backend.rules.bitmaps import Bits
from backend.rules.columns import AttributeColumn, Columns
from backend.rules.rule import Rule, in_force

AGE_BAND = Messages.beside(__file__).texts("age_band", Audience.OFFICER)
Numbers = NDArray[np.int64]
LEAST = 20
STREET = 9
AGES = (18, 35, 60, 70, 80, 90, 100)


class Group(Struct, frozen=True):
    """Group of residents; the count is None if it is too small to show."""

    name: str
    count: int | None


class Impact(Struct, frozen=True):
    """Effect of a rule change on a day, as counts that may be shown."""

    before: int | None
    after: int | None
    gained: int | None
    lost: int | None


def eligible(index: BitmapIndex, rules: Sequence[Rule]) -> Bits:
    """Return the residents whom the rule in force approves by machine."""
    rule = in_force(rules, index.on)
    return bitmaps.none_of(index.columns.count) if rule is None else index.approved(rule)


def newly_eligible(columns: Columns, rules: Sequence[Rule], on: date) -> Bits:
    """Return the residents who are eligible on a day and were not on the day before."""
    today, before = BitmapIndex(columns, on), BitmapIndex(columns, calendar_periods.add_days(on, -1))
    return eligible(today, rules) & ~eligible(before, rules)


def impact_of(before: Bits, after: Bits) -> Impact:
    """Count eligible residents before and after a change, gains and losses; small counts, and those that reveal them, are withheld."""
    counts = [bitmaps.size(bits) for bits in (before, after, after & ~before, before & ~after)]
    withheld = any(_small(count) for count in counts)
    # after = before + gained - lost: a small one withheld would be given away by the other three.
    return Impact(_shown(counts[0]), None if withheld else counts[1], _shown(counts[2]), _shown(counts[3]))


def split_by_street(index: BitmapIndex, bits: Bits, name: str = "hukou") -> dict[str, Bits]:
    """Split a set by street."""
    column = index.columns.by_name[name]
    return _split(column, bits, [wording.place(code[:STREET]) for code in column.vocabulary])


def split_by_code(index: BitmapIndex, bits: Bits, name: str) -> dict[str, Bits]:
    """Split a set by the value of a code."""
    column = index.columns.by_name[name]
    return _split(column, bits, [one.label for one in column.attribute.options])


def split_by_age(index: BitmapIndex, bits: Bits) -> dict[str, Bits]:
    """Split a set by age band."""
    column = index.columns.by_name["birth_date"]
    starts = [calendar_periods.latest_start(index.on, years * calendar_periods.MONTHS) for years in AGES]
    edges = np.array([-(start or date.min).toordinal() for start in starts])
    bands = zip((0, *AGES), AGES, strict=False)
    names = [AGE_BAND("between", low=low, high=high - 1) for low, high in bands]
    oldest = AGE_BAND("above", low=AGES[-1])
    return _split(column, bits, [*names, oldest], lambda days: np.searchsorted(edges, -days, side="right"))


def _split(
    column: AttributeColumn,
    bits: Bits,
    names: Sequence[str],
    place: Callable[[Numbers], Numbers] = lambda values: values,
) -> dict[str, Bits]:
    """Split a set by the name at the place that each row's value gives; several places may have one name, and empty ones are left out."""
    known = bits if column.known is None else bits & column.known
    rows, count = bitmaps.rows(known), len(bits) * bitmaps.WORD
    values = column.values[rows].astype(np.int64) if column.values is not None else np.zeros(len(rows), np.int64)
    together = list(dict.fromkeys(names))
    at = np.array([together.index(name) for name in names], np.int64)[place(values)]
    return {name: bitmaps.of_rows(rows[at == n], count) for n, name in enumerate(together) if np.any(at == n)}


def counted(split: Mapping[str, Bits]) -> tuple[Group, ...]:
    """Return the groups of a split set, those that are too small withheld."""
    return withhold_small([bitmaps.size(bits) for bits in split.values()], list(split))


def withhold_small(counts: Sequence[int], names: Sequence[str]) -> tuple[Group, ...]:
    """Return non-empty groups by name; small ones are withheld, with one more if their sum would be too small."""
    together: dict[str, int] = {}
    for name, count in zip(names, counts, strict=True):
        together[name] = together.get(name, 0) + count
    withheld = _withheld({name: count for name, count in together.items() if count})
    return tuple(Group(name, None if name in withheld else count) for name, count in together.items() if count)


def _withheld(counts: dict[str, int]) -> set[str]:
    hidden = {name for name, count in counts.items() if _small(count)}
    for name in sorted(counts, key=lambda one: counts[one]):
        if not hidden or (len(hidden) > 1 and _sum(counts, hidden) >= LEAST):
            break
        hidden.add(name)
    return hidden


def _sum(counts: dict[str, int], names: Iterable[str]) -> int:
    return sum(counts[name] for name in names)


def _small(count: int) -> bool:
    return 0 < count < LEAST


def _shown(count: int) -> int | None:
    return None if _small(count) else count
