"""A relative as a channel: the helper of a mandate is told too, where the principal chose so and the mandate covers the service.

The mandate is read when the message is written; one that ended or doesn't cover the service tells nobody. What follows from registers stays
with the principal: the helper reads the name of the service only.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from backend.campaigns.messages import RELATIVE
from backend.cases.services import CaseServices
from backend.delegation import lifecycle
from backend.delegation import store as mandates
from backend.delegation.acting import holds_now
from backend.delegation.types import Mandate
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents import service as residents


async def who_may_be_told(db: Db, person: UUID, now: datetime) -> list[Mandate]:
    """Mandates in force that a person gave: their helpers may be told."""
    given = await mandates.of_principal(db, principal=person)
    return [one for one in given if lifecycle.standing(one, now).in_force]


async def tell_relative(
    db: Db, services: CaseServices, principal: UUID, mandate: UUID, codes: Sequence[str], now: datetime
) -> None:
    """Write the helper's inbox message about services that their mandate covers; in the caller's transaction."""
    given = await mandates.of_principal(db, principal=principal)
    chosen = next((one for one in given if one.id == mandate), None)
    if chosen is None:
        return
    covered = [code for code in codes if await holds_now(db, mandate, chosen.helper, "case.seen", code, now)]
    names = [version.service.name for code in covered if (version := services.catalogue.get(code))]
    if names:
        who = (await residents.identity_of(db, services.vault, principal)).name
        await notify(db, chosen.helper, "other", RELATIVE(who=who, names=names), f"/mandates/{mandate}", now)
