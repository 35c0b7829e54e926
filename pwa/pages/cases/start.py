"""The page before the first answer: what will happen, and what for."""

from datetime import datetime

from msgspec import Struct

from backend.cases.drafts import begin
from backend.cases.drafts import store as drafts_store
from backend.cases.grants import overview
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import Service
from backend.kit.sql import Db
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from pwa.pages.cases.proving import ProofOffer, proof_offer
from pwa.views.grants import HeldNotice, held_notice


class StartPage(Struct, frozen=True, kw_only=True):
    """What is known before a case is begun; `begun`: the draft that is already there."""

    service: Service
    begun: Case | None
    held: HeldNotice | None
    proof: ProofOffer | None
    back: str
    step: str = ""
    leave: str = ""


async def start_page(db: Db, services: CaseServices, acting: Acting, code: str, now: datetime) -> StartPage:
    """Show what applying for a service will mean; raises ServiceNotOffered."""
    version = begin.offered_version(services, code)
    may = may_read(acting.assurance)
    found = await overview.held_grants(db, services, acting.principal, version.service, now) if may else None
    return StartPage(
        service=version.service, begun=await drafts_store.running_draft(db, principal=acting.principal, service=code),
        held=held_notice(found), proof=proof_offer(services, version, acting), back=f"/services/{version.service.code}",
    )  # fmt: skip
