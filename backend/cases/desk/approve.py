"""Approval by an officer: facts accepted or overruled one by one, grant chosen or entered; sealed and replayable like a rule's decision."""

from datetime import date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.cases import flow, messages
from backend.cases import store as case_store
from backend.cases.answers import answers_of
from backend.cases.decisions import store as decision_store
from backend.cases.desk import after_check
from backend.cases.desk.judge_paper import mark_papers_usable
from backend.cases.desk.officer_actions import open_case_file
from backend.cases.grants.officer_approval import begin_or_continue
from backend.cases.lifecycle.transition import move_case
from backend.cases.numbers import new_receipt_number
from backend.cases.obligations import store as obligation_store
from backend.cases.obligations import yearly_check
from backend.cases.obligations.dated import obligation_columns
from backend.cases.problems import FactsChanged
from backend.cases.receipts import store as receipt_store
from backend.cases.receipts.issue import approval_claims
from backend.cases.services import CaseServices
from backend.cases.staff_acts import authorize, department_scope
from backend.cases.submission import helped, payee, things
from backend.cases.submission import store as submission_store
from backend.cases.submission.case_facts import facts_of
from backend.cases.types import Case, DecisionInputs
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.registers.attributes import attributes
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.disclosure import may_read
from backend.residents.profile_facts import ProfileFacts, as_fact, read_entries
from backend.residents.types import Staff
from backend.rules import officer_approval
from backend.rules.answer import ObservedValue
from backend.rules.decide import decide
from backend.rules.decision import Decision, canonical, redacted
from backend.rules.grants import first_matching_grant, granted
from backend.rules.rule import in_force, seal
from backend.rules.types import Attribute, Fact, Facts
from backend.rules.wording import value_text


class ApprovalBasis(Struct, frozen=True):
    """Basis of an officer's approval: facts, the rule's decision on them, the grants on offer, and the index of the one that fits."""

    version: Version
    facts: Facts
    seen: Decision
    grants: list[str]
    fits: int | None
    first_month: date | None
    told: dict[str, tuple[ObservedValue, ...]]  # what each register says, where they disagree
    digest: str  # of the facts as the rule sees them; an approval names the ones that were shown


async def open_for_approval(
    db: Db, services: CaseServices, staff: Staff, id: UUID, now: datetime
) -> tuple[Case, ApprovalBasis]:
    """Open a file and prepare its approval; raises AlreadyMovedOn where the case can't be approved now."""
    case = await open_case_file(db, services, staff, id, now, "approving")
    flow.next_move("approved", case, "staff")
    return case, await prepare(db, services, case, now)


async def prepare(db: Db, services: CaseServices, case: Case, now: datetime) -> ApprovalBasis:
    """Gather the facts as a submission does and evaluate the rule on them."""
    version = await services.catalogue.version(db, case.service_version)
    read = await submission_store.for_submission(db, id=case.id, principal=case.principal, event=None)
    who, today = await residents.identity_of(db, services.vault, case.principal), local_date(now)
    # a review may confirm what this case itself granted
    read = msgspec.structs.replace(read, own=tuple(one for one in read.own if one.case_id != case.id))
    mandates = await things.mandated(db, services, read, version, None, now)
    facts, _ = facts_of(services, read, version, who, answers_of(services, read), mandates, now)
    seen, rule = decide(version.rules, facts, today), in_force(version.rules, today)
    fit = first_matching_grant(rule.grant, facts, today)[0] if rule else None
    fits = rule.grant.index(fit) if rule and fit else None
    first = granted(version.rules, fit, facts, today).first_month if fit else None
    with speaking(SOURCE):  # compared when the approval is given, whatever language the form was read in
        digest = sha256(canonical(decide(version.rules, facts, today))).hexdigest()[:16]
    told = contradictions(seen, read.facts, today)
    return ApprovalBasis(
        version, facts, seen, officer_approval.grant_choices(version.rules, facts, today), fits, first, told, digest
    )


def contradictions(seen: Decision, profile: ProfileFacts, today: date) -> dict[str, tuple[ObservedValue, ...]]:
    """Values of each register for attributes on which registers contradict each other."""
    names = {one.attribute for reason in seen.reasons for one in reason.seen if one.trouble == "contradiction"}
    return {name: tuple(as_seen(attributes()[name], fact, today) for fact in entries(name, profile)) for name in names}


