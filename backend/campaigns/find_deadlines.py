"""Deadlines of open drafts that count from a date in the form: the person is reminded in time."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from backend.campaigns import store
from backend.campaigns.reasons import DEADLINE
from backend.cases.answers import answers_of
from backend.cases.clock.deadline import Calendar
from backend.cases.clock.deadline import add_days as add_working_days
from backend.cases.clock.working_days import load_calendar
from backend.cases.services import CaseServices
from backend.catalogue.applicant_deadlines import Deadline
from backend.kit import log
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.db import Transaction
from backend.kit.sql import Db
from backend.rules.calendar_periods import MONTHS, add_days, add_months

AHEAD = timedelta(days=14)
"""Days before the last one; a proposal."""
PAGE = 500


async def find_deadlines(transaction: Transaction, services: CaseServices, now: datetime) -> int:
    """Write a row for each draft whose deadline comes within two weeks; returns their number. Idempotent."""
    counted = [
        code for code, one in services.catalogue.in_force.items() if any(d.since_field for d in one.service.deadline)
    ]
    found, after = 0, UUID(int=0)
    while True:
        async with transaction() as db:
            calendar = await load_calendar(db)
            page = await store.drafts_with_dates(db, services=counted, after=after, most=PAGE)
            for draft in page:
                found += await find_in(db, services, calendar, draft, now)
        if len(page) < PAGE:
            return found
        after = page[-1].id


async def find_in(
    db: Db, services: CaseServices, calendar: Calendar, draft: store.DraftWithDates, now: datetime
) -> int:
    """Write a row for each deadline of one draft that comes; one that can't be read keeps no other waiting."""
    found, today = 0, local_date(now)
    try:
        answers = answers_of(services, draft)
        version = await services.catalogue.version(db, draft.service_version)
        days = [
            (one, last_day(one, str(answers.get(one.since_field, "")), calendar)) for one in version.service.deadline
        ]
    except Exception as error:
        log.worry("messages.draft_stays", case=str(draft.id), error=type(error).__name__, exc_info=error)
        return 0
    for deadline, day in days:
        if day is not None and today <= day <= today + AHEAD:
            found += await store.add_one(
                db, person=draft.principal, kind="duty", topic="deadline", service=draft.service, watch=f"{DEADLINE}{deadline.key}",
                case_id=draft.id, until=day, sms=False, today=today, at=now, expires_at=after_day(day),
            )  # fmt: skip
    return found


def last_day(deadline: Deadline, since: str, calendar: Calendar) -> date | None:
    """The last day of a deadline that counts from an answer; None where it can't be counted."""
    if not deadline.since_field or deadline.within is None or not since:
        return None
    start, count = date.fromisoformat(since), -deadline.within if deadline.before else deadline.within
    match deadline.unit:
        case "day":
            return add_days(start, count)
        case "working_day":
            return working_days_from(calendar, start, count)
        case "month":
            return add_months(start, count)
        case "year":
            return add_months(start, count * MONTHS)


def working_days_from(calendar: Calendar, start: date, count: int) -> date:
    """The day so many working days after a date; with a negative count, before it."""
    if count >= 0:
        return add_working_days(calendar, start, count, "working_day")
    day, left = start, -count
    while left:
        day -= timedelta(days=1)
        left -= calendar.works(day)
    return day


def after_day(day: date) -> datetime:
    """A deadline that is over is told to nobody."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)
