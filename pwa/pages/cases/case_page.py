"""The page of a case: the task list while it is filled in, afterwards how it stands and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.answers import answers_of
from backend.cases.clock import deadline, working_days
from backend.cases.consents.request_status import current
from backend.cases.decisions import store as decisions_store
from backend.cases.drafts import completeness
from backend.cases.drafts.migrate_draft import on_open_version, set_aside_of
from backend.cases.grants import overview
from backend.cases.lock import is_claimed, may_take
from backend.cases.papers import shared_file
from backend.cases.receipts import store as receipts_store
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.cases.types import Case, Event, State
from backend.catalogue.published import Version
from backend.catalogue.types import Service
from backend.guidance.types import NOWHERE, GuidedStep
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents import service as residents
from backend.residents.browser_storage import Keeping
from backend.residents.disclosure import may_read, readable
from backend.residents.types import Acting
from pwa.pages.cases import proof_needed
from pwa.pages.cases.claimed import ClaimedCase, claimed_case
from pwa.pages.cases.outcome import Outcome, outcome, timeline
from pwa.pages.cases.payee import proposed_accounts
from pwa.pages.cases.tasks import TaskLine, check_task, next_to_do, paper_tasks, question_tasks
from pwa.pages.cases.two_people import TwoPeople, two_people
from pwa.pages.cases.unfinished_uploads import HalfwayPaper, Outbox, halfway_papers, outbox
from pwa.views.decisions import decision_for_resident
from pwa.views.grants import ExistingGrantNotice, GrantCard, existing_grant_notice, grant_card
from pwa.views.parts import SummaryRow, TextLink, TimelineStep
from pwa.views.payee_accounts import AccountLine
from pwa.views.receipts import ReceiptSlip, slip

CONSENT_WAITS = Messages.beside(__file__).group("consent_waits")


class ObsoleteAnswers(Struct, frozen=True):
    """What was filled in and handed in by the form before, and the form now doesn't ask for."""

    answers: list[SummaryRow]
    papers: list[TextLink]


class TaskList(Struct, frozen=True, kw_only=True):
    """What is done and what is still to do for a case; `correction`: what an officer asks for, or "".

    `consent`: the question to the principal that waits, with the page where it is answered or watched.
    """

    template: ClassVar[str] = "cases/tasks.html"
    case_number: str
    service: Service
    tasks: list[TaskLine]
    all: int
    done: int
    missing: list[str]
    onward: str
    saved: str
    correction: str
    consent: TextLink | None
    unplaced: int
    halfway: list[HalfwayPaper]
    sending: Outbox
    names: Mapping[str, str]
    withdrawal: str
    review: str
    two: TwoPeople | None
    aside: ObsoleteAnswers | None


class Status(Struct, frozen=True, kw_only=True):
    """How a case stands; `withheld`: where to prove who one is before the reasons may be read, or "".

    `by_sms`: signed in with a code, for want of something quicker.
    """

    template: ClassVar[str] = "cases/status.html"
    case_number: str
    service: Service
    outcome: Outcome
    withheld: str
    by_sms: bool
    receipt: ReceiptSlip | None
    existing_grant: ExistingGrantNotice | None
    grant: GrantCard | None
    payees: list[AccountLine]
    events: list[TimelineStep]
    awaited: bool  # is a result still to come
    may_withdraw: bool
    withdrawal: str
    may_ask_review: bool
    may_withdraw_review: bool
    review: str


async def case_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, keeping: Keeping, now: datetime
) -> TaskList | Status | ClaimedCase:
    """Show a case: the task list while its applicant may change it, else its status. What pre-review said counts as seen."""
    case = await store.get(db, id=id, principal=acting.principal)
    await materials.seen(db, case_id=id, principal=acting.principal, at=now)
    if flow.is_being_filled_in(case):
        if await is_claimed(db, acting, id):
            return await claimed_case(db, services, case)
        case = await on_open_version(db, services, acting, case, now)
        return await task_list(db, services, acting, case, keeping, now)
    return await status(db, services, acting, case, now)