def entries(name: str, profile: ProfileFacts) -> list[Fact]:
    """Entries of one attribute, one per register."""
    return [as_fact(attributes()[name], one) for one in read_entries(profile.get(name))]


def as_seen(attribute: Attribute, fact: Fact, today: date) -> ObservedValue:
    """Value of one register as text."""
    text = "" if fact.value is None else value_text(attribute, fact.value, today)
    return ObservedValue(attribute.name, attribute.label, text, fact.source, fact.as_of, fact.trouble)


async def approve(
    db: Db,
    services: CaseServices,
    staff: Staff,
    id: UUID,
    words: officer_approval.OfficerWording,
    *,
    version: int,
    digest: str,
    now: datetime,
) -> None:
    """Approve a case. Raises NotDecided, FactsChanged (registers changed since the page was shown) and Conflict."""
    case = await case_store.for_officer(db, id=id, department=department_scope(staff))
    move = flow.next_move("approved", case, "staff")
    ready = await prepare(db, services, case, now)
    if ready.digest != digest:
        raise FactsChanged
    await helped.need_nothing_open(db, case)
    decision = officer_approval.approve(ready.version.rules, ready.facts, local_date(now), words)
    await authorize(db, services, staff, "case.approved", case, now)
    await move_case(db, case, "approved", move, staff.actor, version, now, {"reason": decision.summary})
    number = await write_decision(db, services, staff, case, ready, decision, words, now)
    if officer_approval.departs_from_rule(in_force(ready.version.rules, local_date(now)), words):
        await after_check.require_second_look(db, case, number, now)
    await begin_or_continue(db, services, case, number, staff.actor, now, decision.grant)
    await payee.approved_by_officer(db, services, case, staff.actor, now)
    await mark_papers_usable(db, case, now)
    await yearly_check.complete_check(db, services, case.principal, case.service, now)
    told = messages.approved_by_officer(ready.version.service, decision)
    await notify(db, case.principal, told.topic, told.said, f"/cases/{id}", now, id)


async def write_decision(
    db: Db,
    services: CaseServices,
    staff: Staff,
    case: Case,
    ready: ApprovalBasis,
    decision: Decision,
    words: officer_approval.OfficerWording,
    now: datetime,
) -> UUID:
    """Store the decision with sealed inputs, receipt and obligations; supersedes the earlier decision. Returns its id."""
    id, rule = uuid4(), decision.rule
    inputs = DecisionInputs(decision.on, ready.facts, seal(ready.version.rules), words)
    await decision_store.supersede_decision(db, case_id=case.id, newer=id)
    await decision_store.add_decision(
        db, id=id, case_id=case.id, outcome="approve", decided_by=f"officer:{staff.subject}", decided_on=decision.on, at=now,
        rule=rule.valid_from.isoformat() if rule else None, rule_digest=rule.digest if rule else None,
        inputs=services.vault.seal(msgspec.json.encode(inputs, order="deterministic"), f"inputs:{id}"),
        result=services.vault.seal(canonical(decision), f"result:{id}"),
    )  # fmt: skip
    await write_receipt(db, services, case, ready.version, decision, id, now)
    due = obligation_columns(decision, True)
    for kind, opens, closes in zip(
        due["obligation_kinds"], due["obligation_opens"], due["obligation_days"], strict=True
    ):
        await obligation_store.add_obligation(db, case_id=case.id, kind=kind, opens_on=opens, due_on=closes)
    return id


async def write_receipt(
    db: Db, services: CaseServices, case: Case, version: Version, decision: Decision, id: UUID, now: datetime
) -> None:
    """Sign and store the receipt of an officer's decision; below the level that may read them, register values are left out."""
    number = new_receipt_number()
    who = await residents.identity_of(db, services.vault, case.principal)
    level = (await people.person(db, person=case.principal)).assurance
    shown = decision if may_read(level) else redacted(decision)
    helper = await receipt_store.preparer(db, case_id=case.id, principal=case.principal)
    by = residents.open_identity(services.vault, helper.person, helper.sealed) if helper else None
    stated = approval_claims(
        services.origin, case, version, who, shown, number, now, "officer", by, helper.consent if helper else None
    )
    await receipt_store.add_receipt(
        db, number=number, case_id=case.id, decision=id, jws=services.signer.sign(stated), kid=services.signer.kid, at=now
    )  # fmt: skip
