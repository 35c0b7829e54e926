"""Current time and local date (Shenzhen); injected, so that tests can set it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the current time in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the calendar date of a moment in Shenzhen."""
    return moment.astimezone(SHANGHAI).date()


def rest_of_day(moment: datetime) -> float:
    """Return the seconds until midnight in Shenzhen."""
    begins = datetime.combine(local_date(moment) + timedelta(days=1), time(), SHANGHAI)
    return (begins - moment).total_seconds()