def case_step(view: TaskList | Status | ClaimedCase, id: UUID) -> GuidedStep:
    """The step at which somebody is who has this page open."""
    if isinstance(view, ClaimedCase):
        return NOWHERE
    return GuidedStep(page="tasks" if isinstance(view, TaskList) else "status", service=view.service.code, case=id)


async def task_list(
    db: Db, services: CaseServices, acting: Acting, case: Case, keeping: Keeping, now: datetime
) -> TaskList:
    """Compute from what is there what is done and what is still to do."""
    service = (await services.catalogue.version(db, case.service_version)).service
    tasks, missing = await tasks_of(db, services, acting, case)
    consent = await waiting_consent(db, services, acting, case, now)
    onward = next_to_do(tasks)
    if consent is not None:  # it is hers to answer now, and handed in by her answer
        tasks = tasks[:-1]
    names, events = {material.key: material.name for material in service.material}, await events_of(db, case)
    return TaskList(
        case_number=case.number, service=service, tasks=tasks, all=len(tasks), missing=missing, onward=onward,
        done=sum(t.status in {"done", "optional"} for t in tasks), saved=moment(case.updated_at.astimezone(SHANGHAI)),
        correction=asked_for(events) if case.state is State.IN_CORRECTION else "", names=names,
        consent=consent,
        unplaced=0 if acting.mandate else len(await shared_file.list_waiting(db, acting, now)),
        halfway=await halfway_papers(db, acting, case.id, names, now),
        sending=await outbox(db, acting, case.id, keeping, now),
        withdrawal=f"/cases/{case.id}/withdrawal" if may_take(services.catalogue, acting, case, "withdrawn") else "",
        review=f"/cases/{case.id}/review" if may_take(services.catalogue, acting, case, "review_withdrawn") else "",
        two=await two_people(db, services, acting, case, events, now),
        aside=await aside_of(db, services, acting, case),
    )  # fmt: skip


async def aside_of(db: Db, services: CaseServices, acting: Acting, case: Case) -> ObsoleteAnswers | None:
    """Show what a new version of the form had no place for; to the principal only."""
    if acting.masked:
        return None
    answers = await set_aside_of(db, services, case)
    papers = await materials.of_case_aside(db, case_id=case.id, principal=acting.principal)
    if not answers and not papers:
        return None
    return ObsoleteAnswers(
        [SummaryRow(one.label, one.says) for one in answers],
        [TextLink(one.file_name, f"/papers/{one.id}/page/1" if one.pages else "") for one in papers],
    )


async def tasks_of(db: Db, services: CaseServices, acting: Acting, case: Case) -> tuple[list[TaskLine], list[str]]:
    """List what is to do for a case in order, and what is missing for its submission."""
    version = await services.catalogue.version(db, case.service_version)
    service, read = version.service, await read_case(db, acting, case)
    missing = await missing_in(db, services, acting, case, read)
    papers = {m.slot: m for m in await materials.of_case(db, case_id=case.id, principal=acting.principal)}
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    return [
        *proof_needed.identity_task(case, service, acting, services.catalogue.decides_at_once(version)),
        *question_tasks(case.id, service, answers_of(services, case), who),
        *paper_tasks(case, service, papers, read.assurance),
        check_task(case.id, ready=not missing),
    ], missing


async def next_page(db: Db, services: CaseServices, acting: Acting, id: UUID, after: str = "") -> str:
    """Where to go on with a draft once the page `after` is done."""
    case = await store.get(db, id=id, principal=acting.principal)
    if not flow.is_being_filled_in(case):
        return f"/cases/{id}"
    tasks, _ = await tasks_of(db, services, acting, case)
    return next_to_do(tasks, after) or f"/cases/{id}"


