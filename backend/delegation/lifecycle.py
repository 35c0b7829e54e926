"""The state machine of a mandate, in one table: which step may follow which state, by whom, and where it leads. Pure.

What ends by time (a proposal after 14 days, a term, a year without use) is a comparison with the moment, never a stored step.
"""

from datetime import datetime, timedelta
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from backend.delegation.types import EndReason, EventKind, Mandate, Role, Standing, State, SuspendReason
from backend.kit.problems import Refusal

PROPOSAL = timedelta(days=14)  # that a proposal waits for an answer
SLEEP = timedelta(hours=24)  # between a call-back and the first act
UNUSED = timedelta(days=365)
TERMS: tuple[int, ...] = (1, 30, 182, 365)  # days
TOLD_BEFORE = timedelta(days=30)  # both are told so long before the end of a term that is longer


class LifecycleRow(Struct, frozen=True, kw_only=True):
    """One row: a kind of event, from which states, by whom, with which reasons, and where it leads.

    `because`: only from a suspension for one of these reasons. `to` None leaves the state; `agreed` is completed by `after`.
    """

    kind: EventKind
    states: tuple[State, ...]
    roles: tuple[Role, ...]
    to: State | None = None
    reasons: tuple[EndReason | SuspendReason, ...] = ()
    because: tuple[SuspendReason, ...] = ()


OPEN: tuple[State, ...] = ("proposed", "active", "suspended")
TABLE: tuple[LifecycleRow, ...] = (
    LifecycleRow(kind="proposed", states=(), roles=("principal", "helper", "officer", "system"), to="proposed"),
    # active as soon as both have agreed; an officer or a call records the principal's yes, a register stands for both
    LifecycleRow(kind="agreed", states=("proposed",), roles=("principal", "helper", "officer", "system")),
    LifecycleRow(kind="narrowed", states=OPEN, roles=("principal", "officer")),
    LifecycleRow(kind="suspended", states=("active",), roles=("principal",), to="suspended", reasons=("pause",)),
    LifecycleRow(kind="suspended", states=("active",), roles=("officer", "system"), to="suspended", reasons=("signal", "register")),
    LifecycleRow(kind="resumed", states=("suspended",), roles=("principal",), to="active", because=("pause",)),
    LifecycleRow(kind="resumed", states=("suspended",), roles=("officer",), to="active", because=("signal", "register")),
    LifecycleRow(kind="ended", states=("proposed",), roles=("principal", "helper", "officer"), to="ended", reasons=("declined",)),
    LifecycleRow(kind="ended", states=OPEN, roles=("principal",), to="ended", reasons=("by_principal", "done")),
    LifecycleRow(kind="ended", states=OPEN, roles=("helper",), to="ended", reasons=("by_helper",)),
    # at a counter or by phone an officer writes down what the principal says
    LifecycleRow(kind="ended", states=OPEN, roles=("officer",), to="ended", reasons=("by_principal", "fraud", "guardianship", "register")),
    LifecycleRow(kind="ended", states=OPEN, roles=("system",), to="ended", reasons=("done", "death", "guardianship", "closed", "register")),
)  # fmt: skip


class MandateMovedOn(Refusal):
    """The mandate isn't in a state from which this step leads anywhere."""

    status = HTTPStatus.CONFLICT


def step_for(kind: EventKind, at: Standing | None, role: Role, reason: str | None = None) -> LifecycleRow | None:
    """The row that allows this step; `at` None: before the first event."""
    return next((step for step in TABLE if allows(step, kind, at, role, reason)), None)


def allows(step: LifecycleRow, kind: EventKind, at: Standing | None, role: Role, reason: str | None) -> bool:
    """Does this row allow the step?"""
    from_here = at is None and not step.states if at is None or not step.states else at.state in step.states
    because = not step.because or (at is not None and at.reason in step.because)
    why = reason in step.reasons if step.reasons else reason is None
    return step.kind == kind and role in step.roles and from_here and because and why


