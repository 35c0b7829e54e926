"""Generate synthetic residents from a seed: as columns for a population, as facts for one person."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from msgspec import Struct

from backend.kit.identity_number import sample_number
from backend.registers.attributes import attributes
from backend.registers.sample.synthetic import care, families, livelihoods, origins, trades
from backend.registers.sample.synthetic.builder import SyntheticPopulation
from backend.registers.sample.synthetic.random_draws import Array, Mask
from backend.registers.sample.synthetic.rows import value_at
from backend.registers.to_facts import REGISTERS
from backend.rules.columns import Columns

SEED = 440304
FIRST_SEQUENCE = 101  # lower ones belong to the cast
CENSUS = 1_553_000  # residents of the district, for measuring


class Residents(Struct, frozen=True, eq=False):
    """Synthetic residents: columns, silent registers per person, sequence of each identity number."""

    columns: Columns
    gaps: Mapping[str, Mask]
    born: Array
    female: Mask
    sequence: Array

    @property
    def count(self) -> int:
        """Number of residents."""
        return self.columns.count

    def number(self, row: int) -> str:
        """Return the identity number of one resident; it can't belong to a person."""
        return sample_number(date.fromordinal(int(self.born[row])), int(self.sequence[row]))

    def facts(self, row: int) -> dict[str, Any]:
        """Return what the registers know of one resident; a missing value that isn't silent means no record."""
        silent = self.silent(row)
        values = {name: value_at(column, row) for name, column in self.columns.by_name.items() if name not in silent}
        return {name: value for name, value in values.items() if value is not None}

    def silent(self, row: int) -> frozenset[str]:
        """Return the attributes of one resident that no register answers."""
        quiet = {source for source, gap in self.gaps.items() if gap[row] or source not in REGISTERS}
        return frozenset(name for name in self.columns.by_name if attributes()[name].source in quiet)


def generate(count: int, today: date, seed: int = SEED) -> Residents:
    """Generate residents of Futian as the registers know them on a day."""
    crowd = SyntheticPopulation(count, seed, today)
    for room in (origins, livelihoods, families, care, trades):
        room.draw(crowd)
    columns, gaps = crowd.columns()
    born, female = np.asarray(crowd["birth_date"]), crowd.has_option("sex", "female")
    return Residents(columns=columns, gaps=gaps, born=born, female=female, sequence=_sequence(born, female))


def _sequence(born: Array, female: Mask) -> Array:
    """Return the next free sequence number per birth date and sex: odd for men, even for women."""
    key = born.astype(np.int64) * 2 + female
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    places = np.arange(len(key))
    rank = np.empty(len(key), np.int32)
    rank[order] = places - np.maximum.accumulate(np.where(new, places, 0))
    return np.asarray(FIRST_SEQUENCE + 2 * rank + female, np.int16)
