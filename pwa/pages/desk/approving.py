"""The desk approves a case, requirement by requirement."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases.desk.approve import approve as approve_case
from backend.cases.desk.approve import open_for_approval
from backend.kit.web import AnyRequest, Db, Now, form_values, see_other, within
from backend.residents.guards import StaffWho, access, staff
from backend.rules.officer_approval import NotDecided
from pwa.injected import InjectedServices
from pwa.pages.desk.approval_form import approval_form, number, officer_words
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")
LONGEST = 500


@get("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS))
async def ask(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """The form, as the registers and the rule see the case now."""
    case, ready = await open_for_approval(db, services, staff, id, now)
    return page(request, "desk/approval.html", approval_form(case, ready, now), nav="desk", staff=staff)


@post("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS, acts=("case.approved",)))
async def approve(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Approve, or show again what is not decided yet; everything written stays."""
    sent = {key: str(value).strip() for key, value in (await form_values(request)).items()}
    for text in sent.values():
        within(text, LONGEST)
    version, digest = number(sent.get("version")) or 0, sent.get("digest", "")
    try:
        await approve_case(db, services, staff, id, officer_words(sent), version=version, digest=digest, now=now)
    except NotDecided as error:
        case, ready = await open_for_approval(db, services, staff, id, now)
        view = approval_form(case, ready, now, sent, error.parts)
        return page(request, "desk/approval.html", view, status=422, nav="desk", staff=staff)
    return see_other(f"/desk/cases/{id}")


ROUTES = [ask, approve]
