"""People known to the sample registers: cast and synthetic residents."""

from datetime import date
from functools import cached_property

import numpy as np

from backend.kit.identity_number import InvalidIdentityNumber, identity_number
from backend.registers.sample.cast import account, address, cast, household, resident
from backend.registers.sample.generate import FIRST_SEQUENCE, Residents, generate
from backend.registers.sample.names import name
from backend.registers.sample.relations import as_resident, relations
from backend.registers.sample.residents import Resident, same_name
from backend.registers.types import Subject

RESIDENTS = 10_000
RECORDED_ON = date(2026, 11, 1)  # fixed, so that a resident keeps number and life from one day to the next


class SamplePopulation:
    """People by number and name; synthetic ones are generated when first needed."""

    def __init__(self, count: int = RESIDENTS) -> None:
        self.count = count
        self._cast = {member.id_number: resident(member) for member in cast().values()}
        self._cast |= {child.id_number: as_resident(child) for child in relations().child}

    def find(self, subject: Subject) -> Resident | None:
        """Return the person with this number and name; None if the name differs."""
        found = self.by_number(subject.id_number)
        return found if found is not None and same_name(found.name, subject.name) else None

    def by_number(self, number: str) -> Resident | None:
        """Return the person with this number, whatever the name."""
        return self._cast.get(number) or self._generated(number)

    def by_row(self, row: int) -> Resident | None:
        """Return one synthetic resident; None if there are not so many."""
        return self._resident(row) if 0 <= row < self.count else None

    def some(self, count: int) -> tuple[Resident, ...]:
        """Return a few synthetic residents."""
        return tuple(self._resident(row) for row in range(min(count, self.count)))

    @cached_property
    def _residents(self) -> Residents:
        return generate(self.count, RECORDED_ON)

    def _generated(self, number: str) -> Resident | None:
        try:
            read = identity_number(number, samples=True)
        except InvalidIdentityNumber:
            return None
        if read.kind != "sample" or read.birth is None or int(number[14:17]) < FIRST_SEQUENCE or not self.count:
            return None
        made = self._residents
        rows = np.flatnonzero((made.born == read.birth.toordinal()) & (made.sequence == int(number[14:17])))
        return self._resident(int(rows[0])) if len(rows) else None

    def _resident(self, row: int) -> Resident:
        made = self._residents
        facts, silent = made.facts(row), made.silent(row)
        born, sex = date.fromordinal(int(made.born[row])), "female" if made.female[row] else "male"
        called = name(row, sex, born.year)
        texts = {
            "name": called, "living_address": address(facts.get("address_division", "440304"), row % 90 + 1),
            "payable_account": account(1000 + row), "household_number": household(1000 + row),
        }  # fmt: skip
        if "hukou" in facts:
            texts["hukou_address"] = address(facts["hukou"], row % 90 + 1)
        return Resident(number=made.number(row), name=called, facts={**facts, **texts}, silent=silent)
