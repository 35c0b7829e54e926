"""What time it is, in Shenzhen; injected so that tests can hold it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """The day this moment falls on in Shenzhen."""
    return moment.astimezone(SHANGHAI).date()


def rest_of_day(moment: datetime) -> float:
    """Seconds until the next day begins in Shenzhen."""
    begins = datetime.combine(local_date(moment) + timedelta(days=1), time(), SHANGHAI)
    return (begins - moment).total_seconds()
