"""The auditors' page: what was done, newest first, and whether the log is still as it was written. Nothing can be changed here."""

from datetime import datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromQuery
from litestar.response import Redirect
from msgspec import Meta

from backend.kit.messages.render import Messages
from backend.kit.web import AnyRequest, Db, EmptyForm, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.audit.log import NEWEST, acts_page, ask_check, log_page
from pwa.templates import page

_words = Messages.beside(__file__).words

AUDITORS = staff("auditor")
Word = FromQuery[Annotated[str, Meta(max_length=80)]]
SAID = _words("SAID")


@get("/audit", opt=access(AUDITORS))
async def log(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, word: Word = "",
    below: FromQuery[Annotated[int, Meta(ge=0, le=NEWEST)]] = NEWEST, said: FromQuery[str] = "",
) -> Response[str]:  # fmt: skip
    """What was done; reading it is written down too."""
    view = await log_page(db, staff, word, below, now)
    return page(request, "audit/log.html", view, nav="audit", staff=staff, notice=SAID.get(said, ""))


@get("/audit/acts", opt=access(AUDITORS))
async def acts(
    request: AnyRequest, db: Db, staff: StaffWho, now: Now, who: Word = "", before: FromQuery[datetime | None] = None
) -> Response[str]:
    """Everything that a person, a member of staff or a part of the system did; a resident sees that it was read."""
    return page(request, "audit/acts.html", await acts_page(db, staff, who, before, now), nav="audit", staff=staff)


@post("/audit/check", opt=access(AUDITORS))
async def check(request: AnyRequest, db: Db, staff: StaffWho, now: Now) -> Redirect:
    """Check the whole log now instead of tonight."""
    await read_form(request, EmptyForm)
    await ask_check(db, staff, now)
    return see_other("/audit?said=checking")


ROUTES = [log, acts, check]
