"""What an officer's approval means for a grant: it begins, or goes on by the new decision. What ends it: `cases.lifecycle.consequences`."""

from datetime import datetime
from uuid import UUID

from backend.audit.actor import Actor
from backend.cases.answers import answers_of
from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants import store
from backend.cases.grants.own import object_hash
from backend.cases.grants.record import begin, new_grant
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people
from backend.rules.decision import GrantedBenefit
from backend.rules.grants import first_matching_grant, granted
from backend.rules.rule import in_force


async def begin_or_continue(
    db: Db,
    services: CaseServices,
    case: Case,
    decision: UUID,
    author: Actor,
    now: datetime,
    grant: GrantedBenefit | None = None,
) -> None:
    """Begin the grant of an officer's approval; after a review, link the running grant to the new decision.

    `grant` is what the officer decided; without it the rule's own amount and first month count.
    """
    running = await store.of_case_grant(db, case_id=case.id, person=case.principal)
    if running is not None and running.state != "ended":
        await store.stands_on(db, id=running.id, person=case.principal, decision=decision, at=now)
        return
    version = await services.catalogue.version(db, case.service_version)
    what = new_grant(
        version.service.grants, object_hash(services.vault, version.service.grants, answers_of(services, case)),
        grant or await by_rule(db, services, case, version, now), local_date(now),
    )  # fmt: skip
    if what is not None:
        await begin(
            db, person=case.principal, case_id=case.id, decision=decision, service=case.service, what=what, author=author, now=now
        )  # fmt: skip


async def by_rule(db: Db, services: CaseServices, case: Case, version: Version, now: datetime) -> GrantedBenefit | None:
    """Grant by the rule in force on today's facts; None where it stays open."""
    today = local_date(now)
    rule = in_force(version.rules, today)
    if rule is None:
        return None
    account = await people.person(db, person=case.principal)
    facts = gather_facts(
        version.rules, await residents.profile_facts_of(db, case.principal), answers_of(services, case), now,
        own_facts(account.assurance, "", None, complete=True),
    )  # fmt: skip
    grant, sure = first_matching_grant(rule.grant, facts, today)
    return granted(version.rules, grant, facts, today) if sure and grant is not None else None
