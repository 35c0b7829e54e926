"""The form of an approval: each requirement with what was seen, the grant, the first month, and what the officer wrote."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args

from msgspec import Struct

from backend.cases.desk.approve import ApprovalBasis
from backend.cases.types import Case
from backend.catalogue.reference_data import PlaceOption
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.messages.formats import month
from backend.kit.messages.render import Messages
from backend.kit.reasons import LEAST
from backend.rules import calendar_periods, officer_approval
from backend.rules.answer import ObservedValue
from backend.rules.decision import RequirementResult
from backend.rules.grants import PERIODS
from backend.rules.obligations import obligations_after
from backend.rules.rule import Period, in_force
from backend.rules.wording import source
from pwa.views.decisions import duties
from pwa.views.parts import FormError, field_errors

OTHER = "other"
FORM = Messages.beside(__file__).mistakes("approval_form")


class SeenValue(Struct, frozen=True):
    """A value that was seen, with its source and date."""

    label: str
    text: str
    source: str
    as_of: date | None


class RequirementLine(Struct, frozen=True, kw_only=True):
    """A requirement: what it demands, what each source says, and what the officer wrote."""

    n: int
    says: str
    answer: str
    seen: list[SeenValue]
    met: bool
    why: str
    error: str


class ApprovalForm(Struct, frozen=True, kw_only=True):
    """The form; `sent`: its fields as sent, `wrong`: by field what is not decided; `fits`: number of the grant that fits the facts."""

    case: Case
    service: Service
    lines: list[RequirementLine]
    digest: str
    grants: list[PlaceOption]
    fits: int | None
    sent: Mapping[str, str]
    wrong: Mapping[str, str]
    periods: list[PlaceOption]
    months: list[PlaceOption]
    by_rule: str
    duties: list[str]
    pays: bool
    errors: list[FormError]


def approval_form(
    case: Case,
    ready: ApprovalBasis,
    now: datetime,
    sent: Mapping[str, str] | None = None,
    undecided: tuple[int | str, ...] = (),
) -> ApprovalForm:
    """Make the form, fresh with the grant that fits chosen, or as it was sent with what is not decided yet."""
    today = local_date(now)
    rule = in_force(ready.version.rules, today)
    fields = sent if sent is not None else {"grant": "" if ready.fits is None else str(ready.fits)}
    reasons = list(enumerate(ready.seen.reasons))
    wrong = {f"why-{part}" if isinstance(part, int) else part: sentence(part, ready.seen.reasons) for part in undecided}
    return ApprovalForm(
        case=case, service=ready.version.service, lines=[requirement_line(n, reason, ready, fields, wrong) for n, reason in reasons],
        digest=ready.digest, grants=[PlaceOption(str(n), text) for n, text in enumerate(ready.grants)], fits=ready.fits, sent=fields, wrong=wrong,
        periods=[PlaceOption(key, text) for key, text in PERIODS.items()], months=months(today),
        by_rule=FORM("by_rule", first_month=ready.first_month),
        duties=duties(obligations_after(rule, today)) if rule else [], pays=bool(ready.grants), errors=field_errors(wrong),
    )  # fmt: skip


def sentence(part: int | str, reasons: tuple[RequirementResult, ...]) -> str:
    """Say what is not decided."""
    if isinstance(part, int):
        return FORM("requirement", requirement=reasons[part].says, least=LEAST)
    return FORM("grant") if part == "grant" else FORM("grant_reason", least=LEAST)


def requirement_line(
    n: int, reason: RequirementResult, ready: ApprovalBasis, sent: Mapping[str, str], wrong: Mapping[str, str]
) -> RequirementLine:
    """Put one requirement into a line; where registers contradict each other, with the value of each."""
    seen = [seen_value(one) for seen in reason.seen for one in ready.told.get(seen.attribute, (seen,))]
    return RequirementLine(
        n=n, says=reason.says, answer=reason.answer, seen=seen, met=f"met-{n}" in sent, why=sent.get(f"why-{n}", ""),
        error=wrong.get(f"why-{n}", ""),
    )  # fmt: skip


def seen_value(seen: ObservedValue) -> SeenValue:
    """Put one value into words."""
    return SeenValue(seen.label, seen.text or FORM("not_found"), source(seen.source), seen.as_of)


def months(today: date) -> list[PlaceOption]:
    """List months to choose from: three before this one to two after it."""
    first = calendar_periods.month_start(calendar_periods.add_months(today, -3))
    return [
        PlaceOption(one.isoformat(), month(one)) for one in (calendar_periods.add_months(first, n) for n in range(6))
    ]


def officer_words(sent: Mapping[str, str]) -> officer_approval.OfficerWording:
    """Read from the form what the officer decided; a ticked requirement counts with its reason only."""
    chosen, amount = sent.get("grant", ""), number(sent.get("amount"))
    period: Period = next((one for one in get_args(Period) if one == sent.get("period")), "month")
    entered = officer_approval.EnteredGrant(amount, period) if chosen == OTHER and amount else None
    return officer_approval.OfficerWording(
        overruled={n: sent.get(f"why-{n}", "") for key in sent if key.startswith("met-") and (n := key[4:])},
        grant=number(chosen), entered=entered, first_month=day_of(sent.get("first_month", "")),
        grant_reason=sent.get("grant_reason", ""), note=sent.get("note", ""),
    )  # fmt: skip


def number(text: str | None) -> int | None:
    """Read a number of at most nine digits; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 9 else None


def day_of(text: str) -> date | None:
    """Read a date in ISO form; None for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
