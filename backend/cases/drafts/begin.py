"""Opening a case and filling it in: ask the registers once, keep every answer, lose nothing."""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from backend.cases import flow, store
from backend.cases.drafts import concurrent_edits, form
from backend.cases.drafts.concurrent_edits import Seen
from backend.cases.facts.ask_registers import refresh
from backend.cases.problems import ServiceNotOffered
from backend.cases.receipts.signing import new_case_number
from backend.cases.services import Office
from backend.cases.types import Case
from backend.catalogue.book import Version
from backend.catalogue.types import FormField
from backend.kit.db import Transaction
from backend.kit.problems import Conflict
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.types import Acting, Identity


def offered(office: Office, code: str) -> Version:
    """The version of a service that can be applied for here."""
    version = office.book.get(code)
    if version is None or version.service.elsewhere is not None:
        raise ServiceNotOffered
    return version


async def open_case(transaction: Transaction, office: Office, acting: Acting, code: str, now: datetime) -> Case:
    """The draft for this service: the one already begun, or a new one, for which the registers are asked."""
    version = offered(office, code)
    async with transaction() as db:
        begun = await store.running_draft(db, principal=acting.principal, service=code)
        if begun is not None:
            return begun
        case, added = await new_case(db, acting, version, now)
    if added:
        await refresh(transaction, office, acting.principal, version, now)
    return case


async def new_case(db: Db, acting: Acting, version: Version, now: datetime) -> tuple[Case, bool]:
    """A new draft, or the one that another request has just made; says whether it is new."""
    id, code = uuid4(), version.service.code
    added = await store.open_case(
        db, id=id, number=new_case_number(now), principal=acting.principal, opened_by=acting.person, service=code,
        service_version=version.id, department=version.service.department,
    )  # fmt: skip
    if not added:  # two taps at once: the other one was quicker
        return await found(db, acting, code), False
    await happened(db, acting, id, "opened", now)
    return await store.held(db, id=id, principal=acting.principal), True


async def found(db: Db, acting: Acting, code: str) -> Case:
    """The draft that another request has just made."""
    begun = await store.running_draft(db, principal=acting.principal, service=code)
    if begun is None:
        raise Conflict
    return begun


async def happened(db: Db, acting: Acting, case: UUID, kind: str, now: datetime, event: UUID | None = None) -> None:
    """Write down that something happened to a case."""
    await store.add_event(
        db, id=event or uuid4(), case_id=case, kind=kind, author=str(acting.person), principal=acting.principal,
        role="resident" if acting.person == acting.principal else "helper", at=now, detail={},
    )  # fmt: skip


def answers_of(office: Office, case: Case | store.ForSubmission) -> dict[str, form.Answer]:
    """The form as filled in so far."""
    if case.answers is None:
        return {}
    return msgspec.json.decode(office.vault.open(case.answers, f"case:{case.id}"), type=dict[str, form.Answer])


async def answer(
    db: Db, office: Office, acting: Acting, id: UUID, fields: tuple[FormField, ...], given: form.Answers, seen: Seen,
    now: datetime,
) -> dict[str, str]:  # fmt: skip
    """Keep the answers of one page; answers the sentences for those that need another look. The right ones are kept.

    `seen` says which answers the page showed: an answer that was changed elsewhere meanwhile is not overwritten.
    """
    case = await store.held_for_change(db, id=id, principal=acting.principal)
    flow.after("answered", case, "resident" if acting.person == acting.principal else "helper")
    version = await office.book.version(db, case.service_version)
    known = answers_of(office, case)
    who = await residents.identity_of(db, office.vault, acting.principal)
    fields = tuple(f for f in fields if not from_document(f, who))
    clean, errors = form.check(fields, given, known, office.samples, version.service.field)
    clean, changed = concurrent_edits.merged(fields, clean, known, seen)
    errors |= changed
    kept = {
        k: v for k, v in {**known, **clean}.items() if k in clean or k not in {f.key for f in fields} or k in errors
    }
    sealed = office.vault.seal(msgspec.json.encode(kept), f"case:{id}")
    if not await store.save_answers(
        db, id=id, principal=acting.principal, answers=sealed, at=now, version=case.version
    ):
        raise Conflict
    return errors


def from_document(field: FormField, who: Identity) -> bool:
    """Is this known from the identity document, so that a form neither asks for it nor changes it?"""
    return field.kind in {"id_number", "person_name"} and bool(getattr(who, field.prefill, ""))


def prefilled(
    service_fields: tuple[FormField, ...], who: Identity, facts: dict[str, object]
) -> dict[str, tuple[str, str]]:
    """What we already know for these questions: value and who says so."""
    out: dict[str, tuple[str, str]] = {}
    for field in service_fields:
        value, source = known_for(field.prefill, who, facts)
        if value and field.kind != "bank_account":  # offered masked, to be chosen by a tap
            out[field.key] = (value, source)
    return out


SAYS_SO = {"phone": "identity", "payable_account": "civil_affairs"}  # the others come from the population register


def known_for(name: str, who: Identity, facts: dict[str, object]) -> tuple[str, str]:
    """The value we hold under this name, and its source."""
    if name and name in {f.name for f in msgspec.structs.fields(Identity)}:
        return str(getattr(who, name)), SAYS_SO.get(name, "population")
    told = facts.get(name)
    if isinstance(told, list) and told and isinstance(told[0].get("value"), str | int):
        return str(told[0]["value"]), str(told[0]["source"])
    return "", ""
