"""The desk after a decision: the after-check of machine approvals, and stopping or resuming what is paid."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import after_check, stop_payment
from backend.kit.reasons import ReasonNeeded
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from pwa.injected import InjectedServices
from pwa.pages.desk.after_checks import after_checks
from pwa.pages.desk.case_again import case_again
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")


class AfterCheckWord(Struct, forbid_unknown_fields=True):
    """An officer's word on a machine approval."""

    word: after_check.CheckResult
    finding: Annotated[str, Meta(max_length=500)] = ""


class PaymentWord(Struct, forbid_unknown_fields=True):
    """Stop or resume, and why."""

    word: stop_payment.PaymentStep
    cause: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/after-checks", opt=access(OFFICERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now) -> Response[str]:
    """What was drawn and isn't looked at yet, and how often officers agreed with the machine."""
    view = await after_checks(db, services, staff, now)
    return page(request, "desk/after_checks.html", view, nav="after_checks", staff=staff)


@post("/desk/cases/{id:uuid}/after-check", opt=access(OFFICERS, acts=("after_check.agreed", "after_check.disagreed")))
async def check(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Agree with the machine, or not; a disagreement goes the ordinary way of revoking."""
    sent = await read_form(request, AfterCheckWord)
    try:
        await after_check.record_result(db, services, staff, id, sent.word, sent.finding, now)
    except ReasonNeeded as refusal:
        return await case_again(
            request, db, services, staff, id, now, refusal=refusal, href="#f-finding", typed=sent.finding
        )
    return see_other(f"/desk/cases/{id}")


@post("/desk/cases/{id:uuid}/payment", opt=access(OFFICERS, acts=("payment.stopped", "payment.resumed")))
async def payment(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Stop what is paid at once, or let it go on."""
    sent = await read_form(request, PaymentWord)
    try:
        await stop_payment.stop_or_resume(db, services, staff, id, sent.word, sent.cause, now)
    except ReasonNeeded as refusal:
        return await case_again(
            request, db, services, staff, id, now, refusal=refusal, href="#f-cause", typed=sent.cause
        )
    return see_other(f"/desk/cases/{id}")


ROUTES = [listed, check, payment]
