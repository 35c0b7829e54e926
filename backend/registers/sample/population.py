"""Whom the sample registers know: the cast, and the generated residents."""

from backend.registers.sample.cast import cast, resident
from backend.registers.sample.residents import Resident, same_name
from backend.registers.types import Subject

RESIDENTS = 10_000


class Population:
    """Everybody, found by number and name together."""

    def __init__(self, count: int = RESIDENTS) -> None:
        self.count = count
        self._cast = {member.id_number: resident(member) for member in cast().values()}

    def some(self, count: int) -> tuple[Resident, ...]:
        """A few of the generated residents, to try."""
        return ()

    def find(self, subject: Subject) -> Resident | None:
        """The person whose number and name these are; a number with another's name is nobody."""
        found = self._cast.get(subject.id_number)
        return found if found is not None and same_name(found.name, subject.name) else None
