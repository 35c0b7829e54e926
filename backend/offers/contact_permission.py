"""May the person of an offer be asked, and may its short message go at this moment? By the one deciding function, on what they chose."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from msgspec.structs import replace

from backend.campaigns.decide import decide, decide_copy
from backend.campaigns.owe import as_recipient, recipients
from backend.campaigns.types import MessageFacts, Recipient, Send, Suppress, Verdict
from backend.catalogue.types import OfferTerms
from backend.kit.clock import SHANGHAI
from backend.kit.sql import Db
from backend.offers.jobs import Occasion
from backend.offers.types import ServiceOffer

ANSWERS: frozenset[Occasion] = frozenset(("accepted", "questioned", "stopped"))
"""Steps that answer somebody who has just written or tapped: they wait for no morning."""
LIVES = timedelta(days=3)


async def may_ask(db: Db, person: UUID, terms: OfferTerms, on: date, now: datetime) -> bool:
    """May the person be asked at this moment? Where a law orders that they are asked, a switch counts and no consent.

    Nobody without an account, whatever was commissioned: these words name a day of the person's own (see `offers.commissioned`).
    """
    who = await recipient(db, person, now, by_law=terms.by_law)
    return who is not None and isinstance(decide(who, asking(on), now), Send)


async def decide_text(db: Db, offer: ServiceOffer, about: Occasion, now: datetime, *, by_law: bool) -> Verdict:
    """Decide about the short message of a step: the question by what was chosen since, what came of it by the hour alone."""
    who = await recipient(db, offer.person, now, by_law=by_law)
    if who is None:
        return Suppress("unreachable")
    if about == "proposed":
        return decide_copy(who, asking(offer.due_on), now)
    step = MessageFacts(kind="case", topic="decision", expires_at=now + LIVES, sms=True, urgent=about in ANSWERS)
    return decide_copy(who, step, now)


def asking(on: date) -> MessageFacts:
    """The question whether somebody wants what they will be entitled to on a day."""
    ends = datetime.combine(on, time(), SHANGHAI)
    return MessageFacts(kind="offer", topic="offer", expires_at=ends, sms=True)


async def recipient(db: Db, person: UUID, now: datetime, *, by_law: bool) -> Recipient | None:
    """The person as decisions see them."""
    for row in await recipients(db, [person], now):
        found = as_recipient(row, now)
        return replace(found, consent=found.consent or by_law)
    return None
