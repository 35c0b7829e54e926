"""Turns a change reported by a register into proposals: running grants concerned, and the consequence by each grant's own rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.changes import messages, store
from backend.cases.changes.types import Cause, GrantChange
from backend.cases.decisions.inputs import decode_rules
from backend.cases.services import CaseServices
from backend.cases.types import DecisionInputs
from backend.delegation.endings import end_of_person
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.payees.stop import stop_pending
from backend.registers.types import RegisteredChange
from backend.residents import service as residents
from backend.residents import store as people
from backend.rules.decision import DueObligation
from backend.rules.obligations import after_event
from backend.rules.rule import Rule, in_force

CITY = "4403"  # the rules of this house speak of the city: a move between two of its streets changes nothing for them
DISTRICT = 6  # digits of a division code that name the district


class NotYet(Exception):
    """The change has a future date; retried later."""


def cause_of(change: RegisteredChange) -> Cause | None:
    """Map a reported change to the cause that rules know; None if no rule depends on it."""
    if change.kind == "died":
        return "death"
    match change.origin.startswith(CITY), change.to.startswith(CITY):
        case True, False:
            return "moved_out_of_city"
        case False, True:
            return "moved_back"
        case True, True if change.origin[:DISTRICT] != change.to[:DISTRICT]:
            return "moved_within_city"
    return None


async def take_in(db: Db, services: CaseServices, change: RegisteredChange, now: datetime) -> int:
    """Process one change and return the number of proposals. A death ends mandates; otherwise nothing is stored of people without a grant."""
    cause = cause_of(change)
    person = await residents.by_number(db, services.vault, change.id_number)
    if person is not None and cause == "death":
        await stop_pending(db, person.id, "death", now)
    grants = await store.running_grants(db, person=person.id) if person and cause else []
    if person is not None and cause == "death" and change.on <= local_date(now):
        await end_of_person(db, person.id, "death", now)
    if person is None or cause is None or not grants:
        return 0
    if change.on > local_date(now):
        raise NotYet
    added = sum([await propose_for(db, services, one, change, cause, now) for one in grants])
    if added:
        await people.merge_facts(db, person=person.id, facts=facts_after(change, now), at=now)
    return added


async def propose_for(
    db: Db, services: CaseServices, one: store.RunningGrant, change: RegisteredChange, cause: Cause, now: datetime
) -> int:
    """Propose the consequences of a change for one grant to an officer, and notify its holder unless the change is a death."""
    before = await store.of_case(db, case_id=one.id)
    rule = await rule_of(services, db, one)
    return sum([
        await propose(db, services, one, change, cause, due, now)
        for due in dues_of(rule, cause, change, before) if not already_ended(before, due)
    ])  # fmt: skip


def dues_of(
    rule: Rule | None, cause: Cause, change: RegisteredChange, before: Sequence[GrantChange]
) -> list[DueObligation]:
    """Obligations that the rule attaches to this cause. A return ends the obligation that the earlier departure created."""
    if cause == "moved_back":
        left = next(
            (g for g in reversed(before) if g.cause == "moved_out_of_city" and g.state in ("proposed", "confirmed")),
            None,
        )
        return [] if left is None else [DueObligation(left.duty, "family", left.says)]
    return [due for due in after_event(rule, cause, change.on) if due.effect] if rule else []


def already_ended(before: Sequence[GrantChange], due: DueObligation) -> bool:
    """Has an officer already confirmed that payment ends by then?"""
    ends = [g.effect_from for g in before if g.state == "confirmed" and g.effect_from is not None]
    return due.effect_from is not None and any(day <= due.effect_from for day in ends)


async def propose(
    db: Db, services: CaseServices, one: store.RunningGrant, change: RegisteredChange, cause: Cause, due: DueObligation, now: datetime
) -> int:  # fmt: skip
    """Store one proposal, once, with its audit row."""
    id = uuid4()
    added = await store.propose(
        db, id=id, case_id=one.id, told=change.id, duty=due.key, cause=cause, happened_on=change.on, says=due.says, effect=due.effect,
        effect_from=due.effect_from, closes_on=due.closes, at=now,
    )  # fmt: skip
    if added:
        await note(db, Actor.system("population_register"), "grant.change_proposed", one.id, now, cause=cause)
        await tell(db, services, one, await store.proposed(db, id=id, case_id=one.id), now)
    return added


async def tell(db: Db, services: CaseServices, one: store.RunningGrant, change: GrantChange, now: datetime) -> None:
    """Notify the holder of a reported change, unless it is a death."""
    message = messages.proposed((await services.catalogue.version(db, one.service_version)).service.name, change)
    if message:
        await notify(db, one.principal, message.topic, message.said, f"/cases/{one.id}", now, one.id)


async def rule_of(services: CaseServices, db: Db, one: store.RunningGrant) -> Rule | None:
    """Rule behind a grant: the sealed one, or for an officer's decision the service's rule of that day."""
    if one.decided_by == "rule":
        inputs = msgspec.json.decode(services.vault.open(one.inputs, f"inputs:{one.decision}"), type=DecisionInputs)
        return in_force(decode_rules(inputs.rules), inputs.on)
    return in_force((await services.catalogue.version(db, one.service_version)).rules, one.decided_on)


def facts_after(change: RegisteredChange, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Profile facts after the change, so that no later decision uses outdated values."""
    known = (
        {"alive": False, "died_on": change.on.isoformat()}
        if change.kind == "died"
        else {"hukou": change.to, "hukou_since": change.on.isoformat()}
    )
    return {name: [{"value": value, "source": "population", "as_of": now.isoformat()}] for name, value in known.items()}


TOUCHED = ("alive", "died_on", "hukou", "hukou_since")


async def ask_anew(db: Db, person: UUID) -> None:
    """Delete the profile facts that a doubtful change set, so that the register is asked again when they are next needed."""
    await store.ask_anew(db, person=person, attributes=list(TOUCHED))
