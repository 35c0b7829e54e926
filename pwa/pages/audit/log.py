"""The page of the audit log, and asking for a check of it."""

from datetime import datetime, timedelta

from msgspec import Struct

from backend.audit import store
from backend.audit.actor import spellings
from backend.audit.log import note
from backend.audit.service import CHECK
from backend.audit.types import AuditCheck
from backend.kit.jobs import NoArguments, enqueue
from backend.kit.sql import Db
from backend.residents.audit_search import acts_of
from backend.residents.types import Staff
from pwa.pages.audit.words import ActShown, LogLine, act_shown, log_line

NEWEST = 2**62
PAGE = 50
DAILY = timedelta(days=1, hours=2)  # between two checks, with time for the check itself


class LogPage(Struct, frozen=True, kw_only=True):
    """A page of lines, newest first. `earlier`: number to go on from, 0 = none; `overdue`: the last check is older than a day."""

    checked: AuditCheck | None
    overdue: bool
    lines: list[LogLine]
    word: str
    earlier: int
    first: bool


async def log_page(db: Db, staff: Staff, word: str, below: int, now: datetime) -> LogPage:
    """Read lines below a number that hold a word; reading is written down too."""
    checked, wanted = await store.last_check(db), word.strip()
    lines = await store.lines(db, below=below, word=wanted, who=spellings(wanted))
    await note(db, staff.actor, "audit.read", "audit", now, lines=len(lines))
    return LogPage(
        checked=checked, overdue=checked is None or now - checked.at > DAILY, lines=[log_line(line) for line in lines],
        word=word, earlier=lines[-1].seq if len(lines) == PAGE else 0, first=below >= NEWEST,
    )  # fmt: skip


class ActsPage(Struct, frozen=True):
    """Everything one actor did. `earlier`: moment to go on from, "" = none."""

    who: str
    acts: list[ActShown]
    earlier: str
    first: bool


async def acts_page(db: Db, staff: Staff, who: str, before: datetime | None, now: datetime) -> ActsPage:
    """List what a person, a member of staff or a part of the system did; a resident sees that it was read."""
    found = await acts_of(db, staff, who, before, now)
    earlier = found[-1].at.isoformat() if len(found) >= PAGE else ""
    return ActsPage(who.strip(), [act_shown(act) for act in found], earlier, before is None)


async def ask_check(db: Db, staff: Staff, now: datetime) -> None:
    """Have the worker check the whole log now instead of tonight."""
    await enqueue(db, CHECK, NoArguments(), once=f"schedule:{CHECK}")
    await note(db, staff.actor, "audit.check_asked", "audit", now)
