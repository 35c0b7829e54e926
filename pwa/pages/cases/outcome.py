"""How a case came out, as its page says it: pure."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from backend.cases.clock.deadline import WHY, ClockReading
from backend.cases.flow import IN_FORCE
from backend.cases.messages import so_far
from backend.cases.types import SAYS, Case, Event, State
from backend.catalogue.types import Service
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.rules.decision import Decision
from pwa.views.decisions import amount, basis, duties, first_month, reason_lines
from pwa.views.events import EVENT_SAYS, QUIET, event_says
from pwa.views.parts import ReasonLine, TimelineStep

ENDS_BADLY = frozenset(
    {"not_accepted", "refused", "lapsed", "receipt_revoked", "payment_stopped", "consent_refused"}
)  # no tick of success stands beside these
_messages = Messages.beside(__file__)
TITLE, TEXT, STEP = _messages.texts("outcome_title"), _messages.texts("outcome_text"), _messages.texts("outcome_step")


class Outcome(Struct, frozen=True, kw_only=True):
    """The outcome of a case; kind: approved, refused or person (an officer goes on). A text that doesn't apply is "".

    `reasons`: what an approval rests on, else what stands in the way; `met`: what doesn't stand in the way then.
    """

    kind: str
    title: str
    text: str
    amount: str = ""
    unit: str = ""
    amount_says: str = ""
    reasons: list[ReasonLine] = []
    met: list[ReasonLine] = []
    basis: str = ""
    change: list[str] = []
    duties: list[str] = []


def outcome(
    case: Case,
    service: Service,
    decision: Decision | None,
    events: Sequence[Event],
    clock: ClockReading,
    *,
    revoked: bool,
) -> Outcome:
    """Say what came out, why, and what would change it; a revoked or stopped grant is no good news any more."""
    if revoked:
        found = outcome_of_kind(case, service, None, events, clock, "refused")
        return replace(found, title=TITLE("revoked", service=service.name))
    kind = kind_of(case.state)
    found = outcome_of_kind(case, service, decision, events, clock, kind)
    if kind == "approved" and (why := reason_of_stop(events)):
        return replace(
            found, kind="refused", title=TITLE("stopped", service=service.name), text=TEXT("stopped", why=why),
            amount="", unit="", amount_says="", reasons=[], duties=[],
        )  # fmt: skip
    return found


def kind_of(state: State) -> str:
    """Tell the kind of outcome by the state."""
    if state in (State.APPROVED, State.COMPLETED):
        return "approved"
    return "refused" if state in REFUSED or state in (State.WITHDRAWN, State.LAPSED) else "person"


def reason_of_stop(events: Sequence[Event]) -> str:
    """Say why and from when a grant is not paid any more; "" while it is."""
    last = next((e for e in reversed(events) if e.kind in ("payment_stopped", "payment_resumed", "approved")), None)
    return str(last.detail.get("reason", "")) if last and last.kind == "payment_stopped" else ""


def outcome_of_kind(
    case: Case, service: Service, decision: Decision | None, events: Sequence[Event], clock: ClockReading, kind: str
) -> Outcome:
    """Say what came out, for one kind of outcome."""
    approved = decision is not None and kind == "approved"
    grant = decision.grant if decision and approved else None
    paid, unit = amount(grant)
    lines = reason_lines(decision)
    in_the_way = lines if approved else [line for line in lines if line.answer != "yes"]
    by_rule = grant is not None and not (decision and decision.officer)  # an officer's sentence says the first month
    return Outcome(
        kind=kind, title=title(case, service, kind, decision), text=text(case, decision, events, clock, kind),
        amount=paid, unit=unit, amount_says=first_month(decision) if by_rule else "", reasons=in_the_way,
        met=[] if approved else [line for line in lines if line.answer == "yes"],
        basis=basis(decision),
        change=[c.says for c in decision.counterfactuals] if decision and not approved else [],
        duties=duties(decision.obligations) if decision and approved else [],
    )  # fmt: skip


REFUSED = (State.REFUSED, State.NOT_ACCEPTED)


def title(case: Case, service: Service, kind: str, decision: Decision | None) -> str:
    """What happened, in one line; of a case that was handed over, with the condition that stood in the way."""
    if kind == "approved":
        return TITLE("approved", service=service.name)
    if case.state in (State.WITHDRAWN, State.LAPSED):
        return SAYS[case.state]
    if kind == "refused":
        return TITLE("refused", service=service.name, state=SAYS[case.state])
    found = obstacles(decision)
    if case.ruling in IN_FORCE or not found:
        return TITLE("handed_over")
    return TITLE("not_met", reason=found["no"]) if "no" in found else TITLE("not_known", reason=found["unknown"])


def obstacles(decision: Decision | None) -> dict[str, str]:
    """The first condition that wasn't met ("no") and the first that couldn't be seen ("unknown"), where there is one."""
    found = {reason.answer: reason.says for reason in reversed(decision.reasons)} if decision else {}
    return {answer: says for answer, says in found.items() if answer != "yes"}


def text(case: Case, decision: Decision | None, events: Sequence[Event], clock: ClockReading, kind: str) -> str:
    """What it means and what comes next."""
    if case.state in (State.WITHDRAWN, State.LAPSED):
        return ""
    if kind == "refused" or (kind == "approved" and decision is None):
        return decided_because(events) or TEXT("by_officer")
    if kind == "approved":
        return decision.summary if decision and decision.officer else ""
    due = clock.due_on if clock.runs else None
    if case.ruling in IN_FORCE:
        return TEXT("in_review", due=due, weekday=due)
    told = (
        None if decision is None or obstacles(decision) else so_far(decision)
    )  # the title names what stands in the way
    return TEXT("handed_over", so_far=told, since=decision.holds_from if decision else None, due=due, weekday=due)


DECIDING = frozenset({"approved", "refused", "not_accepted", "receipt_revoked"})


def decided_because(events: Sequence[Event]) -> str:
    """The reason that belongs to the last decision; what was written at an earlier step says nothing of it."""
    last = next((e for e in reversed(events) if e.kind in DECIDING), None)
    return str(last.detail.get("reason", "")) if last else ""


def timeline(events: Sequence[Event], clock: ClockReading) -> list[TimelineStep]:
    """List what happened, and whose turn it is."""
    steps = [
        TimelineStep(EVENT_SAYS[e.kind], moment(e.at), event_says(e), "stopped" if e.kind in ENDS_BADLY else "done")
        for e in events if e.kind not in QUIET
    ]  # fmt: skip
    if clock.due_on is not None:
        due = STEP("due", due=clock.due_on, weekday=clock.due_on)
        steps.append(TimelineStep(STEP("with_us" if clock.runs else "with_you"), due, WHY[clock.why], "now"))
    return steps
