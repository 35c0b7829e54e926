"""What the pages of a case show: pure of routing, one function per page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response

from backend.cases import flow
from backend.cases import store as case_store
from backend.cases.answers import Answers, answers_of
from backend.cases.clock import deadline, working_days
from backend.cases.decisions import store as decision_store
from backend.cases.drafts import completeness, form
from backend.cases.drafts.display import display_answer
from backend.cases.drafts.save_page import known_from_document
from backend.cases.grants import overview
from backend.cases.papers import hand_in as case_papers
from backend.cases.papers import shared_file
from backend.cases.receipts import store as receipt_store
from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission import store as submission_store
from backend.cases.types import Case, State, StoredDecision
from backend.catalogue.types import FormField, RequiredMaterial, TimeLimit
from backend.kit.clock import SHANGHAI, local_date
from backend.kit.sql import Db
from backend.kit.web import AnyRequest, the_file
from backend.materials import store as materials
from backend.materials.types import Material as Paper
from backend.payees.masking import grouped
from backend.residents import service as residents
from backend.residents.disclosure import may_read, readable
from backend.residents.types import Acting, Assurance, Identity
from backend.rules.decision import Decision, without_what_was_seen
from pwa.pages.cases import halfway, outcome, proving, questions
from pwa.pages.cases import payee as payee_pages
from pwa.pages.grants import words
from pwa.templates import moment


async def clock_of(db: Db, case: Case, limit: TimeLimit, now: datetime) -> deadline.ClockReading:
    """What the clock of this case says now."""
    events = await case_store.events(db, case_id=case.id, principal=case.principal)
    return deadline.read_clock(events, limit, await working_days.load_calendar(db), local_date(now))


async def tasks(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> dict[str, Any]:
    """What is done and what is still to do, computed from what is there."""
    version = await services.catalogue.version(db, case.service_version)
    held = {m.slot: m for m in await materials.of_case(db, case_id=case.id, principal=acting.principal)}
    answers = answers_of(services, case)
    lines = proving.identity_task(case, version.service, acting, services.catalogue.decides_at_once(version))
    lines += [
        paper_task(case.id, m, held.get(m.key))
        for m in version.service.material
        if needed(m, held) or case.state is State.IN_CORRECTION
    ]
    lines += [
        {
            "name": name,
            "href": f"/cases/{case.id}/form/{n}",
            "status": page_status(fields, answers, version.service.field),
            "hint": "",
        }
        for n, (name, fields) in enumerate(form.sections(version.service), 1)
    ]
    missing = await still_missing(db, services, acting, case)
    lines.append({
        "name": "核对并提交", "href": "" if missing else f"/cases/{case.id}/check", "status": "later" if missing else "todo",
        "hint": "上面几件做完就能提交。" if missing else "都齐了，看一遍就可以提交。",
    })  # fmt: skip
    events = await case_store.events(db, case_id=case.id, principal=acting.principal)
    asked = next((e.detail.get("reason", "") for e in reversed(events) if e.kind == "correction_asked"), "")
    names = {material.key: material.name for material in version.service.material}
    return {
        "unplaced": len(await shared_file.list_waiting(db, acting, now)),
        "halfway": await halfway.of_case(db, acting, case.id, names, now), "names": names,
        "case_number": case.number, "service": version.service, "tasks": lines, "all": len(lines), "missing": missing,
        "done": sum(t["status"] in {"done", "optional"} for t in lines), "saved": moment(case.updated_at.astimezone(SHANGHAI)),
        "correction": asked if case.state is State.IN_CORRECTION else "", 
        "withdrawal": f"/cases/{case.id}/withdrawal" if case.ruling == "none" else "", "review": f"/cases/{case.id}/review",
    }  # fmt: skip


async def still_missing(db: Db, services: CaseServices, acting: Acting, case: Case) -> list[str]:
    """What stands between this case and its submission, in the resident's words."""
    version = await services.catalogue.version(db, case.service_version)
    read = await submission_store.for_submission(db, id=case.id, principal=acting.principal, event=None)
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    return completeness.still_missing(version, answers_of(services, case), read.papers, who)


