"""The officers' queue: cases with their clocks, changes to confirm, and revocations that wait for a second person."""

from datetime import date, datetime

from msgspec import Struct

from backend.cases import store
from backend.cases.clock import deadline, working_days
from backend.cases.desk import officer_actions
from backend.cases.desk import store as desk_store
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.cases.types import FOR_OFFICER
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.types import Staff
from pwa.pages.desk.change_views import ChangeWaiting, to_confirm

WHY_FOR_OFFICER = Messages.beside(__file__).words("ClockForOfficer", deadline.Why)


class QueueEntry(Struct, frozen=True):
    """A case that waits, with its clock."""

    case: desk_store.QueuedCase
    service: Service
    says: str
    clock: deadline.ClockReading
    why: str


class RevocationWaiting(Struct, frozen=True):
    """A revocation that waits for a second person; `mine`: this officer proposed it."""

    case: desk_store.RevocationRow
    service: Service
    mine: bool


class Queue(Struct, frozen=True):
    """The queue, the most urgent first; `number`: what was looked for, or ""."""

    rows: list[QueueEntry]
    proposals: list[RevocationWaiting]
    changes: list[ChangeWaiting]
    number: str = ""


async def queue(db: Db, services: CaseServices, staff: Staff, now: datetime, number: str = "") -> Queue:
    """Collect what waits on the desk of this officer."""
    rows = await queue_rows(db, services, staff, now)
    return Queue(rows, await proposals(db, services, staff), await to_confirm(db, services, staff), number)


async def queue_rows(db: Db, services: CaseServices, staff: Staff, now: datetime) -> list[QueueEntry]:
    """List the cases with their clocks, by the day on which they are due."""
    days, rows = await working_days.load_calendar(db), []
    for case in await officer_actions.queue(db, staff):
        service = (await services.catalogue.version(db, case.service_version)).service
        events = await store.events(db, case_id=case.id, principal=case.principal)
        clock = deadline.compute_clock(events, service.limit, days, local_date(now))
        rows.append(QueueEntry(case, service, FOR_OFFICER[case.state], clock, WHY_FOR_OFFICER[clock.why]))
    return sorted(rows, key=lambda row: row.clock.due_on or date.max)


async def proposals(db: Db, services: CaseServices, staff: Staff) -> list[RevocationWaiting]:
    """List the receipts whose revocation was proposed and not settled."""
    return [
        RevocationWaiting(one, (await services.catalogue.version(db, one.service_version)).service, one.proposed_by == staff.subject)
        for one in await desk_store.revocations_waiting(db, department=department_scope(staff))
    ]  # fmt: skip
