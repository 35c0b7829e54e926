"""What of a case its reader reads: a helper by consent only what they put in themselves, and what the principal opened for this case."""

from uuid import UUID

from msgspec import Struct

from backend.cases import store
from backend.kit.sql import Db
from backend.residents.types import Acting


class Sight(Struct, frozen=True):
    """Keys of answers and ids of papers that a reader reads; `everything`: the principal, or whoever acts by law."""

    everything: bool = False
    answers: frozenset[str] = frozenset()
    papers: frozenset[UUID] = frozenset()

    def reads(self, key: str) -> bool:
        """Does the reader read the answer to this question?"""
        return self.everything or key in self.answers

    def reads_paper(self, id: UUID) -> bool:
        """Does the reader read this paper?"""
        return self.everything or id in self.papers


async def sight_of(db: Db, acting: Acting, case: UUID) -> Sight:
    """What this person reads of a case of the principal."""
    if not acting.masked:
        return Sight(everything=True)
    row = await store.sight(db, id=case, principal=acting.principal, person=acting.person)
    own = {key for key, person in row.answered_by.items() if person == str(acting.person)}
    return Sight(answers=frozenset(own | set(row.opened)), papers=frozenset(row.papers))


def authors_after(acting: Acting, before: dict[str, str], changed: set[str]) -> dict[str, str]:
    """Whose the answers are after these changed: the helper's who acts, else nobody's but the principal's."""
    kept = {key: person for key, person in before.items() if key not in changed}
    return {**kept, **(dict.fromkeys(changed, str(acting.person)) if acting.masked else {})}
