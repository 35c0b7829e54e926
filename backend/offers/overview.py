"""The offers of a person as their page and programs show them; the account only to who may read it, and masked."""

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.offers import store
from backend.offers.accept import known_account
from backend.offers.flow import STOPPABLE, is_over
from backend.offers.messages import STATES, WHY, offer_message
from backend.offers.sealing import content_of, yes_of
from backend.offers.types import ServiceOffer, State
from backend.residents import service as residents
from backend.residents.disclosure import may_read
from backend.residents.types import Acting


class OfferView(Struct, frozen=True, kw_only=True):
    """One offer: what was offered for which day, how it stands, and what the person may do; `digest` is what a yes is to."""

    id: UUID
    service: str
    name: str
    title: str
    body: str
    state: State
    says: str
    why: str
    due_on: date
    proposed_at: datetime
    accepted_at: datetime | None
    account: str  # masked; "" below the level that may read it, or before one is known
    digest: str
    may_accept: bool
    may_stop: bool
    case: UUID | None


async def of_person(db: Db, services: CaseServices, acting: Acting, now: datetime) -> list[OfferView]:
    """List the offers of the signed-in person, the newest first."""
    rows = await store.of_person(db, person=acting.person)
    account = (
        await current_account(db, services, acting, local_date(now)) if rows and may_read(acting.assurance) else ""
    )
    return [view(services, row, account, local_date(now)) for row in rows]


async def one(db: Db, services: CaseServices, acting: Acting, id: UUID) -> ServiceOffer:
    """One of their own offers; raises NotThere."""
    found = next((row for row in await store.of_person(db, person=acting.person) if row.id == id), None)
    if found is None:
        raise NotThere
    return found


async def current_account(db: Db, services: CaseServices, acting: Acting, today: date) -> str:
    """The account that money goes to today."""
    who = await residents.identity_of(db, services.vault, acting.person)
    return await known_account(db, services, acting.person, who, today)


def view(services: CaseServices, offer: ServiceOffer, account: str, today: date) -> OfferView:
    """An offer as it is shown; the account is the one that the yes is bound to, or before it the one it would be."""
    content, bound = content_of(services.vault, offer), yes_of(services.vault, offer)
    over = is_over(offer, today)
    shown = (bound.account if bound else account) if account else ""
    return OfferView(
        id=offer.id, service=offer.service, name=content.name, title=content.title, body=content.body, state=offer.state,
        says=STATES["expired" if over else offer.state], why=ended_reason(services, offer), due_on=offer.due_on, proposed_at=offer.proposed_at,
        accepted_at=offer.accepted_at, account=masking.account(shown), digest=offer.digest,
        may_accept=offer.state == "proposed" and not over, may_stop=offer.state in STOPPABLE and not over, case=offer.case_id,
    )  # fmt: skip


def ended_reason(services: CaseServices, offer: ServiceOffer) -> str:
    """Reason why an offer ended, as a sentence; "" while it is open."""
    if offer.state == "handed_over":
        return WHY[offer.reason]
    if offer.state == "stopped" and offer.reason not in ("died", "closed"):
        return offer_message(offer, content_of(services.vault, offer)).body
    return ""