def page_status(fields: tuple[FormField, ...], answers: Answers, questions: tuple[FormField, ...]) -> str:
    """How far a page of questions is."""
    if page_done(fields, answers, questions):
        return "done"
    return "started" if any(f.key in answers for f in fields) else "todo"


def page_done(fields: tuple[FormField, ...], answers: Answers, questions: tuple[FormField, ...]) -> bool:
    """Was this page answered?"""
    return any(f.key in answers for f in fields) and all(
        answers.get(f.key) or f.kind in {"id_number", "person_name"}
        for f in fields
        if f.required and form.applies(f, answers, questions)
    )


def needed(material: RequiredMaterial, held: Mapping[str, Paper]) -> bool:
    """Is this paper asked for, or already there? What the government holds isn't asked for again."""
    return material.required or material.key in held


PAPER_STATUS = {
    "passed": ("done", ""),
    "failed": ("problem", "打开看看怎么拍更好。"),
    "could_not_tell": ("done", "会有工作人员接着看。"),
}


def paper_task(case: UUID, material: RequiredMaterial, held: Paper | None) -> dict[str, Any]:
    """One paper of the task list and how it stands."""
    verdict = held and ("could_not_tell" if held.overruled else held.verdict)
    empty = ("todo", "") if material.required else ("optional", "要补这一份的话，在这里交。")
    status, hint = PAPER_STATUS[verdict] if verdict else ("reading", "几秒钟就好。") if held else empty
    return {"name": material.name, "href": f"/cases/{case}/papers/{material.key}", "status": status, "hint": hint}


