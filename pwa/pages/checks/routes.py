"""The editors' page of the checks: how often people agreed with each, which of them only advise, and turning one by hand."""

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.materials import check_accuracy
from backend.materials.reading.check_names import CHECKS
from backend.residents.guards import StaffWho, access, staff
from pwa.pages.checks.views import SAYS, checks_page
from pwa.templates import form_again, page
from pwa.views.parts import FormError
from pwa.views.public_pages import TheCatalogue

EDITORS = staff("editor", "publisher", "supervisor")


class CheckTurn(Struct, forbid_unknown_fields=True):
    """What a check may do from now on, and why."""

    mode: Literal["blocking", "advice"]
    reason: Annotated[str, Meta(max_length=500)] = ""


@get("/studio/checks", opt=access(EDITORS))
async def overview(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, said: FromQuery[str] = ""
) -> Response[str]:
    """Every check and how far it can be trusted."""
    notice = SAYS("turned", check=CHECKS[said]) if said in CHECKS else ""
    return page(
        request,
        "checks/list.html",
        await checks_page(db, catalogue),
        nav="checks",
        staff=staff,
        notice=notice,
        typed={},
    )


@post("/studio/checks/{name:str}", opt=access(EDITORS, acts=("check.turned",)))
async def turn(
    request: AnyRequest, db: Db, catalogue: TheCatalogue, staff: StaffWho, now: Now, name: FromPath[str]
) -> Response[str] | Redirect:
    """Let a check send papers back again, or make it advise only; with a reason, which stays."""
    sent = await read_form(request, CheckTurn)
    try:
        await check_accuracy.set_advisory(db, name, sent.mode, staff, sent.reason, now)
    except ReasonNeeded as refusal:
        view, wrong = await checks_page(db, catalogue), FormError(refusal.sentence, f"#why-{name}")
        return form_again(
            request, "checks/list.html", view, wrong, nav="checks", staff=staff, typed={name: sent.reason}
        )
    return see_other(f"/studio/checks?said={name}#check-{name}")


ROUTES = [overview, turn]
