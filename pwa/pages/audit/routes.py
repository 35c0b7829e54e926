"""The auditors' page: what was done, newest first, and whether the log is still as it was written. Nothing can be changed here."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.audit import store
from backend.audit.log import note
from backend.audit.service import CHECK
from backend.kit.jobs import NoArguments, enqueue
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.audit_search import acts_of
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.audit.words import ACTIONS, act_shown, said_of
from pwa.templates import page

AUDITORS = staff("auditor")
NEWEST = 2**62
PAGE = 50
DAILY = timedelta(days=1, hours=2)  # between two checks, with time for the check itself

Word = FromQuery[Annotated[str, Meta(max_length=80)]]


class Nothing(Struct, forbid_unknown_fields=True):
    """A form that says nothing but its token."""


@get("/audit", opt=access(AUDITORS))
async def log(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    now: Now,
    word: Word = "",
    below: FromQuery[Annotated[int, Meta(ge=0, le=NEWEST)]] = NEWEST,
    said: FromQuery[str] = "",
) -> Response[Any]:
    """What was done; reading it is written down too."""
    checked = await store.last_check(db)
    lines = await store.lines(db, below=min(below, NEWEST), word=word.strip()[:80])
    await note(db, staff.actor, "audit.read", "audit", now, lines=len(lines))
    return page(
        request, "audit/log.html", nav="audit", staff=staff, checked=checked, lines=[said_of(line) for line in lines], word=word,
        overdue=checked is None or now - checked.at > DAILY, acts=ACTIONS,
        earlier=lines[-1].seq if len(lines) == PAGE else 0, first=below >= NEWEST,
        notice="正在核对，过一会儿刷新看结果。" if said == "checking" else "",
    )  # fmt: skip


@get("/audit/acts", opt=access(AUDITORS))
async def acts(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, who: Word = "", before: FromQuery[datetime | None] = None
) -> Response[Any]:
    """Everything that a person, a member of staff or a part of the system did; a resident sees that it was read."""
    found = await acts_of(db, staff, who, before, now)
    return page(
        request, "audit/acts.html", nav="audit", staff=staff, who=who.strip(), acts=[act_shown(act) for act in found],
        earlier=found[-1].at.isoformat() if len(found) >= PAGE else "", first=before is None,
    )  # fmt: skip


@post("/audit/check", opt=access(AUDITORS))
async def check(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Redirect:
    """Check the whole log now instead of tonight."""
    await read_form(request, Nothing)
    await enqueue(db, CHECK, NoArguments(), once=f"schedule:{CHECK}")
    await note(db, staff.actor, "audit.check_asked", "audit", now)
    return see_other("/audit?said=checking")


ROUTES = [log, acts, check]
