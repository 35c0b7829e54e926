"""Submission of a case: decided in the same transaction when a rule proves a yes (秒批), else handed over to an officer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from asyncpg import UniqueViolationError
from msgspec import Struct

from backend.audit.actor import Actor
from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.answers import answers_of
from backend.cases.drafts.completeness import still_missing
from backend.cases.grants.messages import second_application
from backend.cases.grants.own import AlreadyGranted, already_granted, object_hash
from backend.cases.grants.record import NewGrant, new_grant
from backend.cases.grants.record import columns as granted
from backend.cases.lock import not_claimed
from backend.cases.messages import NoticeContent, approved, handed_over
from backend.cases.numbers import new_receipt_number
from backend.cases.obligations import yearly_check
from backend.cases.obligations.dated import obligation_columns
from backend.cases.problems import AlreadyMovedOn, NotComplete, VersionClosed
from backend.cases.receipts.issue import approval_claims
from backend.cases.services import CaseServices
from backend.cases.submission import after_check_sample, helped, payee, step_up, store, things
from backend.cases.submission.accepted_offer import AcceptedOffer
from backend.cases.submission.case_facts import facts_of
from backend.cases.submission.given_consent import GivenConsent
from backend.cases.types import DecisionInputs, Kind, Paper, State
from backend.catalogue.effects import Way, demand, effects_of
from backend.catalogue.published import Version
from backend.delegation.acting import need
from backend.kit.clock import local_date
from backend.kit.failpoints import failpoint
from backend.kit.sql import Db
from backend.payees.messages import on_receipt
from backend.residents.disclosure import may_read, readable
from backend.residents.service import open_identity
from backend.residents.types import Acting, Identity
from backend.rules.decide import decide
from backend.rules.decision import Decision, canonical
from backend.rules.rule import seal
from backend.rules.types import Facts

RULE = Actor.system("rule")


class SubmissionResult(Struct, frozen=True):
    """Result of a submission."""

    case: UUID
    approved: bool


async def submit(
    db: Db, services: CaseServices, acting: Acting, id: UUID, event: UUID, now: datetime, consent: GivenConsent | None = None,
    offer: AcceptedOffer | None = None,
) -> SubmissionResult:  # fmt: skip
    """Submit a case and decide it at once where a rule proves a yes. Idempotent by event id. Raises NotComplete, AlreadyMovedOn, VersionClosed.

    Locked before it is read: a statement that waits for a lock still sees what was there before it waited.
    `consent`: the principal's to exactly this content; `offer`: one that they accepted for this day, in place of a fresh proof.
    The caller has checked either in this transaction.
    """
    await store.hold_for_submission(db, id=id, principal=acting.principal)
    await not_claimed(db, acting, id)
    for _ in range(TRIES):
        read = await store.for_submission(db, id=id, principal=acting.principal, event=event)
        if read.handed_in:
            return SubmissionResult(id, read.state is State.APPROVED)
        kind: Kind = "submitted" if read.state is State.DRAFT else "corrected"
        await need(db, acting, "case.submitted", read.service, now)
        flow.next_move(kind, read, acting.actor.role)
        version = await services.catalogue.version(db, read.service_version)
        if read.state is State.DRAFT and services.catalogue.is_closed(version):
            raise VersionClosed
        mandates = await things.mandated(db, services, read, version, acting.mandate, now)
        evaluated = evaluate(services, read, version, mandates, now)
        require_step_up(services, acting, read, version, evaluated.who, now, "offer" if offer else "form")
        signs = await helped.look(db, services, read, evaluated.chosen, evaluated.who, now)
        if signs or rests_on_an_officer(consent, version):
            evaluated = by_a_person(evaluated)
        row = columns(services, acting, read, version, evaluated, kind, event, now, consent, offer)
        if await write_once(db, row):
            await helped.hold(db, signs, id, now)
            if evaluated.instant:
                await yearly_check.complete_check(db, services, acting.principal, read.service, now)
            return SubmissionResult(id, evaluated.instant)
    raise AlreadyMovedOn(state=(await case_store.get(db, id=id, principal=acting.principal)).state)


def require_step_up(
    services: CaseServices, acting: Acting, read: store.ForSubmission, version: Version, who: Identity, now: datetime, way: Way
) -> None:  # fmt: skip
    """Raise StepUpNeeded or AnotherFactorNeeded unless the session holds the proof that the case demands, or its way stands in for it."""
    in_force = payee.known_account(services.vault, read.payees, who, local_date(now))
    asked = step_up.step_up_for(version.service, answers_of(services, read), who, read.assurance, in_force)
    step_up.require(acting, asked, way)


ONE_RUNNING = "person_grant_one_running"
TRIES = 2  # the second one sees the grant that just began, or the brake that was just pulled, and goes to a person


async def write_once(db: Db, row: dict[str, Any]) -> bool:
    """Write the submission in one statement; False if a brake was pulled or the same grant began since the read."""
    failpoint("submit-before-write")
    try:
        async with db.transaction():
            moved = await store.submit(db, **row)
    except UniqueViolationError as error:
        if error.constraint_name != ONE_RUNNING:
            raise
        return False
    failpoint("submit-before-commit")
    return moved is not None


class Evaluation(Struct, frozen=True):
    """Evaluation of a case: person, facts, decision, and whether it takes effect at once.

    `already_granted` says why a grant can't begin by itself; `new_grant` is the grant that begins when it takes effect.
    """

    who: Identity
    facts: Facts
    decision: Decision
    instant: bool
    already_granted: AlreadyGranted | None = None
    new_grant: NewGrant | None = None
    chosen: payee.PayeeChoice | None = None


def by_a_person(evaluated: Evaluation) -> Evaluation:
    """A submission that goes to an officer."""
    return msgspec.structs.replace(evaluated, instant=False, new_grant=None)


def rests_on_an_officer(consent: GivenConsent | None, version: Version) -> bool:
    """Is money paid on a yes that one officer alone has heard? Then a second person looks."""
    return consent is not None and consent.how == "counter" and "pays" in effects_of(version.service)


def evaluate(
    services: CaseServices, read: store.ForSubmission, version: Version, mandates: Mapping[str, str], now: datetime
) -> Evaluation:
    """Evaluate a complete case by its rules, without input or output. Raises NotComplete."""
    who = open_identity(services.vault, read.principal, read.identity)
    answers = answers_of(services, read)
    if missing := still_missing(version, answers, read.papers, readable(who, read.assurance), read.assurance):
        raise NotComplete(missing="、".join(missing))
    facts, choice = facts_of(services, read, version, who, answers, mandates, now)
    today = local_date(now)
    decision = decide(version.rules, facts, today)
    object = object_hash(services.vault, version.service.grants, answers)
    granted_before = already_granted(version.service, object, read.own, read.running, services.catalogue)
    instant = (
        decision.outcome == "approve" and granted_before is None and may_decide(services, version, read, choice, today)
    )
    what = new_grant(version.service.grants, object, decision.grant, today) if instant else None
    return Evaluation(who, facts, decision, instant, granted_before, what, choice)


def may_decide(
    services: CaseServices, version: Version, read: store.ForSubmission, choice: payee.PayeeChoice | None, today: date
) -> bool:
    """May the machine approve this one?

    Switched on, as sure of the person as the service demands, every paper fine as it is and still valid, and the bank register
    confirms the account that is paid to.
    """
    return (
        read.ruling == "none"  # whoever asks for a review asks for a person
        and not read.stopped
        and services.catalogue.decides_at_once(version)
        and read.assurance >= demand(effects_of(version.service)).assurance
        and payee.may_pay(choice)
        and all(is_acceptable(paper, today) for paper in read.papers)
    )


def is_acceptable(paper: Paper, today: date) -> bool:
    """Did the paper pass pre-review, and is it valid today?"""
    return (
        paper.verdict == "passed" and not paper.overruled and (paper.valid_until is None or paper.valid_until >= today)
    )


def message_for_resident(version: Version, read: store.ForSubmission, evaluated: Evaluation) -> NoticeContent:
    """Message for the resident; without register values where their level may not read them."""
    if evaluated.instant:
        return approved(version.service, evaluated.decision)
    if not may_read(read.assurance):
        return handed_over(version.service, None)
    if evaluated.already_granted:
        return second_application(version.service, evaluated.already_granted)
    return handed_over(version.service, evaluated.decision)


def columns(
    services: CaseServices, acting: Acting, read: store.ForSubmission, version: Version, evaluated: Evaluation, kind: str, event: UUID,
    now: datetime, consent: GivenConsent | None = None, offer: AcceptedOffer | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Parameters of the submission's statement."""
    notice, decision, instant = uuid4(), evaluated.decision, evaluated.instant
    message = message_for_resident(version, read, evaluated)
    slip, given = receipted(services, read, version, evaluated, now, consent), consent or offer
    return {
        "id": read.id, "principal": acting.principal, "version": read.version, "at": now, "last_seq": read.last_seq or 0,
        "state": (State.APPROVED if instant else State.SUBMITTED).value, "ruling": "approved" if instant else read.ruling, "actor": str(acting.actor),
        "event_ids": [event, uuid4()], "event_kinds": [kind, "decided_at_once" if instant else "handed_over"],
        "event_authors": [str(acting.actor), str(RULE)], "event_roles": [acting.actor.role, RULE.role],
        "mandate": acting.actor.mandate,
        "event_details": [given.detail if given else {}, {}],
        **decided(services, version, evaluated), **slip, **after_check_sample.columns(read, slip["receipt"], services.after_check_percent, now),
        **noticed(message, notice, read.id), **obligation_columns(decision, instant), **granted(evaluated.new_grant),
        **payee.columns(services, read, evaluated.chosen if instant else None, evaluated.who, evaluated.facts, now),
        "job": msgspec.json.encode({"notice": notice}),
    }  # fmt: skip


