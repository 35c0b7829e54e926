"""The desk approves a case, requirement by requirement."""

from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases.desk.approve import approve as approve_case
from backend.cases.desk.approve import open_for_approval
from backend.kit.web import form_values, see_other, within
from backend.residents.guards import access
from backend.rules.officer_approval import NotDecided
from pwa.pages.desk.approval_form import approval_form, number, officer_words
from pwa.pages.desk.context import OFFICERS, InjectedDesk
from pwa.templates import page

LONGEST = 500


@get("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS))
async def ask(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str]:
    """The form, as the registers and the rule see the case now."""
    case, ready = await open_for_approval(desk.db, desk.services, desk.staff, id, desk.now)
    return page(desk.request, "desk/approval.html", approval_form(case, ready, desk.now), nav="desk", staff=desk.staff)


@post("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS, acts=("case.approved",)))
async def approve(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str] | Redirect:
    """Approve, or show again what is not decided yet; everything written stays."""
    sent = {key: str(value).strip() for key, value in (await form_values(desk.request)).items()}
    for text in sent.values():
        within(text, LONGEST)
    about = desk.db, desk.services, desk.staff, id
    version, digest = number(sent.get("version")) or 0, sent.get("digest", "")
    try:
        await approve_case(*about, officer_words(sent), version=version, digest=digest, now=desk.now)
    except NotDecided as error:
        case, ready = await open_for_approval(*about, desk.now)
        view = approval_form(case, ready, desk.now, sent, error.parts)
        return page(desk.request, "desk/approval.html", view, status=422, nav="desk", staff=desk.staff)
    return see_other(f"/desk/cases/{id}")


ROUTES = [ask, approve]
