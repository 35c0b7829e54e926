"""A family in which somebody helps a grandmother: mandates in every state, and the browser of the helper."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Litestar

from backend.cases.drafts.begin import new_case
from backend.delegation.legal_authority import REGISTER
from backend.delegation.scope import EVERYTHING, Wish, granted
from backend.delegation.service import Proposal, agree, as_person, end, pause, propose
from backend.delegation.types import Basis, Channel, Mandate, Power
from backend.delegation.wording import for_mandate
from backend.kit.db import transaction
from backend.residents import service as residents
from backend.residents.types import Acting, Assurance, FreshProof, Visitor
from tests.conftest import NOW
from tests.people import GRADUATE, GRANDMOTHER
from tests.support.allowance import ALLOWANCE
from tests.support.visitors import headers_of

OTHER = "FT0205002"  # a service of hers that no mandate here reaches
BROWSER_HEADERS = {"content-type": "application/x-www-form-urlencoded"}


class Family:
    """A grandmother with two drafts, and somebody whom she lets help with one of them."""

    def __init__(self, app: Litestar) -> None:
        self.app, self.state = app, app.state
        self.drafts: dict[str, UUID] = {}

    async def furnish(self) -> None:
        """Both people and two drafts that the helper began: what the principal put in is nobody else's to read."""
        async with transaction(self.state.pool) as db:
            vault, catalogue = self.state.vault, self.state.catalogue
            she = await residents.find_or_create_by_phone(db, vault, GRANDMOTHER.international_phone, NOW)
            he = await residents.find_or_create_by_phone(db, vault, GRADUATE.international_phone, NOW)
            self.principal, self.helper = she.id, he.id
            for code in (ALLOWANCE, OTHER):
                case, _ = await new_case(db, Acting(person=he.id, principal=she.id), catalogue.get(code), NOW)
                self.drafts[code] = case.id

    async def by_law(self, basis: Basis) -> UUID:
        """An authority by law, as a register told it: for every service."""
        context = self.state.services
        async with transaction(self.state.pool) as db:
            made = Proposal(principal=self.principal, helper=self.helper, channel="law", basis=basis)
            mandate = await propose(db, made, EVERYTHING, REGISTER, NOW)
            mandate = await agree(db, context, mandate, as_person("helper", self.helper), NOW)
            return (await agree(db, context, mandate, REGISTER, NOW)).id

    async def reopened(self) -> None:
        """Both drafts are in nobody's hands alone, whatever a request did before."""
        async with transaction(self.state.pool) as db:
            await db.execute("update cases set taken_over_at = null")

    async def mandate(self, power: Power, state: str, channel: Channel | None = None) -> UUID:
        """A mandate for the one service in this state."""
        context = self.state.services
        async with transaction(self.state.pool) as db:
            services = granted(context.catalogue, Wish(services=(ALLOWANCE,), power=power, days=30))
            days = 1 if state == "expired" else 30
            way = channel or ("call_back" if state == "sleeping" else "device")
            made = Proposal(principal=self.principal, helper=self.helper, channel=way, days=days)
            now = NOW - timedelta(days=2) if state == "expired" else NOW
            helper, principal = as_person("helper", self.helper), as_person("principal", self.principal)
            mandate = await agree(db, context, await propose(db, made, services, helper, now), helper, now)
            if state == "proposed":
                return mandate.id
            said = for_mandate(context.catalogue, "", services, 30, now)
            mandate = await agree(db, context, mandate, principal, now, said=said)
            return (await self._left(db, mandate, state)).id

    async def _left(self, db: Any, mandate: Mandate, state: str) -> Mandate:
        by = as_person("principal", self.principal)
        if state == "paused":
            return await pause(db, mandate, by, "pause", NOW)
        return await end(db, mandate, by, "by_principal", NOW) if state == "ended" else mandate

    async def headers(self, mandate: UUID | None) -> dict[str, str]:
        """The browser of the helper, who has switched to the mandate."""
        who = Visitor(
            person=self.helper, assurance=Assurance.VERIFIED, mandate=mandate, proofs=(FreshProof(NOW, "passkey"),)
        )
        return {**await headers_of(self.app, who), **BROWSER_HEADERS}
