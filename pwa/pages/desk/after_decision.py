"""The desk after a decision: the after-check of machine approvals, and stopping or resuming what is paid."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import after_check, stop_payment
from backend.kit.web import read_form
from backend.residents.guards import access
from pwa.pages.desk.after_checks import after_checks
from pwa.pages.desk.context import OFFICERS, InjectedDesk, after_action
from pwa.templates import page


class AfterCheckWord(Struct, forbid_unknown_fields=True):
    """An officer's word on a machine approval."""

    word: after_check.CheckResult
    finding: Annotated[str, Meta(max_length=500)] = ""


class PaymentWord(Struct, forbid_unknown_fields=True):
    """Stop or resume, and why."""

    word: stop_payment.PaymentStep
    cause: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/after-checks", opt=access(OFFICERS))
async def listed(desk: InjectedDesk) -> Response[str]:
    """What was drawn and isn't looked at yet, and how often officers agreed with the machine."""
    view = await after_checks(desk.db, desk.services, desk.staff, desk.now)
    return page(desk.request, "desk/after_checks.html", view, nav="after_checks", staff=desk.staff)


@post("/desk/cases/{id:uuid}/after-check", opt=access(OFFICERS, acts=("after_check.agreed", "after_check.disagreed")))
async def check(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str] | Redirect:
    """Agree with the machine, or not; a disagreement goes the ordinary way of revoking."""
    sent = await read_form(desk.request, AfterCheckWord)
    action = after_check.record_result(desk.db, desk.services, desk.staff, id, sent.word, sent.finding, desk.now)
    return await after_action(desk, id, action, field="#f-finding", typed=sent.finding)


@post("/desk/cases/{id:uuid}/payment", opt=access(OFFICERS, acts=("payment.stopped", "payment.resumed")))
async def payment(desk: InjectedDesk, id: FromPath[UUID]) -> Response[str] | Redirect:
    """Stop what is paid at once, or let it go on."""
    sent = await read_form(desk.request, PaymentWord)
    action = stop_payment.stop_or_resume(desk.db, desk.services, desk.staff, id, sent.word, sent.cause, desk.now)
    return await after_action(desk, id, action, field="#f-cause", typed=sent.cause)


ROUTES = [listed, check, payment]
