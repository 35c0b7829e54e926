"""One mandate with all that can be done with it and all that happened to it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.delegation import call_back, managing
from backend.delegation.lifecycle import step_for
from backend.delegation.managing import MandateView
from backend.delegation.messages import END_REASONS
from backend.delegation.phone_calls import CallProgress
from backend.delegation.signals import complaints
from backend.delegation.types import EventKind, MandateEvent
from backend.delegation.wording import name
from backend.kit.messages.formats import moment
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.types import Acting
from pwa.views.mandates import BASES, CHANNELS, ConsentLine, Scope, consent_lines, scopes, state_tag, until
from pwa.views.parts import StateTag, SummaryRow, TextLink, TimelineStep

_messages = Messages.beside(__file__)
HISTORY = _messages.group("history")
WHO = _messages.words("Who")
FACTS = _messages.group("fact")
SHOWN_CALLS = frozenset({"placed", "unanswered", "mistaken"})


class MandatePage(Struct, frozen=True, kw_only=True):
    """The page; what may be done is said by the state machine.

    `words` and `digest`: what a principal confirms; `call`: how the newest call goes, for a helper; `taken`: services one by one.
    """

    id: UUID
    side: str
    name: str
    organisation: bool
    tag: StateTag
    rows: list[SummaryRow]
    scopes: list[Scope]
    singly: list[TextLink]
    words: list[ConsentLine]
    digest: str
    call: CallProgress | None
    begun: bool
    under_review: bool  # a person looks at it
    complained: bool
    looked_at: list[SummaryRow]
    can_switch: bool
    can_pause: bool
    can_resume: bool
    can_stop: bool
    history: list[TimelineStep]


async def mandate_page(db: Db, services: CaseServices, acting: Acting, id: UUID, now: datetime) -> MandatePage:
    """Collect the page for either side; raises NotThere for anybody else."""
    view = await managing.open_mandate(db, services, acting, id, now)
    said = await managing.words(db, services, view.mandate) if view.to_confirm else None
    events = await managing.history(db, acting, id)
    open_services = view.open_services if view.side == "principal" and view.mandate.basis == "consent" else ()
    return MandatePage(
        id=id, side=view.side, name=view.other_name, organisation=view.organisation, tag=state_tag(view.standing),
        rows=rows(view), scopes=scopes(services.catalogue, view.open_services),
        singly=[TextLink(name(services.catalogue, one.service), one.service) for one in open_services] if len(open_services) > 1 else [],
        words=consent_lines(said.words) if said else [], digest=said.digest if said else "",
        begun=view.has_begun, under_review=view.standing.reason == "signal",
        complained=view.side == "principal" and await complaints.is_open(db, view.mandate.id),
        looked_at=await looked_at(db, view),
        call=await call_of(db, services, view, now), can_switch=view.side == "helper" and view.standing.in_force and acting.mandate is None,
        can_pause=can(view, "suspended", "pause"), can_resume=can(view, "resumed"), can_stop=view.is_open,
        history=[step(services, view, one) for one in reversed(events)],
    )  # fmt: skip


async def looked_at(db: Db, view: MandateView) -> list[SummaryRow]:
    """What officers wrote when they had looked; for the principal alone."""
    if view.side != "principal":
        return []
    return [SummaryRow(moment(one.at), one.why) for one in await complaints.answers(db, view.mandate)]


def can(view: MandateView, kind: EventKind, reason: str | None = None) -> bool:
    """Does the state machine allow the reader this step?"""
    return step_for(kind, view.standing, view.side, reason) is not None


async def call_of(db: Db, services: CaseServices, view: MandateView, now: datetime) -> CallProgress | None:
    """How the newest call goes, while the proposal waits for it; the code is for the helper's screen."""
    if view.side != "helper" or view.mandate.channel != "call_back" or view.standing.state != "proposed":
        return None
    return await call_back.progress(db, services, view.mandate.id)


def rows(view: MandateView) -> list[SummaryRow]:
    """The facts of a mandate."""
    mandate = view.mandate
    return [
        SummaryRow(FACTS["until"]().text, until(mandate, view.standing)), SummaryRow(FACTS["channel"]().text, CHANNELS[mandate.channel]),
        *([SummaryRow(FACTS["basis"]().text, BASES[mandate.basis])] if mandate.basis != "consent" else []),
        *([SummaryRow(FACTS["phone"]().text, f"**{view.other_phone_tail}")] if view.other_phone_tail else []),
    ]  # fmt: skip


def step(services: CaseServices, view: MandateView, event: MandateEvent) -> TimelineStep:
    """Say one thing that happened."""
    who = (
        WHO["you"]
        if event.role == view.side
        else view.other_name
        if event.role in ("principal", "helper")
        else WHO[event.role]
    )
    said = HISTORY[event.kind](**facts_of(services, event, who))
    return TimelineStep(said.text, moment(event.at), state="stopped" if event.kind == "ended" else "done")


def facts_of(services: CaseServices, event: MandateEvent, who: str) -> dict[str, object]:
    """What the sentence of an event names."""
    detail = event.detail
    if event.kind == "narrowed":
        return {"who": who, "service": name(services.catalogue, str(detail.get("service", "")))}
    if event.kind == "ended":
        return {"reason": END_REASONS[str(detail["reason"])]}
    return {"way": detail["channel"]} if event.kind == "told" else {"who": who}
