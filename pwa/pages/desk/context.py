"""What every action on the desk needs, injected as one argument, and the answer after an action on a case."""

from collections.abc import Awaitable
from datetime import datetime
from uuid import UUID

from litestar import Response
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from backend.cases.desk.judge_paper import CheckNeeded
from backend.cases.desk.officer_actions import Opened, open_case_file
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.reasons import ReasonNeeded
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, see_other
from backend.residents.guards import StaffWho, staff
from backend.residents.types import Staff
from pwa.injected import InjectedServices
from pwa.pages.desk.views import desk_case
from pwa.templates import page
from pwa.views.parts import FormError

OFFICERS = staff("officer", "supervisor")


class DeskContext(Struct, frozen=True):
    """The officer's request with its transaction."""

    request: AnyRequest
    db: Connection
    services: CaseServices
    staff: Staff
    now: datetime

    async def open_file(self, id: UUID, reason: Opened = "handling") -> Case:
        """Open a case of the officer's department; its person can see that it was opened."""
        return await open_case_file(self.db, self.services, self.staff, id, self.now, reason)


InjectedDesk = NamedDependency[SkipValidation[DeskContext]]


async def provide_desk(
    request: AnyRequest, db: Db, services: InjectedServices, staff: StaffWho, now: Now
) -> DeskContext:
    """Collect the context of one request."""
    return DeskContext(request, db, services, staff, now)


async def after_action(
    desk: DeskContext, id: UUID, action: Awaitable[object], *, field: str, typed: str = "", onward: str = ""
) -> Response[str] | Redirect:
    """Do an action and go to its case; without a reason or check show the case again, with what was typed.

    `field`: “#f-name” or another anchor to which the error leads; `onward`: anchor to go to afterwards.
    """
    try:
        await action
    except (ReasonNeeded, CheckNeeded) as refusal:
        view = await desk_case(desk.db, desk.services, desk.staff, await desk.open_file(id), desk.now)
        view = replace(view, errors=[FormError(refusal.sentence, field)], typed={field.removeprefix("#f-"): typed})
        return page(desk.request, "desk/case.html", view, status=refusal.status, nav="desk", staff=desk.staff)
    return see_other(f"/desk/cases/{id}{onward}")
