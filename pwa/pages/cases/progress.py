"""The list of a person's affairs: where each stands, whose turn it is, by when."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.clock import deadline, working_days
from backend.cases.services import CaseServices
from backend.cases.types import SAYS, Case, Event, State
from backend.kit.clock import local_date
from backend.kit.sql import Db
from pwa.templates import day, weekday

TONES = {
    State.APPROVED: "good",
    State.COMPLETED: "good",
    State.IN_CORRECTION: "warn",
    State.REFUSED: "bad",
    State.NOT_ACCEPTED: "bad",
    State.REVOKED: "bad",
}
ENDED = flow.FINAL | {State.APPROVED, State.REFUSED}


async def progress(db: Db, services: CaseServices, principal: UUID, now: datetime) -> dict[str, Any]:
    """All my affairs, by whose turn it is; three statements, however many there are."""
    cases = await case_store.of_principal(db, principal=principal)
    events: dict[UUID, list[Event]] = defaultdict(list)
    for event in (
        await case_store.events_of_all(db, case_ids=[case.id for case in cases], principal=principal) if cases else ()
    ):
        events[event.case_id].append(event)
    out: dict[str, list[dict[str, Any]]] = {"yours": [], "others": [], "ended": []}
    for case in cases:
        group = (
            "ended" if case.state in ENDED else "others" if flow.whose_turn(case.state) == "轮到工作人员" else "yours"
        )
        out[group].append(await card(db, services, case, events[case.id], now))
    return out


async def card(db: Db, services: CaseServices, case: Case, events: Iterable[Event], now: datetime) -> dict[str, Any]:
    """One case in the list."""
    service = (await services.catalogue.version(db, case.service_version)).service
    reading = deadline.read_clock(events, service.limit, await working_days.load_calendar(db), local_date(now))
    return {
        "name": service.name, "href": f"/cases/{case.id}", "status": SAYS[case.state], "tone": TONES.get(case.state, "neutral"),
        "turn": flow.whose_turn(case.state), "due": due_words(reading), "number": case.number,
    }  # fmt: skip


def due_words(reading: deadline.ClockReading) -> str:
    """The working day by which something happens, in words."""
    if reading.due_on is None:
        return ""
    if not reading.runs:
        return reading.why
    provisional = "（当年放假安排公布前按周一至周五估算）" if reading.provisional else ""
    return f"最晚{day(reading.due_on)}（{weekday(reading.due_on)}）有结果{provisional}"
