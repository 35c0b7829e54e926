"""“Check your answers” page: all answers and papers, what is missing, and what is still to prove."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.cases import flow, store
from backend.cases.answers import Answers, answers_of
from backend.cases.consents import request_status as consents
from backend.cases.drafts import form
from backend.cases.drafts.display import display_answer, masked_answer
from backend.cases.drafts.save_page import known_from_document
from backend.cases.lock import not_claimed
from backend.cases.services import CaseServices
from backend.cases.sight import Sight, sight_of
from backend.cases.submission import payee
from backend.cases.submission.forecast import forecast
from backend.cases.types import Case
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField, Service
from backend.delegation.acting import covers
from backend.kit import masking
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Rendered
from backend.kit.sql import Db
from backend.materials import store as materials
from backend.residents import service as residents
from backend.residents.disclosure import readable
from backend.residents.types import Acting, Identity
from backend.rules.decision import Decision
from pwa.pages.cases.case_page import still_missing
from pwa.pages.cases.payee import BankNotice, bank_notice
from pwa.pages.cases.proof_needed import StepUp, step_up
from pwa.pages.cases.questions import HIDDEN, known_account
from pwa.views.parts import SummaryRow

_messages = Messages.beside(__file__)
_words, NOT_FILLED_IN = _messages.words, _messages.take("not_filled_in")

PAPER_SAYS = _words("PAPER_SAYS")
Way = Literal["submit", "ask", "prepare"]
FORECAST = _messages.take("forecast")
ACTS = Messages.beside(__file__).group("act")
ACTIONS: Mapping[Way, str] = {"submit": "/submission", "ask": "/consent-request", "prepare": ""}


class AnswerGroup(Struct, frozen=True):
    """The answers of one page of questions."""

    title: str
    rows: list[SummaryRow]


class CheckAnswers(Struct, frozen=True, kw_only=True):
    """All answers before they are handed in; `act`: text of the button, `action`: its address.

    `way`: it is submitted here, or the principal is asked to agree, or she submits it herself. `asked`: she is being asked already.
    `forecast`: why the rule wouldn't say yes to it today, and from when.
    """

    service: Service
    groups: list[AnswerGroup]
    papers: list[SummaryRow]
    missing: list[str]
    step_up: StepUp
    payee: BankNotice | None
    back: str
    leave: str
    action: str
    act: str
    way: Way
    asked: bool
    forecast: Rendered | None
    step: str = ""


async def check_answers(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> CheckAnswers | None:
    """Collect all answers and papers of a case; None when it was handed in already."""
    case = await store.get(db, id=id, principal=acting.principal)
    if not flow.is_being_filled_in(case):
        return None
    await not_claimed(db, acting, id)
    service = (await services.catalogue.version(db, case.service_version)).service
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    answers, known = answers_of(services, case), await known_account(db, services, acting, who, now)
    here, way = f"/cases/{case.id}", way_of(services, acting, service)
    asked = await consents.current(db, services, id, acting.principal, now)
    return CheckAnswers(
        back=here, leave=here, service=service, groups=answer_groups(case, service, answers, hidden(who, acting), known, await sight_of(db, acting, id)),
        papers=await paper_rows(db, case, service), action=here + ACTIONS[way], way=way, act=ACTS[way]().text,
        asked=asked is not None and asked.waits,
        missing=await still_missing(db, services, acting, case), step_up=step_up(acting, case.id, service, answers, who, known),
        payee=await bank_notice(db, services, acting, case, now),
        forecast=unmet(await forecast(db, services, acting, id, now)) if way == "submit" else None,
    )  # fmt: skip


def unmet(decision: Decision | None) -> Rendered | None:
    """Say which condition the rule finds unmet, and from when it holds; None where it finds none."""
    unmet_ones = [reason.says for reason in decision.reasons if reason.answer == "no"] if decision else []
    if decision is None or not unmet_ones:
        return None
    return FORECAST(reason=unmet_ones[0], since=decision.holds_from)


def way_of(services: CaseServices, acting: Acting, service: Service) -> Way:
    """How this person brings the case to its submission."""
    if covers(services.catalogue, acting, service.code, "case.submitted"):
        return "submit"
    return "ask" if covers(services.catalogue, acting, service.code, "consent.asked") else "prepare"


def hidden(who: Identity, acting: Acting) -> Identity:
    """The identity as this reader sees it: masked for a helper by consent."""
    if not acting.masked:
        return who
    return msgspec.structs.replace(who, name=masking.name(who.name), id_number=masking.identity_number(who.id_number))


def answer_groups(
    case: Case, service: Service, answers: Answers, who: Identity, account: str, sight: Sight
) -> list[AnswerGroup]:
    """Group the answers by page, each row with the way to change it."""
    return [
        AnswerGroup(name, [answer_row(case.id, n, f, answers, who, account, sight) for f in fields if form.applies(f, answers, service.field)])
        for n, (name, fields) in enumerate(form.sections(service), 1)
    ]  # fmt: skip


def answer_row(
    case: UUID, number: int, field: FormField, answers: Answers, who: Identity, account: str, sight: Sight
) -> SummaryRow:
    """One answer; what is known from the identity document can't be changed here, and what a helper doesn't read stands masked."""
    if not sight.everything and redirect_target(field) != "nothing":
        return SummaryRow(field.label, HIDDEN["own"])
    if not known_from_document(field, who) and not sight.reads(field.key) and (there := answers.get(field.key)):
        return SummaryRow(field.label, masked_answer(field, there) or HIDDEN["answered"])
    known = known_from_document(field, who)
    value = str(getattr(who, field.prefill)) if known else answers.get(field.key, "")
    said = display_answer(field, value) if value else ""
    if field.kind == "bank_account":
        said = masking.grouped(payee.chosen_account(field, answers, account))
    return SummaryRow(
        field.label,
        said or NOT_FILLED_IN().text,
        "" if known else f"/cases/{case}/form/{number}?back=check#f-{field.key}",
    )


async def paper_rows(db: Db, case: Case, service: Service) -> list[SummaryRow]:
    """One row for each paper with what pre-review said."""
    names = {m.key: m.name for m in service.material}
    papers = await materials.of_case(db, case_id=case.id, principal=case.principal)
    return [
        SummaryRow(
            names.get(m.slot, m.slot), PAPER_SAYS["could_not_tell" if m.overruled else m.verdict or "waiting"],
            f"/cases/{case.id}/papers/{m.slot}",
        ) for m in papers
    ]  # fmt: skip
