"""The list of after-checks, and how often officers agreed with the machine; counts, nobody's name."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from msgspec import Struct

from backend.cases.desk import after_check
from backend.cases.desk import store as desk_store
from backend.cases.services import CaseServices
from backend.cases.submission.after_check_sample import SAYS
from backend.catalogue.types import Service
from backend.kit.messages.formats import listed
from backend.kit.sql import Db
from backend.residents.types import Staff

LATELY = timedelta(days=90)


class AfterCheckEntry(Struct, frozen=True):
    """A case that was drawn and isn't looked at yet."""

    one: desk_store.OpenAfterCheck
    service: Service
    why: str


class AfterCheckResult(Struct, frozen=True):
    """What came of the after-checks of one service."""

    name: str
    looked: int
    disagreed: int
    waiting: int


class AfterChecks(Struct, frozen=True):
    """The page of after-checks; `percent`: share of approvals that is drawn."""

    rows: list[AfterCheckEntry]
    percent: int
    results: list[AfterCheckResult]


async def after_checks(db: Db, services: CaseServices, staff: Staff, now: datetime) -> AfterChecks:
    """List what this officer's department still has to look at, and the results of 90 days."""
    rows = [
        AfterCheckEntry(
            one, (await services.catalogue.version(db, one.service_version)).service,
            listed(says for signal, says in SAYS.items() if signal in one.why),
        ) for one in await after_check.list_waiting(db, staff)
    ]  # fmt: skip
    return AfterChecks(rows, services.after_check_percent, await results(db, services, now))


async def results(db: Db, services: CaseServices, now: datetime) -> list[AfterCheckResult]:
    """Count by service how many were looked at, and with how many the officer disagreed."""
    numbers: dict[str, Counter[str]] = defaultdict(Counter)
    for row in await desk_store.checks_by_service(db, since=now - LATELY):
        numbers[row.code][row.state] = row.number
    return [
        AfterCheckResult(
            version.service.name if (version := services.catalogue.get(code)) else code, one["agreed"] + one["disagreed"],
            one["disagreed"], one["waiting"],
        ) for code, one in sorted(numbers.items())
    ]  # fmt: skip
