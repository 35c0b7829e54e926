"""A page of questions of a case, filled in with what is known and who says so."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from backend.cases import flow, store
from backend.cases.answers import Answer, Answers, answers_of
from backend.cases.drafts import concurrent_edits, form
from backend.cases.drafts.display import display_answer, masked_answer
from backend.cases.drafts.field_rules import BOTH_ACCOUNTS, NO_NUMBER, fault_of
from backend.cases.drafts.helper_page import Filled, ReadersPage, known_of_principal, readers_page
from backend.cases.drafts.migrate_draft import on_open_version
from backend.cases.drafts.prefill import known_value, prefill
from backend.cases.drafts.save_page import known_from_document, save_page
from backend.cases.helping.masked_fields import may_compare
from backend.cases.lock import not_claimed
from backend.cases.services import CaseServices
from backend.cases.sight import sight_of
from backend.cases.types import Case
from backend.catalogue.effects import KNOWN_ACCOUNT
from backend.catalogue.types import FormField, Service
from backend.guidance.types import GuidedStep
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.payees import service as payees
from backend.residents import service as residents
from backend.residents.disclosure import may_read, readable, readable_facts
from backend.residents.types import Acting, Identity
from backend.rules.wording import source as source_words
from pwa.pages.cases.case_page import next_page
from pwa.pages.cases.tasks import page_status
from pwa.views.form_values import SEEN, Control, answers_sent, control_value
from pwa.views.parts import FormError, SummaryRow, field_errors

_messages = Messages.beside(__file__)
HIDDEN, QUESTIONS = _messages.words("HIDDEN"), _messages.texts("questions")
"""What stands in place of a value that a helper doesn't read, and what the page says."""


class AccountField(Struct, frozen=True):
    """The known account of `ui.account_field`: in groups of four, whether it is chosen, and what was typed instead."""

    says: str
    chosen: bool
    typed: str


class QuestionPage(Struct, frozen=True, kw_only=True):
    """One page of questions. `known`: what is proven and not asked; `depends`: keys of questions that the browser hides and shows.

    `pages`: how many the form has; a script keeps those that come next for a time without network.
    `action`: where it is sent if it isn't shown at its own address.
    """

    service: Service
    back: str
    leave: str
    step: str
    pages: int
    heading: str
    says: str
    known: list[SummaryRow]
    fields: list[FormField]
    seen: str
    depends: frozenset[str]
    values: Mapping[str, Control]
    mistakes: Mapping[str, str]
    accounts: Mapping[str, AccountField]
    sources: Mapping[str, str]
    errors: list[FormError]
    action: str = ""


async def section(db: Db, services: CaseServices, case: Case, number: int) -> tuple[str, tuple[FormField, ...]]:
    """Find one page of the form, counted from 1; raises NotThere."""
    pages = form.sections((await services.catalogue.version(db, case.service_version)).service)
    if not 1 <= number <= len(pages):
        raise NotThere
    return pages[number - 1]


async def question_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, number: int, now: datetime,
    sent: Answers | None = None, errors: Mapping[str, str] | None = None,
) -> QuestionPage | None:  # fmt: skip
    """Make a page of questions, fresh or with what was sent and what is wrong with it; None when the case was handed in already."""
    case = await store.get(db, id=id, principal=acting.principal)
    if not flow.is_being_filled_in(case):
        return None
    await not_claimed(db, acting, id)
    case = await on_open_version(db, services, acting, case, now)
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    service = (await services.catalogue.version(db, case.service_version)).service
    heading, fields = await section(db, services, case, number)
    filled, typed, mistakes = await filled_for(db, services, acting, fields, who), sent or {}, errors or {}
    kept, account = answers_of(services, case), await known_account(db, services, acting, who, now)
    here, left = {f.key for f in fields}, pages_left(service, kept, who, number)
    there = tuple(f for f in fields if not known_from_document(f, who) and asked_here(f, here, kept, service.field))
    split = readers_page(there, kept, filled, await sight_of(db, acting, id))
    asked = list(split.asked)
    alone = len(asked) == 1 and len(fields) == 1
    return QuestionPage(
        service=service, back=f"/cases/{id}" if number == 1 else f"/cases/{id}/form/{number - 1}", leave=f"/cases/{id}",
        step=QUESTIONS("step", left=left) if left else "", pages=len(form.sections(service)), heading="" if alone else heading,
        says=HIDDEN["says"] if acting.masked else QUESTIONS("prefilled") if filled else "",
        known=[known_row(f, who, acting) for f in fields if known_from_document(f, who)] + masked_rows(id, there, split, kept),
        fields=asked, seen=concurrent_edits.encode_fingerprints(asked, kept), depends=frozenset(f.key for f in asked if f.when and f.when.field in here),
        values={f.key: control_value(f, value_for(f, typed, kept, filled)) for f in asked}, mistakes=mistakes,
        accounts={f.key: offered_account(f, account, typed, kept) for f in asked if f.prefill == "payable_account" and account},
        sources={f.key: source_words(filled[f.key][1]) for f in asked if untouched(f, typed, kept, filled)},
        errors=field_errors(mistakes),
    )  # fmt: skip


