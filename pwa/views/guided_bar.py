"""The bar of somebody who is guided, made of her session: who guides, what was said, pointed at and proposed."""

from backend.cases.drafts.display import display_answer
from backend.cases.services import CaseServices
from backend.catalogue.load import department_name
from backend.catalogue.types import Service
from backend.guidance import record, service
from backend.guidance.service import Proposed
from backend.guidance.types import GuidedSession
from backend.kit.sql import Db
from pwa.guided import GuidedBar, GuidedProposal


async def bar_of(db: Db, services: CaseServices, session: GuidedSession) -> GuidedBar:
    """The bar of a session that is open."""
    shown, about = (
        await service.session_view(db, services.vault, session),
        await record.service_of(db, services, session),
    )
    pointed_at = record.about(about, {"field": session.pointed}) if session.pointed else ""
    return GuidedBar(
        id=session.id, state=session.state, guide=await record.guide_name(db, services, session), department=department_of(session),
        hint=shown.hint, pointed=session.pointed, pointed_at=pointed_at, proposal=proposal_of(about, shown.proposal), step=session.step,
        here=session.page != "none",
    )  # fmt: skip


def department_of(session: GuidedSession) -> str:
    """The name of the department that guides; "" for a helper."""
    return department_name(session.department) if session.way != "helper" else ""


def proposal_of(about: Service | None, found: Proposed | None) -> GuidedProposal | None:
    """The proposal that waits, in words."""
    field = next((one for one in about.field if one.key == found.field), None) if about and found else None
    if field is None or found is None:
        return None
    return GuidedProposal(found.event, found.field, field.label, display_answer(field, found.value), found.value)
