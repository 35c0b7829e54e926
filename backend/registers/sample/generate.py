"""Makes N invented residents; one seed always makes the same people, as columns for a district and as facts for one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from msgspec import Struct

from backend.kit.identity_number import sample_number
from backend.registers.attributes import attributes
from backend.registers.sample.synthetic import care, families, livelihoods, origins, trades
from backend.registers.sample.synthetic.builder import Crowd
from backend.registers.sample.synthetic.random_draws import Array, Mask
from backend.registers.sample.synthetic.rows import value_at
from backend.registers.to_facts import REGISTERS
from backend.rules.columns import Columns

SEED = 440304
FIRST_SEQUENCE = 101  # lower ones belong to the cast
CENSUS = 1_553_000  # residents of the district, for measuring


class Residents(Struct, frozen=True, eq=False):
    """Invented residents: their columns, about whom which register says nothing, and the sequence of each number."""

    columns: Columns
    gaps: Mapping[str, Mask]
    born: Array
    female: Mask
    sequence: Array

    @property
    def count(self) -> int:
        """How many they are."""
        return self.columns.count

    def number(self, row: int) -> str:
        """The identity number of one; it can't belong to anybody."""
        return sample_number(date.fromordinal(int(self.born[row])), int(self.sequence[row]))

    def facts(self, row: int) -> dict[str, Any]:
        """What the registers know of one: plain values; what is missing and not silent is no record."""
        silent = self.silent(row)
        values = {name: value_at(held, row) for name, held in self.columns.held.items() if name not in silent}
        return {name: value for name, value in values.items() if value is not None}

    def silent(self, row: int) -> frozenset[str]:
        """The attributes of one person that their register says nothing about, or that aren't a register's."""
        quiet = {source for source, gap in self.gaps.items() if gap[row] or source not in REGISTERS}
        return frozenset(name for name in self.columns.held if attributes()[name].source in quiet)


def generate(count: int, today: date, seed: int = SEED) -> Residents:
    """So many residents of Futian as the registers know them on a day."""
    crowd = Crowd(count, seed, today)
    for room in (origins, livelihoods, families, care, trades):
        room.draw(crowd)
    columns, gaps = crowd.columns()
    born, female = np.asarray(crowd["birth_date"]), crowd.has_option("sex", "female")
    return Residents(columns=columns, gaps=gaps, born=born, female=female, sequence=_sequence(born, female))


def _sequence(born: Array, female: Mask) -> Array:
    """For each day and sex the next free number: odd for men, even for women."""
    key = born.astype(np.int64) * 2 + female
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    places = np.arange(len(key))
    rank = np.empty(len(key), np.int32)
    rank[order] = places - np.maximum.accumulate(np.where(new, places, 0))
    return np.asarray(FIRST_SEQUENCE + 2 * rank + female, np.int16)
