"""The state machine of a guided session, in one table, and what ends by time: comparisons with the moment, never a job. Pure."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from backend.guidance.problems import SessionMovedOn
from backend.guidance.types import EndReason, EventKind, GuidedSession, Role, SessionState

WAITING = timedelta(minutes=60)  # that a request waits for a guide
ADMITTING = timedelta(minutes=5)  # that a guide waits to be let in
LONGEST = timedelta(minutes=30)  # with one guide
SILENCE = timedelta(minutes=5)  # in which neither side did anything
CODE_LIVES = timedelta(minutes=10)
GUIDES: tuple[Role, ...] = ("officer", "helper")
OPEN: tuple[SessionState, ...] = ("waiting", "offered", "active")


class GuidanceStanding(Struct, frozen=True):
    """How a session stands at a moment; `until`: when it ends by itself unless something happens."""

    state: SessionState
    reason: EndReason | None = None
    until: datetime | None = None


class GuidanceRow(Struct, frozen=True, kw_only=True):
    """One row of the table: a kind of event, from which states, by whom, and where it leads (None: nowhere else)."""

    kind: EventKind
    states: tuple[SessionState, ...]
    roles: tuple[Role, ...]
    to: SessionState | None = None


TABLE: tuple[GuidanceRow, ...] = (
    GuidanceRow(kind="taken", states=("waiting",), roles=GUIDES, to="offered"),
    GuidanceRow(kind="let_in", states=("offered",), roles=("person",), to="active"),
    GuidanceRow(kind="declined", states=("offered",), roles=("person",), to="ended"),
    GuidanceRow(kind="shown", states=("active",), roles=("person",)),
    GuidanceRow(kind="opened", states=("active",), roles=("person",)),
    GuidanceRow(kind="closed", states=("active",), roles=("person",)),
    GuidanceRow(kind="accepted", states=("active",), roles=("person",)),
    GuidanceRow(kind="rejected", states=("active",), roles=("person",)),
    GuidanceRow(kind="pointed", states=("active",), roles=GUIDES),
    GuidanceRow(kind="hinted", states=("active",), roles=GUIDES),
    GuidanceRow(kind="proposed", states=("active",), roles=GUIDES),
    GuidanceRow(kind="stopped", states=("active",), roles=GUIDES),
    GuidanceRow(kind="noted", states=("offered", "active"), roles=("officer",)),
    GuidanceRow(kind="handed_over", states=("offered", "active"), roles=("officer",), to="waiting"),
    GuidanceRow(kind="ended", states=OPEN, roles=("person", "officer", "helper", "system"), to="ended"),
    GuidanceRow(kind="rated", states=("ended",), roles=("person",)),
)  # fmt: skip


def standing(session: GuidedSession, now: datetime) -> GuidanceStanding:
    """How a session stands at this moment."""
    if session.state == "ended":
        return GuidanceStanding("ended", session.reason)
    ends, why = min(limits(session))
    return GuidanceStanding("ended", why) if now >= ends else GuidanceStanding(session.state, until=ends)


def limits(session: GuidedSession) -> list[tuple[datetime, EndReason]]:
    """When the state of an open session ends by time, each with its reason."""
    if session.state == "active" and session.let_in_at is not None:
        return [(session.let_in_at + LONGEST, "limit"), (session.last_act_at + SILENCE, "silent")]
    if session.state == "offered" and session.taken_at is not None:
        return [(session.taken_at + ADMITTING, "lapsed")]
    return [(session.queued_at + WAITING, "lapsed")]


def after(kind: EventKind, session: GuidedSession, role: Role, now: datetime) -> SessionState:
    """The state after an event; raises SessionMovedOn where the table has no row for it."""
    at = standing(session, now).state
    row = next((one for one in TABLE if one.kind == kind and at in one.states and role in one.roles), None)
    if row is None:
        raise SessionMovedOn
    return row.to or at


def moved(
    kind: EventKind, session: GuidedSession, role: Role, now: datetime, reason: EndReason | None = None
) -> GuidedSession:
    """The session after an event; raises SessionMovedOn."""
    changed = replace(session, state=after(kind, session, role, now), last_act_at=now)
    if kind == "taken":
        return replace(changed, taken_at=now)
    if kind == "let_in":
        return replace(changed, let_in_at=now)
    if kind == "handed_over":
        return replace(cleared(changed), queued_at=now, guide=None, guide_name="", taken_at=None)
    if changed.state == "ended" and session.state != "ended":
        why: EndReason = "declined" if kind == "declined" else reason or "by_person"
        return replace(cleared(changed), reason=why, ended_at=now)
    return changed


def cleared(session: GuidedSession) -> GuidedSession:
    """Without anything that is open, pointed at, said or proposed: at the next step, with the next guide, at the end."""
    return replace(session, pointed="", opened=(), hint=None, proposal=None, filled=None)