def pages_left(service: Service, kept: Answers, who: Identity, number: int) -> int:
    """Count the pages after this one that are still to be filled in."""
    later = form.sections(service)[number:]
    return sum(page_status(fields, kept, service.field, who) != "done" for _, fields in later)


async def filled_for(
    db: Db, services: CaseServices, acting: Acting, fields: tuple[FormField, ...], who: Identity
) -> Filled:
    """What is already known: as far as the reader may read it; for a helper by consent, what the principal's own level reaches, to stand masked."""
    if acting.masked:
        return await known_of_principal(db, services, acting, fields)
    return prefill(
        fields, who, readable_facts(await residents.profile_facts_of(db, acting.principal), acting.assurance)
    )


def masked_rows(case: UUID, fields: tuple[FormField, ...], split: ReadersPage, kept: Answers) -> list[SummaryRow]:
    """What a helper doesn't read, each with the way to compare it; and what only the principal answers."""
    return [masked_row(case, f, split.masked[f.key], kept) for f in fields if f.key in split.masked] + [
        SummaryRow(f.label, HIDDEN["own"]) for f in split.own
    ]


def masked_row(case: UUID, field: FormField, value: Answer, kept: Answers) -> SummaryRow:
    """One answer that stands masked, with the way to compare it."""
    said = masked_answer(field, value) or HIDDEN["answered" if kept.get(field.key) else "registered"]
    there = f"/cases/{case}/fields/{field.key}" if may_compare(field) else ""
    return SummaryRow(field.label, said, there, change=HIDDEN["compare"])


def known_row(field: FormField, who: Identity, acting: Acting) -> SummaryRow:
    """What the identity document says; a helper by consent reads it masked."""
    value, source = known_value(field.prefill, who, {})
    if acting.masked:
        value = masking.name(value) if field.kind == "person_name" else masking.identity_number(value)
    return SummaryRow(field.label, display_answer(field, value), source=source_words(source))


def question_step(
    view: QuestionPage, id: UUID, number: int, sent: Mapping[str, Any] | None = None, samples: bool = False
) -> GuidedStep:
    """Guided step of this page: the questions with wrong answers, by fault code."""
    typed = answers_sent(sent or {}, tuple(view.fields)) if view.mistakes else {}
    faults = {f.key: fault_of(f, typed.get(f.key, ""), samples) for f in view.fields if f.key in view.mistakes}
    return GuidedStep(page="questions", service=view.service.code, case=id, number=number, faults=faults)


class SentPage(Struct, frozen=True, kw_only=True):
    """What came of sending a page: `again` where something is wrong, else where to go on."""

    again: QuestionPage | None = None
    onward: str = ""
    names_account: bool = False


async def answer_page(
    db: Db, services: CaseServices, acting: Acting, id: UUID, number: int, sent: Mapping[str, Any], now: datetime
) -> SentPage:
    """Keep the answers of a page and compare the papers with them; wrong answers come back, right ones are kept."""
    case = await store.get(db, id=id, principal=acting.principal)
    await not_claimed(db, acting, id)
    _, fields = await section(db, services, case, number)
    typed, seen = answers_sent(sent, fields), concurrent_edits.decode_fingerprints(str(sent.get(SEEN, "")))
    errors = await save_page(db, services, acting, id, fields, typed, seen, now)
    if errors:
        return SentPage(again=await question_page(db, services, acting, id, number, now, typed, errors))
    onward = await next_page(db, services, acting, id, f"/cases/{id}/form/{number}")
    return SentPage(onward=onward, names_account=any(f.kind == "bank_account" for f in fields))


def asked_here(field: FormField, here: set[str], known: Answers, all_fields: tuple[FormField, ...]) -> bool:
    """Tell whether the page holds a question; one that depends on another of the same page is hidden and shown by the browser."""
    return (field.when is not None and field.when.field in here) or form.applies(field, known, all_fields)


async def known_account(db: Db, services: CaseServices, acting: Acting, who: Identity, now: datetime) -> str:
    """Find the account that may be offered; "" before the person is verified."""
    if not may_read(acting.assurance):
        return ""
    return await payees.known(db, services.vault, acting.principal, who.payable_account, local_date(now))


def offered_account(field: FormField, account: str, sent: Answers, kept: Answers) -> AccountField:
    """Offer the known account; it is chosen unless another one was typed."""
    typed = sent.get(field.key, kept.get(field.key, ""))
    chosen = typed in ("", KNOWN_ACCOUNT, BOTH_ACCOUNTS)
    blank = chosen or typed == NO_NUMBER
    return AccountField(masking.grouped(account), chosen, "" if blank else masking.grouped(str(typed)))


def value_for(field: FormField, sent: Answers, kept: Answers, filled: Filled) -> Answer:
    """What the control shows: what was just sent, what was kept, or what is already known."""
    return sent.get(field.key, kept.get(field.key, filled.get(field.key, ("", ""))[0]))


def untouched(field: FormField, sent: Answers, kept: Answers, filled: Filled) -> bool:
    """Tell whether the control still shows what a register told."""
    return field.key in filled and value_for(field, sent, kept, filled) == filled[field.key][0]
