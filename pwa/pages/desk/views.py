"""What the officers' desk shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.answers import answers_of
from backend.cases.clock import deadline, working_days
from backend.cases.decisions import store as decision_store
from backend.cases.desk import store as desk_store
from backend.cases.desk.officer_actions import queue as waiting
from backend.cases.desk.revoke import may_settle
from backend.cases.drafts import form
from backend.cases.drafts.display import display_answer
from backend.cases.messages import so_far
from backend.cases.receipts import store as receipt_store
from backend.cases.reviews.stored_review import open_review
from backend.cases.services import CaseServices
from backend.cases.staff_acts import case_subject, department_scope
from backend.cases.submission.after_check_sample import SAYS as SIGNALS
from backend.cases.types import SAYS, Case, Event, StoredDecision
from backend.kit.clock import local_date
from backend.kit.identity_number import masked
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.materials.reading.checks import CHECKS, LABELS
from backend.materials.reading.types import Finding
from backend.materials.types import Material as Paper
from backend.residents import separation
from backend.residents import service as residents
from backend.residents.types import Staff
from backend.rules.decision import Decision
from pwa.pages.cases.outcome import EVENT_SAYS, STATUS, reason
from pwa.pages.cases.views import read_decision
from pwa.pages.desk import changed, paid, payee

VERBS = {
    "accepted": "受理",
    "review_started": "开始审核",
    "correction_asked": "请申请人补充",
    "refused": "不予通过",
    "not_accepted": "不予受理",
}


async def queue(db: Db, services: CaseServices, staff: Staff, now: datetime) -> list[dict[str, Any]]:
    """The lines of the queue with their clocks."""
    days, rows = await working_days.load_calendar(db), []
    for case in await waiting(db, staff):
        service = (await services.catalogue.version(db, case.service_version)).service
        events = await case_store.events(db, case_id=case.id, principal=case.principal)
        reading = deadline.read_clock(events, service.limit, days, local_date(now))
        rows.append({"case": case, "service": service, "says": SAYS[case.state], "clock": reading})
    return sorted(rows, key=lambda r: (r["clock"].due_on is None, r["clock"].due_on))


async def proposals(db: Db, services: CaseServices, staff: Staff) -> list[dict[str, Any]]:
    """The receipts that somebody wants taken back and a second person has not looked at."""
    return [
        {
            "case": one,
            "service": (await services.catalogue.version(db, one.service_version)).service,
            "mine": one.proposed_by == staff.subject,
        }
        for one in await desk_store.revocations_waiting(db, department=department_scope(staff))
    ]


def checked(held: StoredDecision | None, decision: Decision | None) -> str:
    """How far the machine came; what took effect is told as the approval it is."""
    if held is None or decision is None:
        return ""
    return decision.summary if held.outcome == "approve" else so_far(decision)


async def slip(db: Db, staff: Staff, case: Case) -> dict[str, Any]:
    """The receipt of a case, and how far taking it back is."""
    receipt = await receipt_store.receipt_of_case(db, case_id=case.id)
    proposal = await desk_store.open_revocation(db, case_id=case.id)
    agree, decline = await may_settle(db, staff, case, proposal) if proposal else (False, False)
    standing = receipt is not None and receipt.status == "valid" and may("receipt_revoked", case)
    return {
        "receipt": receipt, "receipt_says": STATUS[receipt.status] if receipt else "", "proposal": proposal,
        "may_revoke": standing and proposal is None, "may_settle": standing and proposal is not None,
        "mine": proposal is not None and proposal.proposed_by == staff.subject,
        "may_agree": agree, "may_decline": decline,
    }  # fmt: skip


async def case(db: Db, services: CaseServices, staff: Staff, case: Case, now: datetime) -> dict[str, Any]:
    """Everything about one case that an officer needs."""
    version = await services.catalogue.version(db, case.service_version)
    who = await residents.identity_of(db, services.vault, case.principal)
    answers = answers_of(services, case)
    events = await case_store.events(db, case_id=case.id, principal=case.principal)
    held = await decision_store.latest_decision(db, case_id=case.id, principal=case.principal)
    decision = read_decision(services, held)
    papers = await papers_of(db, case)
    names = {m.key: m.name for m in version.service.material}
    return {
        "case": case, "service": version.service, "who": [("姓名", who.name or "还没有核实"), ("证件号码", masked(who.id_number))],
        "events": events, "event_says": {kind: of_them(says) for kind, says in EVENT_SAYS.items()},
        "reasons": [{key: of_them(text) for key, text in reason(r).items()} for r in decision.reasons] if decision else [],
        "says": SAYS[case.state], "decision": decision, "so_far": of_them(checked(held, decision)),
        "clock": deadline.read_clock(events, version.service.limit, await working_days.load_calendar(db), local_date(now)),
        "answers": [
            (f.label, display_answer(f, answers[f.key]))
            for f in version.service.field if answers.get(f.key) and form.applies(f, answers, version.service.field)
        ],
        "papers": [paper(services, p, names.get(p.slot, p.slot)) for p in papers],
        "verbs": [(verb, says) for verb, says in VERBS.items() if may(verb, case)], "may_approve": may("approved", case), **await slip(db, staff, case),
        "changes": await changed.of_case(db, case.id), **await afterwards(db, staff, case, events),
        **await paid.of_case(db, services, staff, case, now), "payee": await payee.of_case(db, services, case, now),
    }  # fmt: skip


async def afterwards(db: Db, staff: Staff, case: Case, events: Sequence[Event]) -> dict[str, Any]:
    """The after-check of a machine approval, and what can be done about its payments."""
    check = await desk_store.check_of_case(db, case_id=case.id)
    last = next((e.kind for e in reversed(events) if e.kind in ("payment_stopped", "payment_resumed", "approved")), "")
    stopped = last == "payment_stopped"
    may_resume = stopped and await separation.is_permitted(db, staff, "payment.resumed", case_subject(case.id))
    return {
        "check": check, "check_why": "、".join(says for signal, says in SIGNALS.items() if check and signal in check.why),
        "pays": may("payment_stopped", case), "stopped": stopped, "may_resume": may_resume,
    }  # fmt: skip


async def papers_of(db: Db, case: Case) -> list[Paper]:
    """The papers in their slots, then those that a scanner took out."""
    about = {"case_id": case.id, "principal": case.principal}
    return [*await materials.of_case(db, **about), *await materials.taken_out(db, **about)]


def paper(services: CaseServices, held: Paper, name: str) -> dict[str, Any]:
    """One paper beside what pre-review says of it: what isn't fine first, marked on the picture by its number."""
    kept = open_review(services, held)
    found = sorted(kept.findings if kept else (), key=lambda f: ORDER[f.outcome])
    return {
        "held": held, "name": name, "kept": kept, "findings": [about_them(f) for f in found], "source": SOURCES.get(held.source, ""),
        "size": kept.sizes[0] if kept and kept.sizes else None, "marks": [
            {"number": n, "tone": f.outcome, "left": f.region.left, "top": f.region.top, "right": f.region.right, "bottom": f.region.bottom}
            for n, f in enumerate(found, 1) if f.region is not None and f.region.page == 0 and f.outcome != "passed"
        ],
        "read": [(LABELS.get(key, key), f.value, f.confirmed) for key, f in (kept.fields if kept else {}).items()],
        "checks": [(f.check, CHECKS[f.check]) for f in found if f.check in CHECKS],
    }  # fmt: skip


def of_them(words: str) -> str:
    """The resident's sentence as an officer reads it."""
    return words.replace("您", "申请人")


def about_them(finding: Finding) -> Finding:
    """What a check says to the resident, told to an officer."""
    return replace(finding, reason=of_them(finding.reason), advice=of_them(finding.advice))


ORDER = {"failed": 0, "could_not_tell": 1, "passed": 2}
SOURCES = {"earlier": "沿用以前交过的材料", "licence": "电子证照"}


def may(verb: str, case: Case) -> bool:
    """May an officer do this now?"""
    return flow.is_allowed(verb, case, "staff")  # type: ignore[arg-type]  # the keys of VERBS are kinds
