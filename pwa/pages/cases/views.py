"""What the pages of a case show: pure of routing, one function per page."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response

from backend.catalogue.types import FormField
from backend.cases import calendar, clock, flow, form, opening, store, submitting
from backend.cases import papers as case_papers
from backend.cases.office import Office
from backend.cases.types import SAYS, Case, DecisionHeld, State
from backend.kit.clock import local_date
from backend.kit.identity_number import masked
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.kit.web import AnyRequest, the_file
from backend.materials import store as materials
from backend.materials.types import Material
from backend.residents import service as residents
from backend.residents.types import Acting, Identity
from backend.rules.decision import Decision
from backend.rules.words import source as source_words

IDENTITY_KINDS = {"id_number", "person_name"}


async def row(db: Db, office: Office, case: Case, now: datetime) -> dict[str, Any]:
    """One line of the progress page."""
    service = (await office.book.version(db, case.service_version)).service
    events = await store.events(db, case_id=case.id, principal=case.principal)
    reading = clock.read(events, service.limit, await calendar.held(db), local_date(now))
    return {"case": case, "service": service, "says": SAYS[case.state], "turn": flow.whose_turn(case.state), "clock": reading}


async def section(db: Db, office: Office, case: Case, number: int) -> tuple[str, tuple[FormField, ...]]:
    """One page of the form."""
    pages = form.sections((await office.book.version(db, case.service_version)).service)
    if not 1 <= number <= len(pages):
        raise NotThere
    return pages[number - 1]


async def after_section(db: Db, office: Office, case: Case, number: int) -> str:
    """Where to go when a page of questions is answered."""
    pages = form.sections((await office.book.version(db, case.service_version)).service)
    return f"/cases/{case.id}/form/{number + 1}" if number < len(pages) else f"/cases/{case.id}"


def plain(sent: Mapping[str, Any], fields: tuple[FormField, ...]) -> dict[str, form.Answer]:
    """The answers to these questions only; dates arrive as three boxes; a surplus field is refused by name."""
    out: dict[str, form.Answer] = {}
    known = {f.key for f in fields} | {"_token"}
    parts = {f"{f.key}-{part}" for f in fields if f.kind in {"date", "month"} for part in ("year", "month", "day")}
    if surplus := set(sent) - known - parts:
        raise form.unknown_fields(surplus)
    for field in fields:
        if field.kind in {"date", "month"} and f"{field.key}-year" in sent:
            given = [str(sent.get(f"{field.key}-{part}", "")).strip() for part in ("year", "month", "day")]
            out[field.key] = "-".join(p for p in given if p)
        elif isinstance(sent.get(field.key), str | list):
            out[field.key] = sent[field.key]
    return out


async def question(
    db: Db, office: Office, acting: Acting, id: UUID, number: int, sent: form.Answers, errors: dict[str, str]
) -> dict[str, Any]:
    """One page of questions."""
    case = await store.held(db, id=id, principal=acting.principal)
    version = await office.book.version(db, case.service_version)
    heading, fields = await section(db, office, case, number)
    known = opening.answers_of(office, case)
    who = await residents.identity_of(db, office.vault, acting.principal)
    facts = await residents.facts_of(db, acting.principal)
    filled = opening.prefilled(fields, who, facts)
    return {
        "case": case, "service": version.service, "heading": heading, "number": number,
        "count": len(form.sections(version.service)),
        "questions": [one_question(f, sent, known, filled, errors, who) for f in fields],
        "errors": [{"text": text, "href": f"#f-{key}"} for key, text in errors.items()],
    }  # fmt: skip


def one_question(
    field: FormField, sent: form.Answers, known: form.Answers, filled: dict[str, tuple[str, str]], errors: dict[str, str], who: Identity
) -> dict[str, Any]:
    """One question with its value, where the value comes from, and whether it can be changed here."""
    value, source = filled.get(field.key, ("", ""))
    given = sent.get(field.key, known.get(field.key))
    fixed = field.kind in IDENTITY_KINDS and bool(getattr(who, field.prefill, ""))
    return {
        "field": field, "fixed": fixed, "value": shown(field, value) if fixed else (value if given is None else given),
        "source": source_words(source) if source and (given is None or given == value) else "",
        "error": errors.get(field.key, ""),
        "asked_when": field.when,
    }  # fmt: skip


def shown(field: FormField, value: form.Answer) -> str:
    """An answer as people read it."""
    if isinstance(value, list):
        return "、".join(label(field, v) for v in value)
    if field.kind == "id_number":
        return masked(value)
    if field.kind == "yes_no":
        return {"yes": "是", "no": "否"}.get(value, value)
    return label(field, value)


def label(field: FormField, value: str) -> str:
    """The words of an option."""
    return next((o.label for o in field.options if o.value == value), value)


async def tasks(db: Db, office: Office, acting: Acting, case: Case) -> dict[str, Any]:
    """What is done and what is still to do, computed from what is there."""
    version = await office.book.version(db, case.service_version)
    who = await residents.identity_of(db, office.vault, acting.principal)
    answers = opening.answers_of(office, case)
    held = {m.slot: m for m in await materials.of_case(db, case_id=case.id, principal=acting.principal)}
    pages = [
        {"name": name, "href": f"/cases/{case.id}/form/{n}", "done": page_done(fields, answers)}
        for n, (name, fields) in enumerate(form.sections(version.service), 1)
    ]
    papers = [paper_line(case.id, m, held.get(m.key)) for m in version.service.material if needed(m, held)]
    read = await store.for_submission(db, id=case.id, principal=acting.principal)
    missing = submitting.still_missing(version, read, answers, who)
    events = await store.events(db, case_id=case.id, principal=acting.principal)
    asked = next((e.detail.get("reason", "") for e in reversed(events) if e.kind == "correction_asked"), "")
    return {
        "case": case, "service": version.service, "pages": pages, "papers": papers, "ready": not missing, "missing": missing,
        "correction": asked if case.state is State.IN_CORRECTION else "",
    }  # fmt: skip


def page_done(fields: tuple[FormField, ...], answers: form.Answers) -> bool:
    """Was this page answered?"""
    return any(f.key in answers for f in fields) and all(
        answers.get(f.key) or f.kind in IDENTITY_KINDS for f in fields if f.required and form.applies(f, answers)
    )


def needed(material: Any, held: Mapping[str, Material]) -> bool:
    """Is this paper asked for, or already there? What the government holds isn't asked for again."""
    return bool(material.required) or material.key in held


