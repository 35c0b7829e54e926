"""What stands in the way of an accepted offer on its day: read where it is submitted, in the same transaction."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from backend.cases.grants.own import already_granted
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.offers import store
from backend.offers.accept import account_changes, known_account, unproven
from backend.offers.sealing import content_of, yes_of
from backend.offers.types import Reason, ServiceOffer
from backend.residents import service as residents


class Obstacle(Struct, frozen=True):
    """Why an offer isn't submitted: it stops, or an officer goes on."""

    kind: Literal["stopped", "handed_over"]
    reason: Reason


async def obstacle(db: Db, services: CaseServices, offer: ServiceOffer, now: datetime) -> Obstacle | None:
    """The first thing that keeps an accepted offer from being submitted; None if nothing does."""
    version = services.catalogue.get(offer.service)
    if version is None or not version.service.applied_here:
        return Obstacle("stopped", "service_ended")
    if terms_of(version) != content_of(services.vault, offer).terms:
        return Obstacle("handed_over", "terms_changed")
    return (
        await held_already(db, services, version, offer)
        or await not_the_same_person(db, services, offer)
        or await not_the_same_account(db, services, offer, now)
    )


def terms_of(version: Version) -> dict[str, object] | None:
    """The terms of the offer as the service in force declares them."""
    return msgspec.to_builtins(version.service.offer) if version.service.offer else None


async def held_already(db: Db, services: CaseServices, version: Version, offer: ServiceOffer) -> Obstacle | None:
    """Do they have it already, or did they ask for it themselves?"""
    running = {one.service for one in await store.running(db, person=offer.person)}
    own = await store.own(db, person=offer.person)
    found = already_granted(version.service, b"", own, running, services.catalogue)
    return Obstacle("stopped", "held" if found.why == "held" else "applied") if found else None


async def not_the_same_person(db: Db, services: CaseServices, offer: ServiceOffer) -> Obstacle | None:
    """Is the person no longer proven, or is the number from which the yes came no longer theirs?"""
    if why := await unproven(db, offer):
        return Obstacle("handed_over", why)
    yes, who = yes_of(services.vault, offer), await residents.identity_of(db, services.vault, offer.person)
    if yes is not None and yes.number and yes.number != who.phone:
        return Obstacle("handed_over", "number_changed")
    return None


async def not_the_same_account(db: Db, services: CaseServices, offer: ServiceOffer, now: datetime) -> Obstacle | None:
    """Would the money go to another account than the one that the yes is bound to, now or soon?"""
    yes, who = yes_of(services.vault, offer), await residents.identity_of(db, services.vault, offer.person)
    today = local_date(now)
    same = yes is not None and await known_account(db, services, offer.person, who, today) == yes.account
    if same and not await account_changes(db, offer.person, today):
        return None
    return Obstacle("stopped", "account_changed")