async def check(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> dict[str, Any]:
    """All answers and papers once more."""
    version = await services.catalogue.version(db, case.service_version)
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    answers = answers_of(services, case)
    known = await questions.known_account(db, services, acting, who, now)
    held = await materials.of_case(db, case_id=case.id, principal=acting.principal)
    names = {m.key: m.name for m in version.service.material}
    groups = [
        {
            "title": name,
            "rows": [
                check_row(case.id, n, f, answers, who, known)
                for f in fields
                if form.applies(f, answers, version.service.field)
            ],
        }
        for n, (name, fields) in enumerate(form.sections(version.service), 1)
    ]
    papers = [
        {"label": names.get(m.slot, m.slot), "value": PAPER_SAYS["could_not_tell" if m.overruled else m.verdict or "waiting"],
         "href": f"/cases/{case.id}/papers/{m.slot}"}
        for m in held
    ]  # fmt: skip
    return {
        "back": f"/cases/{case.id}", "step": "", "leave": f"/cases/{case.id}", "service": version.service, "groups": groups,
        "papers": papers, "act": "提交申请", "action": f"/cases/{case.id}/submission",
        "missing": await still_missing(db, services, acting, case), **proving.asked(acting, case, version.service, answers, who, known),
        "payee": await payee_pages.before_handing_in(db, services, acting, case, now),
    }  # fmt: skip


PAPER_SAYS = {
    "passed": "已看过，可以用",
    "failed": "需要重拍",
    "could_not_tell": "已收下，工作人员会看",
    "waiting": "正在看",
}


def check_row(
    case: UUID, number: int, field: FormField, answers: Answers, who: Identity, account: str
) -> dict[str, Any]:
    """One line of the check page."""
    known = known_from_document(field, who)
    value = str(getattr(who, field.prefill)) if known else answers.get(field.key, "")
    if field.kind == "bank_account":
        return {
            "label": field.label, "value": grouped(payee.chosen_account(field, answers, account)) or "没有填",
            "href": f"/cases/{case}/form/{number}?back=check#f-{field.key}",
        }  # fmt: skip
    return {
        "label": field.label, "value": display_answer(field, value) if value else "没有填",
        "href": "" if known else f"/cases/{case}/form/{number}?back=check#f-{field.key}",
    }  # fmt: skip


async def uploaded(request: AnyRequest) -> case_papers.IncomingFile | str:
    """The file of an upload form, or the sentence that says what is wrong with it."""
    sent = await the_file(request, "file")
    if sent is None:
        return "没有选到文件。请先拍照或从相册选一张，再点“上传”。"
    content = await sent.read(case_papers.MAX_FILE_BYTES + 1)
    if len(content) > case_papers.MAX_FILE_BYTES:
        return "文件太大了（超过20MB）。请用手机重新拍一张，或在相册里选小一些的。"
    if not content:
        return "这个文件是空的，可能没有传完整。请再选一次。"
    return case_papers.IncomingFile(sent.filename or "照片", content)


async def status(db: Db, services: CaseServices, acting: Acting, case: Case, now: datetime) -> dict[str, Any]:
    """How a case stands, why, and what comes next."""
    service = (await services.catalogue.version(db, case.service_version)).service
    reading = await clock_of(db, case, service.limit, now)
    held = await decision_store.latest_decision(db, case_id=case.id, principal=acting.principal)
    receipt = await receipt_store.receipt_of(db, case_id=case.id, principal=acting.principal)
    events = await case_store.events(db, case_id=case.id, principal=acting.principal)
    reads = may_read(acting.assurance)
    withheld = held is not None and held.decided_by == "rule" and not reads
    decision = None if withheld else read_for(services, held, acting.assurance)
    grant = None if not reads else await overview.of_case(db, services, acting.principal, case.id, now)
    waits = grant is None and not withheld and case.state in flow.OPEN
    found = await overview.held_grants(db, services, acting.principal, service, now) if waits else None
    revoked = case.ruling == "revoked" and case.state is State.REVOKED
    return {
        "held": words.holding(found), "withheld": f"/me/identity?next=/cases/{case.id}" if withheld else "", "grant": words.shown(grant) if grant else None,
        "service": service, "case_number": case.number, **outcome.told(case, service, decision, events, reading, revoked),
        "payees": await payee_pages.of_case(db, services, case, now),
        "events": outcome.timeline(case, events, reading), "receipt": outcome.slip(services, case, receipt),
        "may_withdraw": flow.is_allowed("withdrawn", case, "person"), "withdrawal": f"/cases/{case.id}/withdrawal",
        "may_ask_review": flow.is_allowed("review_asked", case, "person"), "review": f"/cases/{case.id}/review",
        "may_withdraw_review": flow.is_allowed("review_withdrawn", case, "person"),
    }  # fmt: skip


def read_for(services: CaseServices, held: StoredDecision | None, level: Assurance) -> Decision | None:
    """A decision as its person may read it: below the level that reads registers, without the values that were seen."""
    decision = read_decision(services, held)
    return decision if decision is None or may_read(level) else without_what_was_seen(decision)


def read_decision(services: CaseServices, held: StoredDecision | None) -> Decision | None:
    """An approval or a handing over with its parts, as it was made; a refusal has only its reason."""
    if held is None or held.outcome == "refuse":
        return None
    result = services.vault.open(held.result, f"result:{held.id}")
    if held.decided_by != "rule" and held.rule is None and b'"engine"' not in result:
        return None  # an officer's approval from before it had parts
    return msgspec.json.decode(result, type=Decision)


def attachment(held: Paper, content: bytes, media_type: str = "application/octet-stream") -> Response[bytes]:
    """A file as something to save, never to run (RFC 6266); a picture of ours may still be shown inside a page."""
    name = "".join(c for c in held.file_name if c.isprintable() and c not in '/\\"') or "材料"
    headers = {
        "Content-Disposition": f"attachment; filename=\"paper\"; filename*=UTF-8''{quote(name)}",
        "content-security-policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store",
    }  # fmt: skip
    return Response(content, media_type=media_type, headers=headers)