def paper_line(case: UUID, material: Any, held: Material | None) -> dict[str, Any]:
    """One paper of the task list and how it stands."""
    state = "todo" if held is None else held.state if held.verdict is None else held.verdict
    if held is not None and held.overruled:
        state = "could_not_tell"
    return {"material": material, "href": f"/cases/{case}/papers/{material.key}", "state": state}


async def check(db: Db, office: Office, acting: Acting, case: Case) -> dict[str, Any]:
    """All answers and papers once more."""
    context = await tasks(db, office, acting, case)
    who = await residents.identity_of(db, office.vault, acting.principal)
    answers = opening.answers_of(office, case)
    sections = [
        {"name": name, "rows": [check_row(case.id, n, f, answers, who) for f in fields if form.applies(f, answers)]}
        for n, (name, fields) in enumerate(form.sections(context["service"]), 1)
    ]
    return {**context, "sections": sections}


def check_row(case: UUID, number: int, field: FormField, answers: form.Answers, who: Identity) -> dict[str, Any]:
    """One line of the check page."""
    fixed = field.kind in IDENTITY_KINDS and bool(getattr(who, field.prefill, ""))
    value = getattr(who, field.prefill) if fixed else answers.get(field.key, "")
    return {
        "label": field.label, "value": shown(field, value) if value else "", "fixed": fixed,
        "href": f"/cases/{case}/form/{number}?back=check#f-{field.key}",
    }


