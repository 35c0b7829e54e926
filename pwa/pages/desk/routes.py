"""The officers' desk: what waits, what was handed in, what the machine saw, and one step at a time."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases import staff_acts
from backend.cases.desk import household, judge_paper, officer_actions
from backend.kit.problems import NotThere
from backend.kit.text import is_reason
from backend.kit.web import AnyRequest, Db, Now, moments, read_form, see_other
from backend.residents.guards import StaffWho, access, staff, visitor_of
from pwa.injected import InjectedServices
from pwa.pages.cases.views import attachment
from pwa.pages.desk import afterwards, approving, changed, changing, recovering, revoking, stopping, views
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")


class Step(Struct, forbid_unknown_fields=True):
    """One step of an officer, on the version of the case they saw."""

    verb: officer_actions.OfficerAction
    version: int
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/desk", opt=access(OFFICERS))
async def queue(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now) -> Response[str]:
    """What waits on my desk, the most urgent first."""
    return page(
        request, "desk/queue.html", nav="desk", staff=staff, rows=await views.queue(db, services, staff, now),
        proposals=await views.proposals(db, services, staff), changes=await changed.to_confirm(db, services, staff), number="",
    )  # fmt: skip


@get("/desk/cases/{id:uuid}", opt=access(OFFICERS))
async def show(
    request: AnyRequest, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """One case with everything needed to decide; the resident sees that it was opened."""
    moment = moments(request)
    await household.learn_of_case(moment, services, staff, id)
    async with moment() as db:
        case = await officer_actions.open_case_file(db, services, staff, id, now)
        context = await views.case(db, services, staff, case, now)
    return page(request, "desk/case.html", nav="desk", staff=staff, **context)


@post("/desk/cases/{id:uuid}/steps", opt=access(OFFICERS, acts=tuple(f"case.{verb}" for verb in officer_actions.TELLS)))
async def step(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Accept, ask for a correction, approve or refuse."""
    sent = await read_form(request, Step)
    if sent.verb in {"not_accepted", "correction_asked", "refused"} and not is_reason(sent.reason):
        case = await officer_actions.open_case_file(db, services, staff, id, now)
        context = await views.case(db, services, staff, case, now)
        wrong = [{"text": "请写明理由，至少5个字：居民会原样看到。", "href": "#f-reason"}]
        return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **{**context, "errors": wrong})
    await officer_actions.handle(db, services, staff, id, sent.verb, sent.reason.strip(), sent.version, now)
    return see_other(f"/desk/cases/{id}")


@get("/desk/cases/{id:uuid}/papers/{paper:uuid}/{number:int}", opt=access(OFFICERS))
async def paper(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    paper: FromPath[UUID],
    number: FromPath[int],
) -> Response[bytes]:
    """One page of a paper of the case; opening it is logged."""
    case = await officer_actions.open_case_file(db, services, staff, id, now, "查看材料")
    held = await judge_paper.paper_of(db, case, paper)
    if not 1 <= number <= held.pages:
        raise NotThere
    picture = await request.app.state.file_store.get_page(held.id, held.stored_as, number)
    return attachment(held, picture, "image/jpeg")


class View(Struct, forbid_unknown_fields=True):
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
async def judge(
    request: AnyRequest,
    db: Db,
    staff: StaffWho,
    services: InjectedServices,
    now: Now,
    id: FromPath[UUID],
    paper: FromPath[UUID],
) -> Response[str] | Redirect:
    """Was this paper usable? Pre-review learns by it how far each of its checks can be trusted."""
    sent = await read_form(request, View)
    if sent.view == "unusable" and not sent.reasons():
        case = await officer_actions.open_case_file(db, services, staff, id, now)
        wrong = [{"text": "请勾选这份材料哪里不行，再按“不能用”。", "href": f"#paper-{paper}"}]
        context = {**await views.case(db, services, staff, case, now), "errors": wrong}
        return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **context)
    await judge_paper.judge(
        db, services, staff, staff_acts.department_scope(staff), id, paper, sent.view, sent.reasons(), now
    )
    return see_other(f"/desk/cases/{id}#paper-{paper}")


async def know_the_household(request: AnyRequest) -> None:
    """Before an act on a case whose file was never opened: whose household it is must be known by then."""
    member, case = visitor_of(request).staff, request.path_params.get("id")
    if member is not None and request.method == "POST" and isinstance(case, UUID):
        await household.learn_of_case(moments(request), request.app.state.services, member, case, if_unknown=True)


HANDLERS = [
    *afterwards.ROUTES, *approving.ROUTES, *stopping.ROUTES, *revoking.ROUTES, *changing.ROUTES, *recovering.ROUTES,
    queue, show, step, paper, judge,
]  # fmt: skip
ROUTES = [Router(path="/", route_handlers=HANDLERS, before_request=know_the_household)]