def after(kind: EventKind, mandate: Mandate, role: Role, now: datetime, reason: str | None = None) -> State:
    """The state after a step at a moment; raises MandateMovedOn where the table has no row for it."""
    step = step_for(kind, at := standing(mandate, now), role, reason)
    if step is None:
        raise MandateMovedOn
    if kind == "agreed":
        return "active" if both_agreed(mandate, role) else "proposed"
    return step.to or at.state


def both_agreed(mandate: Mandate, role: Role) -> bool:
    """Have principal and helper agreed, once this role has? An officer or the system speaks for the principal."""
    principal = mandate.principal_agreed_at is not None or role != "helper"
    helper = mandate.helper_agreed_at is not None or role == "helper"
    return principal and helper


def moved(
    kind: EventKind, mandate: Mandate, role: Role, now: datetime, reason: EndReason | SuspendReason | None = None
) -> Mandate:
    """The mandate after a step; raises MandateMovedOn."""
    state = after(kind, mandate, role, now, reason)
    mandate = replace(mandate, state=state, reason=reason if state in ("suspended", "ended") else None)
    if kind == "agreed" and role == "helper":
        mandate = replace(mandate, helper_agreed_at=mandate.helper_agreed_at or now)
    elif kind == "agreed":
        mandate = replace(mandate, principal_agreed_at=mandate.principal_agreed_at or now)
    if kind == "agreed" and state == "active":
        mandate = begun(mandate, now)
    return replace(mandate, ended_at=now) if state == "ended" else mandate


def begun(mandate: Mandate, now: datetime) -> Mandate:
    """The mandate from the moment on which both have agreed; after a call-back it sleeps for a day first."""
    return replace(
        mandate, active_at=now, expires_at=expires(mandate.days, now) if mandate.days else mandate.expires_at,
        wakes_at=now + SLEEP if mandate.channel == "call_back" else None,
    )  # fmt: skip


def kept_from(mandate: Mandate) -> datetime | None:
    """When it is over at the latest, from which retention counts; None for an authority by law without an end."""
    return mandate.ended_at or (mandate.lapses_at if mandate.state == "proposed" else mandate.expires_at)


def standing(mandate: Mandate, now: datetime) -> Standing:
    """How a mandate stands at a moment."""
    if mandate.state == "ended":
        return Standing("ended", mandate.reason)
    if over := ended_by_time(mandate, now):
        return Standing("ended", over)
    if mandate.state == "suspended":
        return Standing("suspended", mandate.reason)
    if mandate.state == "proposed":
        return Standing("proposed")
    sleeping = mandate.wakes_at is not None and now < mandate.wakes_at
    return Standing("active", None, in_force=not sleeping, sleeping=sleeping)


def ended_by_time(mandate: Mandate, now: datetime) -> EndReason | None:
    """The reason why a mandate that nobody ended is over at this moment; None while it isn't."""
    if mandate.state == "proposed":
        return "lapsed" if now >= mandate.lapses_at else None
    if mandate.expires_at is not None and now >= mandate.expires_at:
        return "expired"
    used = mandate.last_used_at or mandate.active_at
    return "unused" if used is not None and now - used >= UNUSED else None


def expires(days: int, active_at: datetime) -> datetime:
    """The end of a term: so many times 24 hours after it began."""
    return active_at + timedelta(days=days)


def ends_soon(mandate: Mandate, now: datetime) -> bool:
    """Is this the time to tell both that it ends within 30 days: by a long term, or because nobody has used it?"""
    if standing(mandate, now).state != "active":
        return False
    if mandate.days is not None and mandate.expires_at is not None:
        return timedelta(days=mandate.days) > TOLD_BEFORE and mandate.expires_at - now <= TOLD_BEFORE
    used = mandate.last_used_at or mandate.active_at
    return mandate.expires_at is None and used is not None and used + UNUSED - now <= TOLD_BEFORE
