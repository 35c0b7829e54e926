"""The questions of a form as their pages ask and show them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.cases import store as case_store
from backend.cases.answers import Answer, Answers, answers_of
from backend.cases.drafts import concurrent_edits, form, prefill
from backend.cases.drafts.display import display_answer, local_phone
from backend.cases.drafts.field_rules import BOTH_ACCOUNTS, NO_NUMBER
from backend.cases.drafts.save_page import known_from_document
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.types import FormField
from backend.kit.clock import local_date
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.payees import service as payees
from backend.payees.masking import grouped
from backend.residents import service as residents
from backend.residents.disclosure import may_read, readable, readable_facts
from backend.residents.types import Acting, Identity
from backend.rules.wording import source as source_words

LONGEST_YEAR = 5
"""Characters of a year with its unit (2026年); more is a whole date."""
SEEN = "_seen"
"""The hidden field with the fingerprints of the answers that the page shows."""


async def section(db: Db, services: CaseServices, case: Case, number: int) -> tuple[str, tuple[FormField, ...]]:
    """One page of the form."""
    pages = form.sections((await services.catalogue.version(db, case.service_version)).service)
    if not 1 <= number <= len(pages):
        raise NotThere
    return pages[number - 1]


async def after_section(db: Db, services: CaseServices, case: Case, number: int) -> str:
    """Where to go when a page of questions is answered."""
    pages = form.sections((await services.catalogue.version(db, case.service_version)).service)
    return f"/cases/{case.id}/form/{number + 1}" if number < len(pages) else f"/cases/{case.id}"


def plain(sent: Mapping[str, Any], fields: tuple[FormField, ...]) -> dict[str, Answer]:
    """The answers to these questions only; dates arrive as three boxes; a surplus field is refused by name."""
    out: dict[str, Answer] = {}
    known = {f.key for f in fields} | {"_token", SEEN}
    parts = {f"{f.key}_{part}" for f in fields if f.kind in {"date", "month"} for part in ("year", "month", "day")}
    parts |= {f"{f.key}_from" for f in fields if f.kind == "bank_account"}
    if surplus := set(sent) - known - parts:
        raise form.unknown_fields(surplus)
    for field in fields:
        if field.kind == "bank_account" and f"{field.key}_from" in sent:
            out[field.key] = account_sent(sent[f"{field.key}_from"] == KNOWN_ACCOUNT, str(sent.get(field.key, "")))
        elif field.kind in {"date", "month"} and f"{field.key}_year" in sent:
            out[field.key] = joined(sent, field)
        elif isinstance(sent.get(field.key), str | list):
            out[field.key] = sent[field.key]
    return out


def joined(sent: Mapping[str, Any], field: FormField) -> str:
    """The boxes of a date as year-month-day; a whole date that was pasted into the box of the year is that date."""
    parts = ("year", "month") if field.kind == "month" else ("year", "month", "day")
    typed = [str(sent.get(f"{field.key}_{part}", "")).strip() for part in parts]
    if len(typed[0]) > LONGEST_YEAR and not any(typed[1:]):
        return typed[0]
    return "-".join(one.replace("-", " ").strip() for one in typed) if any(typed) else ""


async def question(
    db: Db,
    services: CaseServices,
    acting: Acting,
    id: UUID,
    number: int,
    sent: Answers,
    errors: dict[str, str],
    now: datetime,
) -> dict[str, Any]:
    """One page of questions."""
    case = await case_store.get(db, id=id, principal=acting.principal)
    version = await services.catalogue.version(db, case.service_version)
    heading, fields = await section(db, services, case, number)
    known = answers_of(services, case)
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    facts = readable_facts(await residents.profile_facts_of(db, acting.principal), acting.assurance)
    filled = prefill.prefill(fields, who, facts)
    account = await known_account(db, services, acting, who, now)
    here = {f.key for f in fields}
    asked = [f for f in fields if not known_from_document(f, who) and asked_here(f, here, known, version.service.field)]
    count = len(form.sections(version.service))
    return {
        "back": f"/cases/{id}" if number == 1 else f"/cases/{id}/form/{number - 1}", "leave": f"/cases/{id}",
        "step": f"第{number}页，共{count}页" if count > 1 else "", "service": version.service,
        "heading": "" if len(asked) == 1 and len(fields) == 1 else heading, "says": "有些已经替您填好，看一看对不对。" if filled else "",
        "known": [{"label": f.label, "value": display_answer(f, str(getattr(who, f.prefill))), "href": "", "source": source_words(filled[f.key][1])}
                  for f in fields if known_from_document(f, who)],
        "fields": asked, "seen": concurrent_edits.encode_fingerprints(asked, known), "depends": {f.key for f in asked if f.when and f.when.field in here},
        "values": {f.key: boxed(f, value_for(f, sent, known, filled)) for f in asked}, "mistakes": errors,
        "accounts": {f.key: offered_account(f, account, sent, known) for f in asked if f.prefill == "payable_account" and account},
        "sources": {f.key: source_words(filled[f.key][1]) for f in asked if untouched(f, sent, known, filled)},
        "errors": [{"text": text, "href": f"#f-{key}"} for key, text in errors.items()],
    }  # fmt: skip


def asked_here(field: FormField, here: set[str], known: Answers, all_fields: tuple[FormField, ...]) -> bool:
    """Does the page hold this question? One that depends on another of the same page is hidden and shown by the browser."""
    return (field.when is not None and field.when.field in here) or form.applies(field, known, all_fields)


def account_sent(known: bool, typed: str) -> str:
    """The answer of the two choices for an account: the known one or a typed one, and not both or neither."""
    if known:
        return BOTH_ACCOUNTS if typed.strip() else KNOWN_ACCOUNT
    return typed if typed.strip() else NO_NUMBER


async def known_account(db: Db, services: CaseServices, acting: Acting, who: Identity, now: datetime) -> str:
    """The account that may be offered: nothing is told of one before the person is verified."""
    if not may_read(acting.assurance):
        return ""
    return await payees.known(db, services.vault, acting.principal, who.payable_account, local_date(now))


def offered_account(field: FormField, account: str, sent: Answers, kept: Answers) -> dict[str, Any]:
    """The known account, to be chosen by a tap; it is chosen unless another one was typed."""
    typed = sent.get(field.key, kept.get(field.key, ""))
    chosen = typed in ("", KNOWN_ACCOUNT, BOTH_ACCOUNTS)
    blank = chosen or typed == NO_NUMBER
    return {"says": grouped(account), "chosen": chosen, "typed": "" if blank else grouped(str(typed))}


Filled = Mapping[str, tuple[str, str]]


def value_for(field: FormField, sent: Answers, known: Answers, filled: Filled) -> Answer:
    """What the control shows: what was just sent, what was kept, or what we already know."""
    return sent.get(field.key, known.get(field.key, filled.get(field.key, ("", ""))[0]))


def untouched(field: FormField, sent: Answers, known: Answers, filled: Filled) -> bool:
    """Does the control still show what a register told us?"""
    return field.key in filled and value_for(field, sent, known, filled) == filled[field.key][0]


def boxed(field: FormField, value: Answer) -> Any:
    """The value in the shape of its control: three boxes for a date, a number of this country without its prefix."""
    if field.kind == "phone" and isinstance(value, str):
        return local_phone(value)
    if field.kind == "bank_account" and isinstance(value, str):
        return "" if value in (KNOWN_ACCOUNT, BOTH_ACCOUNTS, NO_NUMBER) else grouped(value)
    if field.kind not in {"date", "month"} or not isinstance(value, str) or not value:
        return value
    year, month, day_ = ([*value.split("-"), "", ""])[:3]
    return {"year": year, "month": month.lstrip("0"), "day": day_.lstrip("0")}
