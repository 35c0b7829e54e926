"""Who may work in a case beside its principal, today."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation import store as mandates
from backend.delegation.lifecycle import standing
from backend.delegation.powers import may
from backend.delegation.types import Authority
from backend.kit.sql import Db
from backend.residents import service as residents


class Helper(Struct, frozen=True):
    """Somebody who may fill in for the principal by a mandate that is in force."""

    person: UUID
    name: str
    mandate: UUID


async def helpers_of(db: Db, services: CaseServices, principal: UUID, code: str, now: datetime) -> list[Helper]:
    """Who may prepare in this service by the principal's consent; nobody where there is no mandate in force."""
    version = services.catalogue.get(code)
    rows = [
        m
        for m in await mandates.of_principal(db, principal=principal)
        if m.basis == "consent" and standing(m, now).in_force
    ]
    if version is None or not rows:
        return []
    granted = await mandates.services(db, mandates=[row.id for row in rows])
    found: dict[UUID, Helper] = {}
    for row in rows:
        powers = {one.service: one.power for one in granted if one.mandate == row.id and one.revoked_at is None}
        authority = Authority(mandate=row.id, principal=principal, helper=row.helper, basis=row.basis, powers=powers)
        if may(authority, "case.answered", version.service) and row.helper not in found:
            who = await residents.identity_of(db, services.vault, row.helper)
            found[row.helper] = Helper(row.helper, who.name, row.id)
    return list(found.values())
