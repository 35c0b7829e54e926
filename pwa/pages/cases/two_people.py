"""What the list of a case says of its two people: who works in it, the newest note, and the way to take it or give it back."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from backend.cases import store
from backend.cases.helping.helpers import helpers_of
from backend.cases.services import CaseServices
from backend.cases.types import Case, Event
from backend.delegation.acting import covers
from backend.kit.sql import Db
from backend.residents.types import Acting

GOES = ("claimed", "handed_on", "sent_back")
"""Kinds of events by which a case goes from one to the other."""


class TwoPeople(Struct, frozen=True, kw_only=True):
    """For the principal: `names` of the helpers, `claimed`; an address is "" where there is nothing to do. `note`: what the other wrote."""

    names: str = ""
    claimed: bool = False
    sent_back: bool = False
    note: str = ""
    claim: str = ""
    more: str = ""
    send_back: str = ""


async def two_people(
    db: Db, services: CaseServices, acting: Acting, case: Case, events: Sequence[Event], now: datetime
) -> TwoPeople | None:
    """Collect it for either side; None where a case has one person only."""
    last = next((event for event in reversed(events) if event.kind in GOES), None)
    here, note = f"/cases/{case.id}", str(last.detail.get("note", "")) if last else ""
    if acting.masked:
        may = covers(services.catalogue, acting, case.service, "draft.sent_back")
        return TwoPeople(
            note=note if last and last.kind == "handed_on" else "", send_back=f"{here}/back" if may else ""
        )
    found = await helpers_of(db, services, case.principal, case.service, now)
    helpers = [one for one in found if one.person != acting.person]
    back = last is not None and last.kind == "sent_back"
    if not helpers and not back:
        return None
    claimed = await store.claimed_at(db, id=case.id, principal=case.principal) is not None
    return TwoPeople(
        names="、".join(one.name for one in helpers), claimed=claimed, sent_back=back, note=note if back else "",
        claim="" if claimed or not helpers else f"{here}/claim", more=f"{here}/helpers" if helpers else "",
    )  # fmt: skip
