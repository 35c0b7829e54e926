"""The list of a person's affairs: where each stands, whose turn it is, by when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.clock import deadline, working_days
from backend.cases.clock.deadline import WHY
from backend.cases.papers import shared_file
from backend.cases.services import CaseServices
from backend.cases.types import SAYS, Case, Event, State
from backend.delegation.acting import covers
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.types import Acting

_messages = Messages.beside(__file__)
_words = _messages.words

TURN_LABELS = _words("TURN_LABELS")
DUE, PROVISIONAL = _messages.take("due"), _messages.take("provisional")
TONES = {
    State.APPROVED: "good",
    State.COMPLETED: "good",
    State.IN_CORRECTION: "warn",
    State.REFUSED: "bad",
    State.NOT_ACCEPTED: "bad",
    State.REVOKED: "bad",
}
ENDED = flow.FINAL | {State.APPROVED, State.REFUSED}


class CaseCard(Struct, frozen=True):
    """A case for `ui.case_card`."""

    name: str
    href: str
    status: str
    tone: str
    turn: str
    due: str
    number: str


class Progress(Struct, frozen=True):
    """All cases of a person, by whose turn it is; `unplaced`: shared files without a place."""

    yours: list[CaseCard]
    others: list[CaseCard]
    ended: list[CaseCard]
    unplaced: int


async def progress(db: Db, services: CaseServices, acting: Acting, now: datetime) -> Progress:
    """List all cases of a person; four statements, however many there are."""
    own = await store.of_principal(db, principal=acting.principal)
    cases = [case for case in own if covers(services.catalogue, acting, case.service)]
    ids, events = [case.id for case in cases], defaultdict[UUID, list[Event]](list)
    for event in await store.events_of_all(db, case_ids=ids, principal=acting.principal) if cases else ():
        events[event.case_id].append(event)
    yours, others, ended = list[CaseCard](), list[CaseCard](), list[CaseCard]()
    for case in cases:
        group = ended if case.state in ENDED else others if case.state in flow.OPEN else yours
        group.append(await case_card(db, services, case, events[case.id], now))
    unplaced = 0 if acting.mandate else len(await shared_file.list_waiting(db, acting, now))
    return Progress(yours, others, ended, unplaced)


async def case_card(db: Db, services: CaseServices, case: Case, events: Iterable[Event], now: datetime) -> CaseCard:
    """Put one case into a card."""
    service = (await services.catalogue.version(db, case.service_version)).service
    reading = deadline.compute_clock(events, service.limit, await working_days.load_calendar(db), local_date(now))
    return CaseCard(
        service.name, f"/cases/{case.id}", SAYS[case.state], TONES.get(case.state, "neutral"), TURN_LABELS[flow.whose_turn(case.state)],
        due_words(reading), case.number,
    )  # fmt: skip


def due_words(reading: deadline.ClockReading) -> str:
    """The working day by which something happens, in words."""
    if reading.due_on is None:
        return ""
    if not reading.runs:
        return WHY[reading.why]
    return DUE(
        due=reading.due_on, weekday=reading.due_on, note=PROVISIONAL().text if reading.provisional else None
    ).text
