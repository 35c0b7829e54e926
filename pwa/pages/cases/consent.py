"""The pages of a consent: what the principal reads before she answers, and how the helper's question stands."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases import flow
from backend.cases.answers import Answers
from backend.cases.consents import binding, by_telephone
from backend.cases.consents.by_code import shown_code
from backend.cases.consents.messages import CODE_ENTERED, VOID_REASONS
from backend.cases.consents.request_status import Looked, current, opened_note
from backend.cases.drafts.prefill import prefill
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField
from backend.delegation.phone_calls import CallProgress
from backend.kit import masking
from backend.kit.messages.render import Message, Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.disclosure import may_read, readable
from backend.residents.types import Acting
from pwa.pages.cases.payee import BankNotice, notice_about
from pwa.pages.cases.proof_needed import StepUp, step_up
from pwa.pages.cases.questions import AccountField, known_account, offered_account, value_for
from pwa.views.form_values import Control, control_value
from pwa.views.mandates import ConsentLine, consent_lines
from pwa.views.parts import FormError, SummaryRow, field_errors

_messages = Messages.beside(__file__)
CALL_SAYS = _messages.words("CallSays")
"""How a call went, to whoever had it placed; nothing while it goes on, and where her answer stands above it."""
OVER, OVER_OWN = _messages.group("consent_over"), _messages.group("consent_over_own")


class OwnQuestions(Struct, frozen=True, kw_only=True):
    """What only the principal answers; `needed`: one of them is missing, or wrong as it was sent."""

    fields: tuple[FormField, ...]
    values: Mapping[str, Control]
    mistakes: Mapping[str, str]
    accounts: Mapping[str, AccountField]
    needed: bool


class ConsentPage(Struct, frozen=True, kw_only=True):
    """What the principal reads; `over`: that there is nothing to answer any more, or ""; `missing`: what keeps it from being submitted.

    `why`: what made it void; `draft`: what was filled in is still there and not submitted.
    `account`: the last digits of where the money goes, "" where they may not be read.
    """

    case: UUID
    service: str
    helper: str
    over: str
    why: str
    draft: bool
    rows: list[SummaryRow]
    papers: list[SummaryRow]
    words: list[ConsentLine]
    digest: str
    own: OwnQuestions
    account: str
    payee: BankNotice | None
    step_up: StepUp
    missing: list[str]
    expires_at: datetime
    errors: list[FormError]


class RequestPage(Struct, frozen=True, kw_only=True):
    """How the helper's question stands; `note`: what she wrote when she refused, `code`: what she may type when they are together.

    `call`: how the newest call to her goes, `call_says`: how it went once it is over.

    `why` and `draft` are as on her page.
    """

    case: UUID
    service: str
    waits: bool
    over: str
    why: str
    draft: bool
    note: str
    code: str
    entered: str
    call: CallProgress | None
    call_says: str
    asked_at: datetime
    expires_at: datetime


async def consent_page(
    db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime, sent: Answers | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> ConsentPage | None:  # fmt: skip
    """Collect what the principal reads; None where it was submitted. Raises NotThere where nobody asked."""
    looked = await current(db, services, case, acting.principal, now)
    if looked is None:
        raise NotThere
    if looked.state == "agreed":
        return None
    found, bound = looked.now, looked.now.bound
    who = readable(found.who, acting.assurance)
    account = await known_account(db, services, acting, who, now)
    return ConsentPage(
        case=case, service=found.service.name, helper=found.helper, over=over(looked, OVER_OWN), why=void_reason(looked), draft=flow.is_being_filled_in(looked.now.read),
        rows=[SummaryRow(line.label, line.value) for line in bound.shown],
        papers=[SummaryRow(line.label, line.value) for line in bound.shown_papers],
        words=consent_lines(bound.words), digest=binding.digest_of(bound), own=own_questions(looked, acting, account, sent or {}, mistakes or {}),
        account=masking.account(found.account) if may_read(acting.assurance) else "",
        payee=notice_about(services, found.read, found.service, found.answers, now) if may_read(acting.assurance) else None,
        step_up=step_up(acting, case, found.service, found.answers, who, account, "consent"),
        missing=list(found.missing), expires_at=looked.request.expires_at, errors=field_errors(mistakes or {}),
    )  # fmt: skip


async def own_fields(
    db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime
) -> tuple[FormField, ...]:
    """The questions that only the principal answers. Raises NotThere where nobody asked."""
    looked = await current(db, services, case, acting.principal, now)
    if looked is None:
        raise NotThere
    return looked.now.hers


def own_questions(
    looked: Looked, acting: Acting, account: str, sent: Answers, mistakes: Mapping[str, str]
) -> OwnQuestions:
    """Lay out what only she answers, filled in with what is known."""
    found = looked.now
    filled = prefill(found.hers, readable(found.who, acting.assurance), {})
    return OwnQuestions(
        fields=found.hers, mistakes=mistakes,
        values={f.key: control_value(f, value_for(f, sent, found.answers, filled)) for f in found.hers},
        accounts={f.key: offered_account(f, account, sent, found.answers) for f in found.hers if f.prefill == "payable_account" and account},
        needed=bool(mistakes) or len(found.missing) > len(found.missing_of_helper) or names_no_account(looked),
    )  # fmt: skip


def names_no_account(looked: Looked) -> bool:
    """Has she still to say where the money goes, or that she has no account yet?"""
    asked = any(field.kind == "bank_account" for field in looked.now.hers)
    return asked and not looked.now.account and looked.request.hers is None


async def request_page(db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> RequestPage | None:
    """Collect how the helper's question stands; None where it was submitted. Raises NotThere where nobody asked."""
    looked = await current(db, services, case, acting.principal, now)
    if looked is None:
        raise NotThere
    if looked.state == "agreed":
        return None
    call = await by_telephone.progress(db, services, looked.request.id)
    return RequestPage(
        case=case, service=looked.now.service.name, waits=looked.waits, over=over(looked, OVER), why=void_reason(looked), draft=flow.is_being_filled_in(looked.now.read),
        note=opened_note(services, looked.request),
        code=shown_code(services, looked.request), entered=CODE_ENTERED().text if looked.request.code_used_at else "",
        call=call, call_says=CALL_SAYS.get(call.state, "") if call else "", asked_at=looked.request.asked_at,
        expires_at=looked.request.expires_at,
    )  # fmt: skip


def over(looked: Looked, says: Mapping[str, Message]) -> str:
    """Say that there is nothing to answer any more; "" while there is."""
    return "" if looked.waits else says[looked.state]().text


def void_reason(looked: Looked) -> str:
    """What made the request void; where the case has moved on since, that counts. "" where neither is so."""
    reason = looked.reason if flow.is_being_filled_in(looked.now.read) else "moved_on"
    return VOID_REASONS[reason] if reason else ""
