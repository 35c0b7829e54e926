"""The desk's form for an approval: each requirement with what was seen, the grant, the first month, and what the resident reads."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from backend.cases.desk import approve as approving
from backend.cases.desk import officer_actions
from backend.cases.desk.approve import ApprovalBasis
from backend.cases.flow import is_allowed
from backend.cases.problems import AlreadyMovedOn
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.clock import local_date
from backend.kit.sql import Db as Connection
from backend.kit.web import AnyRequest, Db, Now, form_values, see_other
from backend.residents.guards import StaffWho, access, staff
from backend.residents.types import Staff
from backend.rules import calendar_periods, officer_approval
from backend.rules.answer import ObservedValue
from backend.rules.decision import RequirementResult
from backend.rules.grants import PERIODS
from backend.rules.obligations import owed
from backend.rules.rule import Period, in_force
from backend.rules.wording import month, source
from pwa.injected import InjectedServices
from pwa.pages.cases.outcome import duties
from pwa.templates import page

OFFICERS = staff("officer", "supervisor")
OTHER = "other"
LONGEST = 500


@get("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS))
async def ask(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str]:
    """The form, as the registers and the rule see the case now."""
    case = await officer_actions.open_case_file(db, services, staff, id, now, "审核申请")
    if not is_allowed("approved", case, "staff"):
        raise AlreadyMovedOn(state=case.state)
    ready = await approving.prepare(db, services, case, now)
    return shown(request, staff, case, ready, {"grant": "" if ready.fits is None else str(ready.fits)}, now)


@post("/desk/cases/{id:uuid}/approval", opt=access(OFFICERS, acts=("case.approved",)))
async def approve(
    request: AnyRequest, db: Db, staff: StaffWho, services: InjectedServices, now: Now, id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Approve, or show again what is not decided yet; everything written stays."""
    sent = {key: str(value)[:LONGEST].strip() for key, value in (await form_values(request)).items()}
    try:
        await approving.approve(
            db,
            services,
            staff,
            id,
            words(sent),
            version=number(sent.get("version")) or 0,
            digest=sent.get("digest", ""),
            now=now,
        )
    except officer_approval.NotDecided as error:
        return await again(request, db, staff, services, now, id, sent, error.parts)
    return see_other(f"/desk/cases/{id}")


async def again(
    request: AnyRequest, db: Connection, staff: Staff, services: CaseServices, now: datetime, id: UUID, sent: Mapping[str, str],
    parts: tuple[int | str, ...],
) -> Response[str]:  # fmt: skip
    """The form once more, with what is missing beside its field."""
    case = await officer_actions.open_case_file(db, services, staff, id, now, "审核申请")
    return shown(request, staff, case, await approving.prepare(db, services, case, now), sent, now, parts)


def words(sent: Mapping[str, str]) -> officer_approval.OfficerWording:
    """What the officer decided, from the fields of the form; a ticked requirement counts with its reason only."""
    chosen, amount = sent.get("grant", ""), number(sent.get("amount"))
    period: Period = next((one for one in get_args(Period) if one == sent.get("period")), "month")
    entered = officer_approval.Entered(amount, period) if chosen == OTHER and amount else None
    return officer_approval.OfficerWording(
        overruled={n: sent.get(f"why-{n}", "") for key in sent if key.startswith("met-") and (n := key[4:])},
        grant=number(chosen), entered=entered, first_month=day_of(sent.get("first_month", "")),
        grant_reason=sent.get("grant_reason", ""), note=sent.get("note", ""),
    )  # fmt: skip


def number(text: str | None) -> int | None:
    """A number of at most nine digits; none for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None


def day_of(text: str) -> date | None:
    """The first day of a month, from its ISO form."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def shown(
    request: AnyRequest, staff: Staff, case: Case, ready: ApprovalBasis, sent: Mapping[str, str], now: datetime,
    parts: tuple[int | str, ...] = (),
) -> Response[str]:  # fmt: skip
    """The page."""
    rule, today = in_force(ready.version.rules, local_date(now)), local_date(now)
    says = {n: reason.says for n, reason in enumerate(ready.seen.reasons)}
    wrong = {field(part): sentence(part, says) for part in parts}
    return page(
        request, "desk/approval.html", status=422 if parts else 200, nav="desk", staff=staff, case=case, service=ready.version.service,
        lines=[line(n, reason, ready, sent, wrong) for n, reason in enumerate(ready.seen.reasons)], digest=ready.digest,
        grants=[{"value": str(n), "label": text} for n, text in enumerate(ready.grants)], fits=ready.fits, sent=sent, wrong=wrong,
        periods=[{"value": key, "label": text} for key, text in PERIODS.items()], months=months(today),
        by_rule=f"按规则，从{month(ready.first_month)}起" if ready.first_month else "按规则", duties=duties(owed(rule, today)) if rule else [],
        errors=[{"text": text, "href": f"#f-{name}"} for name, text in wrong.items()], pays=bool(ready.grants),
    )  # fmt: skip


def field(part: int | str) -> str:
    """The field of a part that is not decided."""
    return f"why-{part}" if isinstance(part, int) else part


def sentence(part: int | str, says: Mapping[int, str]) -> str:
    """What is missing, in words."""
    if isinstance(part, int):
        return f"“{says[part]}”要由您定：核实过就打勾，并写明怎么核实的（至少5个字）。"
    return {"grant": "请选批哪一档。", "grant_reason": "和规则不一样，请写明为什么（至少5个字）。"}[part]


def line(
    n: int, reason: RequirementResult, ready: ApprovalBasis, sent: Mapping[str, str], wrong: Mapping[str, str]
) -> dict[str, Any]:
    """One requirement: what it demands, what each source says, and what the officer wrote."""
    return {
        "n": n, "says": reason.says, "answer": reason.answer, 
        "seen": [value(one) for seen in reason.seen for one in ready.told.get(seen.attribute, (seen,))],
        "met": f"met-{n}" in sent, "why": sent.get(f"why-{n}", ""), "error": wrong.get(f"why-{n}", ""),
    }  # fmt: skip


def value(seen: ObservedValue) -> dict[str, Any]:
    """One value that was seen, with its source and date."""
    return {"label": seen.label, "text": seen.text or "没有查到", "source": source(seen.source), "as_of": seen.as_of}


def months(today: date) -> list[dict[str, str]]:
    """Months to choose from: three before this one to two after it."""
    first = calendar_periods.month_start(calendar_periods.add_months(today, -3))
    return [
        {"value": one.isoformat(), "label": month(one)}
        for one in (calendar_periods.add_months(first, n) for n in range(6))
    ]


ROUTES = [ask, approve]
