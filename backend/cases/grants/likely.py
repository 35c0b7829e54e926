"""Benefits that the rules grant on what registers have already told of a person; registers are not asked for it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants import store
from backend.cases.grants.own import already_granted, with_own
from backend.cases.services import CaseServices
from backend.catalogue.published import Version
from backend.catalogue.types import Service
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Assurance
from backend.rules.calendar_periods import add_months
from backend.rules.decide import decide
from backend.rules.decision import Decision

SOON = 12
"""Months ahead within which a benefit that is only a matter of time is named."""
AT_APPLYING = {"payee_account_matches": True}
"""Asked of the bank when somebody applies; taken for granted here."""


class LikelyGrant(Struct, frozen=True):
    """A service that begins a benefit, with the decision that the rule would take today."""

    service: Service
    decision: Decision


async def likely_grants(db: Db, services: CaseServices, person: UUID, now: datetime) -> list[LikelyGrant]:
    """List the benefits that a verified person may get: those whose rule says yes today, or by date alone within a year.

    Left out: what they hold or are applying for, and benefits per child or shop, which only a form can name.
    """
    own, today = await store.own_of(db, person=person), local_date(now)
    running, profile_facts = (
        await store.running_for(db, person=person) or (),
        await residents.profile_facts_of(db, person),
    )
    here = own_facts(Assurance.VERIFIED, "on file", None, complete=True) | AT_APPLYING
    found = []
    for version in beginning(services):
        if already_granted(version.service, b"", own, running, services.catalogue):
            continue
        facts = with_own(gather_facts(version.rules, profile_facts, {}, now, here), own, today)
        decision = decide(version.rules, facts, today)
        later = decision.holds_from if not decision.missing else None
        if decision.outcome == "approve" or (later is not None and later <= add_months(today, SOON)):
            found.append(LikelyGrant(version.service, decision))
    return found


def beginning(services: CaseServices) -> Iterator[Version]:
    """The services in force that begin a benefit of a person by a rule."""
    for version in services.catalogue.in_force.values():
        granting = version.service.grants
        if (
            version.rules
            and version.service.applied_here
            and granting
            and granting.does == "begins"
            and not granting.per
        ):
            yield version
