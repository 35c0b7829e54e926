"""The page of one case on the desk: everything an officer needs to decide it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.answers import answers_of
from backend.cases.clock import deadline, working_days
from backend.cases.decisions import store as decisions_store
from backend.cases.desk import store as desk_store
from backend.cases.desk.revoke import may_settle
from backend.cases.drafts import form
from backend.cases.drafts.display import display_answer
from backend.cases.messages import so_far_for_officer
from backend.cases.receipts import store as receipts_store
from backend.cases.services import CaseServices
from backend.cases.staff_acts import case_subject
from backend.cases.submission.after_check_sample import SAYS as SIGNALS
from backend.cases.types import FOR_OFFICER, Case, Event, Kind, Receipt, StoredDecision
from backend.catalogue.types import Service
from backend.delegation.messages import POWERS
from backend.delegation.signals import watching
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.formats import listed, moment
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents import service as residents
from backend.residents.types import Identity, Staff
from backend.rules.decision import Decision
from backend.rules.explain import summary_for_officer
from pwa.pages.desk import change_views
from pwa.pages.desk.papers import DeskPaper, desk_papers
from pwa.pages.desk.payee import PayeePanel, payee_panel
from pwa.pages.desk.payments import PaidPanel, paid_panel
from pwa.views.decisions import decision_for_officer, reason_lines
from pwa.views.events import EVENT_FOR_OFFICER, HELPER_EVENT_FOR_OFFICER, event_says
from pwa.views.parts import FormError, ReasonLine, SummaryRow, TimelineStep
from pwa.views.receipts import STATUS

_messages = Messages.beside(__file__)
_words = _messages.words
APPLICANT = _messages.texts("applicant", Audience.OFFICER)

BY_HELPER, HELPER_UNNAMED = _messages.take("by_helper"), _messages.take("helper_unnamed")
ACTIONS = _words("ACTIONS")
QUIET = frozenset({"answered", "paper_added", "paper_removed", "paper_insisted"})


class ActionButton(Struct, frozen=True):
    """An action that an officer may take now."""

    action: str
    says: str


class ReceiptPanel(Struct, frozen=True, kw_only=True):
    """The receipt of a case, and how far its revocation is; `mine`: this officer proposed it."""

    receipt: Receipt | None
    says: str
    proposal: desk_store.OpenRevocation | None
    may_revoke: bool
    may_settle: bool
    may_agree: bool
    may_decline: bool
    mine: bool


class PaymentPanel(Struct, frozen=True):
    """Whether a case pays, whether that is stopped, and whether this officer may let it go on."""

    pays: bool
    stopped: bool
    may_resume: bool


class AfterCheckPanel(Struct, frozen=True):
    """The after-check of a machine approval, and why the case was drawn."""

    check: desk_store.AfterCheck
    why: str


class DeskCase(Struct, frozen=True, kw_only=True):
    """One case on the desk. `typed`: by field what was typed, where the page comes back with errors."""

    case: Case
    service: Service
    says: str
    clock: deadline.ClockReading
    who: list[SummaryRow]
    changes: list[change_views.ChangeLine]
    paid: PaidPanel
    payee: PayeePanel | None
    decided: bool
    so_far: str
    reasons: list[ReasonLine]
    answers: list[SummaryRow]
    papers: list[DeskPaper]
    steps: list[TimelineStep]
    may_approve: bool
    actions: list[ActionButton]
    after_check: AfterCheckPanel | None
    payment: PaymentPanel
    slip: ReceiptPanel
    look_first: list[UUID]  # mandates with a sign of abuse that was seen in this case
    errors: list[FormError] = []
    typed: Mapping[str, str] = {}


async def desk_case(db: Db, services: CaseServices, staff: Staff, case: Case, now: datetime) -> DeskCase:
    """Collect everything about a case that was opened."""
    service = (await services.catalogue.version(db, case.service_version)).service
    events = await store.events(db, case_id=case.id, principal=case.principal)
    stored = await decisions_store.latest_decision(db, case_id=case.id, principal=case.principal)
    decision = decision_for_officer(services, stored)
    return DeskCase(
        case=case, service=service, says=FOR_OFFICER[case.state],
        clock=deadline.compute_clock(events, service.limit, await working_days.load_calendar(db), local_date(now)),
        who=applicant(await residents.identity_of(db, services.vault, case.principal)), changes=await change_views.of_case(db, case.id),
        paid=await paid_panel(db, services, staff, case, now), payee=await payee_panel(db, services, case, now),
        decided=decision is not None, so_far=checked(stored, decision),
        reasons=reason_lines(decision, Audience.OFFICER), answers=answer_rows(services, case, service),
        papers=await desk_papers(db, services, case, service), steps=await steps(db, services, events), may_approve=may("approved", case),
        actions=[ActionButton(action, says) for action, says in ACTIONS.items() if may(cast("Kind", action), case)],
        after_check=await after_check_panel(db, case), payment=await payment_panel(db, staff, case, events),
        slip=await receipt_panel(db, staff, case), look_first=await watching.mandates_to_look_at(db, case.principal, case.id),
    )  # fmt: skip


def applicant(who: Identity) -> list[SummaryRow]:
    """Name the applicant, the number masked."""
    return [
        SummaryRow(APPLICANT("name"), who.name or APPLICANT("not_proven")),
        SummaryRow(APPLICANT("id_number"), masking.identity_number(who.id_number)),
    ]


def checked(stored: StoredDecision | None, decision: Decision | None) -> str:
    """Say how far the machine came; what took effect is told as the approval it is."""
    if stored is None or decision is None:
        return ""
    return summary_for_officer(decision) if stored.outcome == "approve" else so_far_for_officer(decision)


def answer_rows(services: CaseServices, case: Case, service: Service) -> list[SummaryRow]:
    """List the answers to questions that apply."""
    answers = answers_of(services, case)
    given = (f for f in service.field if answers.get(f.key) and form.applies(f, answers, service.field))
    return [SummaryRow(f.label, display_answer(f, answers[f.key])) for f in given]


async def steps(db: Db, services: CaseServices, events: Sequence[Event]) -> list[TimelineStep]:
    """List what happened; of what a helper did, who it was and by which power."""
    shown = [one for one in events if one.kind not in QUIET]
    names = {
        one.helper: (await residents.identity_of(db, services.vault, one.helper)).name for one in shown if one.helper
    }
    return [step(one, names[one.helper] if one.helper else "") for one in shown]


def step(event: Event, helper: str) -> TimelineStep:
    """Say one thing that happened."""
    if event.helper is None:
        return TimelineStep(EVENT_FOR_OFFICER[event.kind], moment(event.at), event_says(event))
    power = POWERS[event.power.name.lower()] if event.power else ""
    by = BY_HELPER(Audience.OFFICER, helper=helper or HELPER_UNNAMED(Audience.OFFICER).text, power=power)
    return TimelineStep(HELPER_EVENT_FOR_OFFICER[event.kind], moment(event.at), by.text)


async def receipt_panel(db: Db, staff: Staff, case: Case) -> ReceiptPanel:
    """Collect the receipt of a case, and how far its revocation is."""
    receipt = await receipts_store.receipt_of_case(db, case_id=case.id)
    proposal = await desk_store.open_revocation(db, case_id=case.id)
    agree, decline = await may_settle(db, staff, case, proposal) if proposal else (False, False)
    standing = receipt is not None and receipt.status == "valid" and may("receipt_revoked", case)
    return ReceiptPanel(
        receipt=receipt, says=STATUS[receipt.status] if receipt else "", proposal=proposal,
        may_revoke=standing and proposal is None, may_settle=standing and proposal is not None, may_agree=agree, may_decline=decline,
        mine=proposal is not None and proposal.proposed_by == staff.subject,
    )  # fmt: skip


async def after_check_panel(db: Db, case: Case) -> AfterCheckPanel | None:
    """Find the after-check of a case."""
    check = await desk_store.check_of_case(db, case_id=case.id)
    return (
        AfterCheckPanel(check, listed(says for signal, says in SIGNALS.items() if signal in check.why))
        if check
        else None
    )


async def payment_panel(db: Db, staff: Staff, case: Case, events: Sequence[Event]) -> PaymentPanel:
    """Say what can be done about the payments of a case."""
    last = next((e.kind for e in reversed(events) if e.kind in ("payment_stopped", "payment_resumed", "approved")), "")
    stopped = last == "payment_stopped"
    may_resume = stopped and await separation.is_permitted(db, staff, "payment.resumed", case_subject(case.id))
    return PaymentPanel(may("payment_stopped", case), stopped, may_resume)


def may(action: Kind, case: Case) -> bool:
    """Tell whether an officer may do this now."""
    return flow.is_allowed(action, case, "staff")
