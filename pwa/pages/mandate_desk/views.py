"""What the officers' pages about mandates show."""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation.counter import subject
from backend.delegation.desk import DeskQueue, DeskView
from backend.delegation.lifecycle import step_for
from backend.delegation.phone_calls import CallProgress
from backend.delegation.signals.store import OpenSignal
from backend.delegation.types import Mandate
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.sql import Db
from backend.residents import separation
from backend.residents.types import Staff
from pwa.pages.mandate_desk.consent_views import waiting_consents
from pwa.views.helper_acts import ActLine, acts_under
from pwa.views.mandate_choosing import FormOption
from pwa.views.mandates import BASES, CHANNELS, RELATIONS, Scope, scopes, state_tag, until
from pwa.views.parts import StateTag, SummaryRow, TextLink

_messages = Messages.beside(__file__)
CHOICES, HINTS = _messages.words("EndChoice"), _messages.words("EndHint")
FACTS, PEOPLE = _messages.group("fact"), _messages.take("people")
SIGNS = _messages.group("signal")


class DeskLine(Struct, frozen=True):
    """A mandate in an officer's list."""

    id: UUID
    people: str
    tag: StateTag
    until: str
    scopes: list[Scope]


class DeskLists(Struct, frozen=True):
    """What waits for officers."""

    signalled: list[DeskLine]
    suspended: list[DeskLine]
    letters: list[DeskLine]


class DeskSign(Struct, frozen=True, kw_only=True):
    """One thing that was seen, or a complaint: what, since when, what to ask the principal, and the case in which it was seen."""

    what: str
    ask: str
    when: str
    high: bool
    case_id: UUID | None


class DeskMandate(Struct, frozen=True, kw_only=True):
    """One mandate for an officer, with the steps that the state machine allows there."""

    id: UUID
    principal: str
    helper: str
    tag: StateTag
    rows: list[SummaryRow]
    scopes: list[Scope]
    call: CallProgress | None
    acts: list[ActLine]
    signs: list[DeskSign]
    can_clear: bool
    consents: list[TextLink]
    can_print: bool
    can_post: bool
    can_call: bool
    can_resume: bool
    reasons: list[FormOption]


def lists(services: CaseServices, queue: DeskQueue) -> DeskLists:
    """Put what waits into lines."""
    return DeskLists(
        *[[line(services, one) for one in rows] for rows in (queue.signalled, queue.suspended, queue.letters)]
    )


def line(services: CaseServices, view: DeskView) -> DeskLine:
    """Put one mandate into a line."""
    people = PEOPLE(Audience.OFFICER, principal=view.principal, helper=view.helper).text
    return DeskLine(
        view.mandate.id, people, state_tag(view.standing), until(view.mandate, view.standing), scopes(services.catalogue, view.services)
    )  # fmt: skip


async def desk_mandate(db: Db, services: CaseServices, staff: Staff, view: DeskView) -> DeskMandate:
    """Collect the page of one mandate, with what its helper did and what was seen in it."""
    mandate, at = view.mandate, view.standing
    proposed = at.state == "proposed"
    return DeskMandate(
        id=mandate.id, principal=view.principal, helper=view.helper, tag=state_tag(at), rows=rows(view),
        scopes=scopes(services.catalogue, view.services), call=view.call if proposed else None,
        can_print=at.state == "active" and mandate.channel == "counter" and mandate.basis == "consent",
        can_post=proposed and mandate.channel == "paper", can_call=proposed and mandate.channel == "call_back",
        acts=await acts_under(db, services.catalogue, mandate), signs=[sign(one) for one in view.signals],
        consents=await waiting_consents(db, services, mandate.id),
        can_clear=await separation.is_permitted(db, staff, "mandate.signal_cleared", subject(mandate)),
        can_resume=step_for("resumed", at, "officer") is not None and not view.signals,
        reasons=[FormOption(key, CHOICES[key], HINTS[key]) for key in CHOICES if step_for("ended", at, "officer", key)],
    )  # fmt: skip


def sign(one: OpenSignal) -> DeskSign:
    """Say what was seen, and what to ask."""
    said = SIGNS[one.kind](Audience.OFFICER)
    return DeskSign(what=said.title, ask=said.body, when=moment(one.at), high=one.size == "high", case_id=one.case_id)


def rows(view: DeskView) -> list[SummaryRow]:
    """The facts of a mandate; numbers are masked."""
    mandate = view.mandate
    said = {
        "number": view.principal_number, "phone": view.helper_phone, "channel": CHANNELS[mandate.channel], "basis": BASES[mandate.basis],
        "relation": RELATIONS[mandate.relation] if mandate.relation else "", "until": until(mandate, view.standing),
    }  # fmt: skip
    return [SummaryRow(FACTS[key](Audience.OFFICER).text, value) for key, value in said.items() if value]


def recorded_or_held(mandate: Mandate) -> Literal["recorded", "held"]:
    """What the officer reads after writing a mandate down: it has begun, or a sign of abuse holds it."""
    return "recorded" if mandate.state == "active" else "held"
