"""Where people stop in a form: counts by question, told from twenty people on; never an answer, never who."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

FEWEST = 20
LEFT_ALONE = timedelta(
    days=7
)  # a proposal of this house: a draft that nobody has touched for so long counts as stopped


class FormStop(Struct, frozen=True):
    """How many drafts were left alone after a question (the first one of its page)."""

    service: str
    question: str
    people: int


def stopped_before(now: datetime) -> datetime:
    """Return the moment before which a draft must have been touched last."""
    return now - LEFT_ALONE


def people_by_service(stops: Iterable[FormStop]) -> Counter[str]:
    """Count who stopped in each service."""
    found: Counter[str] = Counter()
    for one in stops:
        found[one.service] += one.people
    return found