async def paper(db: Db, office: Office, acting: Acting, id: UUID, slot: str, problem: str = "") -> dict[str, Any]:
    """One paper: what is asked, what was handed in, what pre-review says."""
    case = await store.held(db, id=id, principal=acting.principal)
    material = await case_papers.asked_for(db, office, case, slot)
    held = next((m for m in await materials.of_case(db, case_id=id, principal=acting.principal) if m.slot == slot), None)
    kept = case_papers.opened(office, held) if held else None
    return {
        "case": case, "material": material, "held": held, "kept": kept, "waiting": held is not None and held.state == "waiting",
        "findings": [f for f in (kept.findings if kept else ()) if f.outcome != "passed"],
        "read_fields": {k: v.value for k, v in (kept.fields if kept else {}).items() if v.confirmed},
        "problem": problem, "service": (await office.book.version(db, case.service_version)).service,
        "errors": [{"text": problem, "href": "#f-file"}] if problem else [],
    }  # fmt: skip


async def uploaded(request: AnyRequest) -> case_papers.Upload | str:
    """The file of an upload form, or the sentence that says what is wrong with it."""
    sent = await the_file(request, "file")
    if sent is None:
        return "没有选到文件。请先拍照或从相册选一张，再点“上传”。"
    content = await sent.read(MOST + 1)
    if len(content) > MOST:
        return "文件太大了（超过20MB）。请用手机重新拍一张，或在相册里选小一些的。"
    if not content:
        return "这个文件是空的，可能没有传完整。请再选一次。"
    return case_papers.Upload(sent.filename or "照片", sent.content_type or "", content)


MOST = 20 * 1024 * 1024


async def status(db: Db, office: Office, acting: Acting, case: Case, now: datetime) -> dict[str, Any]:
    """How a case stands, why, and what comes next."""
    context = await row(db, office, case, now)
    held = await store.latest_decision(db, case_id=case.id, principal=acting.principal)
    receipt = await store.receipt_of(db, case_id=case.id, principal=acting.principal)
    events = await store.events(db, case_id=case.id, principal=acting.principal)
    return {
        **context, "decision": read_decision(office, held), "decided_by": held.decided_by if held else "",
        "receipt": receipt, "claims": office.signer.read(receipt.jws) if receipt else None, "events": events,
        "obligations": await store.obligations(db, case_id=case.id, principal=acting.principal),
        "may_withdraw": flow.may("withdrawn", case.state, "resident"),
        "may_ask_review": flow.may("review_asked", case.state, "resident"), "event_says": EVENT_SAYS,
    }  # fmt: skip


def read_decision(office: Office, held: DecisionHeld | None) -> Decision | None:
    """The decision of a rule, as it was made."""
    if held is None or held.decided_by != "rule":
        return None
    return msgspec.json.decode(office.vault.open(held.result, f"result:{held.id}"), type=Decision)


EVENT_SAYS = {
    "opened": "开始填写", "submitted": "提交", "decided_at_once": "系统按规则核对，当场通过", "handed_over": "转给工作人员核对",
    "accepted": "已受理", "not_accepted": "没有受理", "correction_asked": "请您补充材料", "corrected": "您补充后再次提交",
    "review_started": "开始审核", "approved": "审核通过", "refused": "审核未通过", "review_asked": "您请求再看一次",
    "withdrawn": "您撤回了", "lapsed": "过期结束", "completed": "办结", "paper_added": "上传了一份材料", "paper_removed": "删去了一份材料",
    "answered": "填写了内容",
}  # fmt: skip


def attachment(held: Material, content: bytes) -> Response[bytes]:
    """A file as something to save, never to run (RFC 6266)."""
    name = "".join(c for c in held.file_name if c.isprintable() and c not in '/\\"') or "材料"
    headers = {
        "Content-Disposition": f"attachment; filename=\"paper\"; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
    }  # fmt: skip
    return Response(content, media_type="application/octet-stream", headers=headers)