def decided(services: CaseServices, version: Version, evaluated: Evaluation) -> dict[str, Any]:
    """Columns of the decision: sealed inputs and result."""
    id, decision = uuid4(), evaluated.decision
    inputs = msgspec.json.encode(
        DecisionInputs(decision.on, evaluated.facts, seal(version.rules)), order="deterministic"
    )
    return {
        "decision": id, "outcome": "approve" if evaluated.instant else "person", "decided_on": decision.on,
        "rule": decision.rule.valid_from.isoformat() if decision.rule else None,
        "rule_digest": decision.rule.digest if decision.rule else None,
        "inputs": services.vault.seal(inputs, f"inputs:{id}"),
        "result": services.vault.seal(canonical(decision), f"result:{id}"),
    }  # fmt: skip


def prepared_by(services: CaseServices, read: store.ForSubmission) -> Identity | None:
    """The helper who prepared the case, if one did."""
    return open_identity(services.vault, read.preparer, read.preparer_identity) if read.preparer else None


def receipted(
    services: CaseServices, read: store.ForSubmission, version: Version, evaluated: Evaluation, now: datetime, consent: GivenConsent | None
) -> dict[str, Any]:  # fmt: skip
    """Columns of the receipt; empty without an approval."""
    if not evaluated.instant:
        return {"receipt": None, "jws": None, "kid": None}
    number = new_receipt_number()
    terms = approval_claims(
        services.origin,
        read,
        version,
        evaluated.who,
        evaluated.decision,
        number,
        now,
        "rule",
        prepared_by(services, read),
        consent.how if consent else None,
    )
    changes = payee.changes_on(services, read, evaluated.chosen, evaluated.who, evaluated.facts, now)
    if changes:
        terms = msgspec.structs.replace(terms, grants=(*terms.grants, on_receipt(changes)))
    jws = services.signer.sign(terms)
    return {"receipt": number, "jws": jws, "kid": services.signer.kid}


def noticed(message: NoticeContent, notice: UUID, case: UUID) -> dict[str, Any]:
    """Columns of the notice."""
    return {
        "notice": notice,
        "topic": message.topic,
        "title": message.said.title,
        "body": message.said.body,
        "message_key": message.said.key,
        "message_version": message.said.version,
        "link": f"/cases/{case}",
    }