async def waiting_consent(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> TextLink | None:
    """The question to the principal that waits, for either side."""
    looked = await current(db, services, case.id, acting.principal, now)
    if looked is None or not looked.waits:
        return None
    if acting.masked:
        return TextLink(CONSENT_WAITS["asked"]().text, f"/cases/{case.id}/consent-request")
    return TextLink(CONSENT_WAITS["own"](helper=looked.now.helper).text, f"/cases/{case.id}/consent")


async def events_of(db: Db, case: Case) -> list[Event]:
    """Read the events of a case."""
    return await store.events(db, case_id=case.id, principal=case.principal)


def asked_for(events: list[Event]) -> str:
    """Find what an officer asked for last."""
    return next((str(e.detail.get("reason", "")) for e in reversed(events) if e.kind == "correction_asked"), "")


async def still_missing(db: Db, services: CaseServices, acting: Acting, case: Case) -> list[str]:
    """List what stands between a case and its submission, in the resident's words."""
    return await missing_in(db, services, acting, case, await read_case(db, acting, case))


async def read_case(db: Db, acting: Acting, case: Case) -> submission_store.ForSubmission:
    """Read a case as a submission would."""
    return await submission_store.for_submission(db, id=case.id, principal=acting.principal, event=None)


async def missing_in(
    db: Db, services: CaseServices, acting: Acting, case: Case, read: submission_store.ForSubmission
) -> list[str]:
    """List what is missing in a case that was read."""
    version = await services.catalogue.version(db, case.service_version)
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    return completeness.still_missing(
        version, answers_of(services, case), read.papers, who, read.assurance, helper=acting.masked
    )


async def status(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> Status:
    """Say how a case stands, why, and what comes next."""
    version, events = await services.catalogue.version(db, case.service_version), await events_of(db, case)
    reading = deadline.compute_clock(
        events, version.service.limit, await working_days.load_calendar(db), local_date(now)
    )
    stored = await decisions_store.latest_decision(db, case_id=case.id, principal=acting.principal)
    receipt = await receipts_store.receipt_of(db, case_id=case.id, principal=acting.principal)
    withheld = stored is not None and stored.decided_by == "rule" and not may_read(acting.assurance)
    decision = None if withheld else decision_for_resident(services, stored, acting.assurance)
    grant, existing_grant = await grants_of(db, services, acting, case, version, now, withheld=withheld)
    revoked = case.ruling == "revoked" and case.state is State.REVOKED
    name = "" if acting.masked else (await residents.identity_of(db, services.vault, acting.principal)).name
    return Status(
        case_number=case.number, service=version.service, outcome=outcome(case, version.service, decision, events, reading, revoked=revoked),
        withheld=f"/me/identity?next=/cases/{case.id}" if withheld and not acting.masked else "", receipt=slip(services, case, receipt, name),
        by_sms=acting.signed_in_with == "sms" and acting.mandate is None, existing_grant=existing_grant, grant=grant,
        payees=[] if acting.masked else await proposed_accounts(db, services, case, now), events=timeline(events, reading),
        awaited=case.state in flow.PENDING,
        may_withdraw=may_take(services.catalogue, acting, case, "withdrawn"), withdrawal=f"/cases/{case.id}/withdrawal",
        may_ask_review=may_take(services.catalogue, acting, case, "review_asked"), review=f"/cases/{case.id}/review",
        may_withdraw_review=may_take(services.catalogue, acting, case, "review_withdrawn"),
    )  # fmt: skip


async def grants_of(
    db: Db, services: CaseServices, acting: Acting, case: Case, version: Version, now: datetime, *, withheld: bool
) -> tuple[GrantCard | None, ExistingGrantNotice | None]:
    """Find what this case granted; else, while it waits, what the person already holds of its service."""
    if not may_read(acting.assurance):
        return None, None
    view = await overview.of_case(db, services, acting.principal, case.id, now)
    if view is not None:
        return grant_card(view), None
    if withheld or case.state not in flow.OPEN:
        return None, None
    return None, existing_grant_notice(
        await overview.existing_grant(db, services, acting.principal, version.service, now)
    )
