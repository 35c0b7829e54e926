"""What a case granted and what was paid, as the desk shows it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.grants import overview, recover_payments
from backend.cases.grants import store as grants
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.residents.types import Staff
from pwa.views.grants import MONTH_AND_YUAN, GrantCard, grant_card, grant_event_step
from pwa.views.parts import TimelineStep


class OverpaidMonth(Struct, frozen=True):
    """A month paid after the end; `asked`: the proposal to ask it back; `mine`: proposed by this officer."""

    id: UUID
    says: str
    asked: grants.PaymentRecovery | None
    mine: bool


class PaidPanel(Struct, frozen=True):
    """The grant of a case with its history, other grants of the person, and months paid too long."""

    grant: GrantCard | None
    others: list[GrantCard]
    life: list[TimelineStep]
    overpaid: list[OverpaidMonth]


async def paid_panel(db: Db, services: CaseServices, staff: Staff, case: Case, now: datetime) -> PaidPanel:
    """Collect what was granted and paid."""
    view = await overview.of_case(db, services, case.principal, case.id, now)
    others = [one for one in await overview.of_person(db, services, case.principal, now) if one.case_id != case.id]
    history = await grants.history(db, grant_id=view.id, person=case.principal) if view else []
    return PaidPanel(
        grant_card(view) if view else None, [grant_card(one) for one in others], [grant_event_step(one) for one in history],
        [overpaid_month(one, staff) for one in await recover_payments.of_case(db, case)],
    )  # fmt: skip


def overpaid_month(one: recover_payments.Overpaid, staff: Staff) -> OverpaidMonth:
    """Put one overpaid month into words."""
    mine = one.recovery is not None and one.recovery.proposed_by == staff.subject
    return OverpaidMonth(
        one.order.id,
        MONTH_AND_YUAN(Audience.OFFICER, month=one.order.month, yuan=one.order.yuan).text,
        one.recovery,
        mine,
    )
