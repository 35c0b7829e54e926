"""The officers' desk: what waits, what was handed in, what the machine saw, and one action at a time."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import household, judge_paper, officer_actions
from backend.kit.web import AnyRequest, Now, read_form, short_transactions
from backend.residents.guards import StaffWho, access, visitor_of
from pwa.injected import InjectedServices
from pwa.pages.desk import account_stop, after_decision, approval, changes, payment_recovery, revocation
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action, provide_desk
from pwa.pages.desk.queue import queue as queue_page
from pwa.pages.desk.views import desk_case
from pwa.templates import page
from pwa.views.files import page_picture


class OfficerActionForm(Struct, forbid_unknown_fields=True):
    """An action of an officer, on the version of the case they saw."""

    officer_action: officer_actions.OfficerAction
    version: int
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/desk", opt=access(OFFICERS))
async def queue(desk: InjectedDesk) -> Response[str]:
    """What waits on my desk, the most urgent first."""
    view = await queue_page(desk.db, desk.services, desk.staff, desk.now)
    return page(desk.request, "desk/queue.html", view, nav="desk", staff=desk.staff)


@get("/desk/cases/{id:uuid}", opt=access(OFFICERS))
async def show(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One case with everything needed to decide; the resident sees that it was opened."""
    moment = short_transactions(request)
    await household.learn_of_case(moment, services, staff, id)
    async with moment() as db:
        view = await desk_case(
            db, services, staff, await officer_actions.open_case_file(db, services, staff, id, now), now
        )
    return page(request, "desk/case.html", view, nav="desk", staff=staff)


@post(
    "/desk/cases/{id:uuid}/actions",
    opt=access(OFFICERS, acts=tuple(f"case.{action}" for action in officer_actions.DONE)),
)
async def perform(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str] | Redirect:
    """Accept, ask for a correction, or refuse."""
    sent = await read_form(desk.request, OfficerActionForm)
    action = officer_actions.perform(
        desk.db, desk.services, desk.staff, id, sent.officer_action, sent.reason, sent.version, desk.now
    )
    return await after_action(desk, id, action, field="#f-reason", typed=sent.reason)


@get("/desk/cases/{id:uuid}/papers/{paper:uuid}/{number:int}", opt=access(OFFICERS))
async def paper(
    desk: InjectedDesk, id: FromPath[UUID], paper: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """One page of a paper of the case; opening it is logged."""
    case = await desk.open_file(id, "paper")
    return await page_picture(desk.request, await judge_paper.paper_of(desk.db, case, paper), number)


class PaperJudgementForm(Struct, forbid_unknown_fields=True):
    """What an officer says of one paper."""

    view: Literal["usable", "unusable"]
    because: (
        Annotated[str, Meta(max_length=40)]
        | Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=20)]
    ) = ()

    def reasons(self) -> tuple[str, ...]:
        """The checks that were ticked; a form sends one alone, several as a list."""
        return (self.because,) if isinstance(self.because, str) else self.because


@post("/desk/cases/{id:uuid}/papers/{paper:uuid}/view", opt=access(OFFICERS, acts=("paper.judged",)))
async def judge(desk: InjectedDesk, id: FromPath[UUID], paper: FromPath[UUID]) -> Response[str] | Redirect:
    """Was this paper usable? Pre-review learns by it how far each of its checks can be trusted."""
    sent = await read_form(desk.request, PaperJudgementForm)
    action = judge_paper.judge(desk.db, desk.services, desk.staff, id, paper, sent.view, sent.reasons(), desk.now)
    return await after_action(desk, id, action, field=f"#paper-{paper}", onward=f"#paper-{paper}")


async def know_the_household(request: AnyRequest) -> None:
    """Before an action on a case whose file was never opened: whose household it is must be known by then."""
    member, case = visitor_of(request).staff, request.path_params.get("id")
    if member is not None and request.method == "POST" and isinstance(case, UUID):
        await household.learn_of_case(
            short_transactions(request), request.app.state.services, member, case, if_unknown=True
        )


HANDLERS = [
    *after_decision.ROUTES, *approval.ROUTES, *account_stop.ROUTES, *revocation.ROUTES, *changes.ROUTES, *payment_recovery.ROUTES,
    queue, show, perform, paper, judge,
]  # fmt: skip
ROUTES = [
    Router(path="/", route_handlers=HANDLERS, before_request=know_the_household, dependencies={"desk": provide_desk})
]
