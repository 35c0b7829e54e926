"""The desk after a decision: the after-check of machine approvals, and stopping or resuming what is paid."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from backend.cases.desk import after_check, officer_actions, stop_payment
from backend.cases.desk import store as desk_store
from backend.cases.services import CaseServices
from backend.cases.submission import after_check_sample
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, read_form, see_other
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from pwa.injected import InjectedServices
from pwa.pages.desk import views
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")
SHORT = 5
LATELY = timedelta(days=90)


class Checked(Struct, forbid_unknown_fields=True):
    """An officer's word on a machine approval."""

    word: after_check.CheckResult
    finding: Annotated[str, Meta(max_length=500)] = ""


class Payment(Struct, forbid_unknown_fields=True):
    """Stop or resume, and why."""

    word: stop_payment.PaymentStep
    cause: Annotated[str, Meta(max_length=500)] = ""


@get("/desk/after-checks", opt=access(OFFICERS))
async def listed(request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now) -> Response[str]:
    """What was drawn and isn't looked at yet, and how often officers agreed with the machine; nobody's name."""
    rows = [
        {
            "one": one,
            "service": (await services.catalogue.version(db, one.service_version)).service,
            "why": "、".join(
                after_check_sample.SAYS[signal] for signal in after_check_sample.SAYS if signal in one.why
            ),
        }
        for one in await after_check.list_waiting(db, staff)
    ]
    return page(
        request, "desk/after_checks.html", nav="after_checks", staff=staff, rows=rows, percent=services.after_check_percent,
        results=await results(db, services, now),
    )  # fmt: skip


async def results(db: Connection, services: CaseServices, now: datetime) -> list[dict[str, Any]]:
    """By service: how many were looked at, and with how many the officer disagreed."""
    numbers: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await desk_store.checks_by_service(db, since=now - LATELY):
        numbers[row.code][row.state] = row.number
    return [
        {
            "name": version.service.name if (version := services.catalogue.get(code)) else code,
            "looked": one.get("agreed", 0) + one.get("disagreed", 0),
            "disagreed": one.get("disagreed", 0),
            "waiting": one.get("waiting", 0),
        }
        for code, one in sorted(numbers.items())
    ]


@post("/desk/cases/{id:uuid}/after-check", opt=access(OFFICERS, acts=("after_check.agreed", "after_check.disagreed")))
async def check(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Agree with the machine, or not; a disagreement goes the ordinary way of revoking."""
    sent = await read_form(request, Checked)
    if sent.word == "disagreed" and len(sent.finding.strip()) < SHORT:
        return await again(request, db, staff, services, now, id, "finding", "请写明哪里不对，至少5个字。")
    await after_check.record_result(db, services, staff, id, sent.word, sent.finding.strip(), now)
    return see_other(f"/desk/cases/{id}")


@post("/desk/cases/{id:uuid}/payment", opt=access(OFFICERS, acts=("payment.stopped", "payment.resumed")))
async def payment(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Stop what is paid at once, or let it go on."""
    sent = await read_form(request, Payment)
    if len(sent.cause.strip()) < SHORT:
        return await again(request, db, staff, services, now, id, "cause", "请写明理由，至少5个字：居民会原样看到。")
    await stop_payment.stop_or_resume(db, services, staff, id, sent.word, sent.cause.strip(), now)
    return see_other(f"/desk/cases/{id}")


async def again(
    request: AnyRequest, db: Connection, staff: Staff, services: CaseServices, now: datetime, id: UUID, field: str, text: str
) -> Response[str]:  # fmt: skip
    """The case once more, with what is missing."""
    case = await officer_actions.open_case_file(db, services, staff, id, now)
    context = await views.case(db, services, staff, case, now)
    wrong = [{"text": text, "href": f"#f-{field}"}]
    return page(request, "desk/case.html", status=422, nav="desk", staff=staff, **{**context, "errors": wrong})


ROUTES = [listed, check, payment]
