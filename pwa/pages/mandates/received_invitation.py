"""An invitation or request as its receiver reads it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation.acting import is_proven
from backend.delegation.invitations.inviting import Offer, waiting, words_for
from backend.delegation.problems import InvitationGone, NothingChosen
from backend.delegation.scope import MOST
from backend.delegation.wording import name
from backend.kit.sql import Db
from backend.residents.types import Acting
from pwa.views.mandate_choosing import FormOption
from pwa.views.mandates import TERMS, ConsentLine, Scope, consent_lines, scopes


class OfferPage(Struct, frozen=True, kw_only=True):
    """The page; `proven`: may the reader help at all? `keep`: the services that the principal keeps, "" for all."""

    id: UUID
    side: str
    from_name: str
    from_phone_tail: str
    scopes: list[Scope]
    term: str
    words: list[ConsentLine]
    digest: str
    expires_at: datetime
    proven: bool
    code: str
    keep: str
    singly: list[FormOption]
    kept: list[str]


async def sent_to(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> Offer:
    """Find what was sent to the number of the reader; raises InvitationGone."""
    found = next((one for one in await waiting(db, services, acting, now) if one.id == id), None)
    if found is None:
        raise InvitationGone
    return found


def offer_page(services: CaseServices, acting: Acting, offer: Offer, keep: frozenset[str], code: str = "") -> OfferPage:
    """Collect the page, with the words for the services that the principal keeps (all if it names none)."""
    chosen = keep or frozenset(one.service for one in offer.services)
    kept = tuple(one for one in offer.services if one.service in chosen)
    if not kept:
        raise NothingChosen(most=MOST)
    said = words_for(services, offer, chosen)
    return OfferPage(
        id=offer.id, side=offer.side, from_name=offer.from_name, from_phone_tail=offer.from_phone_tail,
        scopes=scopes(services.catalogue, kept), term=TERMS[str(offer.days)], words=consent_lines(said.words), digest=said.digest,
        expires_at=offer.expires_at, proven=is_proven(acting.assurance), code=code,
        keep=",".join(sorted(chosen)) if keep else "",
        singly=[FormOption(one.service, name(services.catalogue, one.service)) for one in offer.services],
        kept=[one.service for one in kept],
    )  # fmt: skip
