"""What a register says happened to the holder of a grant, as the desk shows it."""

from uuid import UUID

from msgspec import Struct

from backend.cases.changes import messages, store
from backend.cases.changes.store import ChangeRow
from backend.cases.changes.types import GrantChange
from backend.cases.services import CaseServices
from backend.cases.staff_acts import department_scope
from backend.catalogue.types import Service
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.types import Staff

_words = Messages.beside(__file__).words

SHORT = _words("SHORT")
STATES = _words("STATES")


class ChangeWaiting(Struct, frozen=True):
    """A change that waits for an officer, in the queue."""

    case: ChangeRow
    service: Service
    says: str
    short: str


class ChangeLine(Struct, frozen=True, kw_only=True):
    """A change on the page of its case. `returns`: the person may apply again; `quiet`: no phone rings for it."""

    id: UUID
    happened: str
    rule: str
    follows: str
    state: str
    state_says: str
    reason: str
    open: bool
    may_lift: bool
    returns: bool
    quiet: bool


async def to_confirm(db: Db, services: CaseServices, staff: Staff) -> list[ChangeWaiting]:
    """List what waits on the desk of this officer."""
    return [
        ChangeWaiting(one, (await services.catalogue.version(db, one.service_version)).service, messages.HAPPENED[one.cause], SHORT[one.cause])
        for one in await store.to_confirm(db, department=department_scope(staff))
    ]  # fmt: skip


async def of_case(db: Db, id: UUID) -> list[ChangeLine]:
    """List what a register said of the holder of this case, the newest first."""
    return [change_line(one) for one in reversed(await store.of_case(db, case_id=id))]


def change_line(one: GrantChange) -> ChangeLine:
    """Put one change into words."""
    return ChangeLine(
        id=one.id, happened=messages.told_at_desk(one), rule=one.says, follows=messages.outcome(one), state=one.state,
        state_says=STATES[one.state], reason=one.reason, open=one.state == "proposed",
        may_lift=one.state == "confirmed" and one.effect is not None, returns=one.cause == "moved_back", quiet=one.cause == "death",
    )  # fmt: skip
