"""What officers see of a request for consent: everything that they read to the principal, and what only she may choose."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.answers import Answers
from backend.cases.consents import binding, store
from backend.cases.consents.at_counter import RequestAtDesk
from backend.cases.consents.request_status import Looked
from backend.cases.services import CaseServices
from backend.catalogue.types import FormField
from backend.delegation.phone_calls import CallProgress
from backend.delegation.wording import name
from backend.kit import masking
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from pwa.views.form_values import Control, control_value
from pwa.views.mandates import ConsentLine, consent_lines
from pwa.views.parts import FormError, SummaryRow, TextLink, field_errors

_messages = Messages.beside(__file__)
REQUEST_STATES, CALL_ENDED = _messages.words("RequestState"), _messages.words("CallEnded")
ASKED_AT = _messages.take("asked_at")


class ConsentContent(Struct, frozen=True, kw_only=True):
    """The content of a request as it is read or printed; `digest`: to which her answer is bound."""

    service: str
    principal: str
    number: str
    helper: str
    rows: list[SummaryRow]
    papers: list[SummaryRow]
    words: list[ConsentLine]
    account: str
    digest: str
    expires_at: datetime


class DeskConsent(Struct, frozen=True, kw_only=True):
    """One request for an officer. `over`: that there is nothing to answer any more, or ""; `call_says`: how the call went."""

    id: UUID
    mandate: UUID
    content: ConsentContent
    over: str
    missing: list[str]
    fields: tuple[FormField, ...]
    values: Mapping[str, Control]
    mistakes: Mapping[str, str]
    call: CallProgress | None
    call_says: str
    errors: list[FormError]


def desk_consent(
    found: RequestAtDesk, sent: Answers | None = None, mistakes: Mapping[str, str] | None = None
) -> DeskConsent:
    """Collect the page of one request."""
    looked, call = found.looked, found.call
    chosen, wrong = {**looked.now.answers, **(sent or {})}, mistakes or {}
    return DeskConsent(
        id=looked.request.id, mandate=looked.request.mandate, content=content_of(looked),
        over="" if looked.waits else REQUEST_STATES[looked.state], missing=list(looked.now.missing), fields=looked.now.hers,
        values={f.key: control_value(f, chosen.get(f.key, "")) for f in looked.now.hers}, mistakes=wrong,
        call=call if looked.waits else None, call_says=CALL_ENDED.get(call.state, "") if call else "", errors=field_errors(wrong),
    )  # fmt: skip


def content_of(looked: Looked) -> ConsentContent:
    """What is read to her."""
    found, bound = looked.now, looked.now.bound
    return ConsentContent(
        service=found.service.name, principal=found.who.name, number=masking.identity_number(found.who.id_number), helper=found.helper,
        rows=[SummaryRow(line.label, line.value) for line in bound.shown], papers=[SummaryRow(line.label, line.value) for line in bound.shown_papers],
        words=consent_lines(bound.words), account=masking.account(found.account), digest=binding.digest_of(bound),
        expires_at=looked.request.expires_at,
    )  # fmt: skip


async def waiting_consents(db: Db, services: CaseServices, mandate: UUID) -> list[TextLink]:
    """The requests that wait under a mandate, each with its page."""
    return [
        TextLink(
            ASKED_AT(Audience.OFFICER, service=name(services.catalogue, one.service), at=moment(one.asked_at)).text,
            f"/desk/consents/{one.id}",
        )
        for one in await store.waiting_under(db, mandate=mandate)
    ]
