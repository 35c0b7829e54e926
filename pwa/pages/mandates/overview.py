"""“帮家人办事”: what waits for an answer, whom I help, who may help me, what I sent."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases import flow, store
from backend.cases.services import CaseServices
from backend.cases.types import State
from backend.delegation import managing
from backend.delegation.invitations import inviting
from backend.delegation.invitations.inviting import Offer
from backend.delegation.invitations.overview import SentInvitation, sent
from backend.delegation.managing import MandateView
from backend.delegation.powers import Step, may
from backend.delegation.types import Authority
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.residents.types import Acting
from pwa.views.mandates import BASES, Scope, scopes, state_tag, until
from pwa.views.parts import StateTag

_messages = Messages.beside(__file__)
WAITS = _messages.group("waits")
TO_DO = (State.DRAFT, State.IN_CORRECTION)
"""States in which something is to be filled in."""


class MandateCard(Struct, frozen=True, kw_only=True):
    """A mandate in a list; `name`: the other side. `waits`: for a helper, what there is to do."""

    id: UUID
    name: str
    basis: str
    tag: StateTag
    until: str
    scopes: list[Scope]
    in_force: bool
    side: str
    waits: str = ""
    to_do: int = 0


class OfferCard(Struct, frozen=True):
    """An invitation or request that waits for the reader's answer."""

    href: str
    name: str
    side: str
    scopes: list[Scope]


class SentCard(Struct, frozen=True):
    """What the reader sent and nobody has answered."""

    id: UUID
    name: str
    phone: str
    side: str
    scopes: list[Scope]
    expires_at: datetime


class Overview(Struct, frozen=True, kw_only=True):
    """The page; `asked`: proposals of the reader that wait for a call or a letter; `nothing`: there is nothing to list yet."""

    offers: list[OfferCard]
    helping: list[MandateCard]
    helped_by: list[MandateCard]
    past: list[MandateCard]
    asked: list[MandateCard]
    sent: list[SentCard]
    nothing: bool


async def overview(db: Db, services: CaseServices, acting: Acting, now: datetime) -> Overview:
    """Collect the page of the person who is signed in."""
    received = await managing.received(db, services, acting.person, now)
    given = await managing.given(db, services, acting, now)
    offers = await inviting.waiting(db, services, acting, now)
    mine = [sent_card(services, one) for one in await sent(db, services, acting, now)]
    helping = [await with_work(db, services, one, now) for one in received if one.is_open and one.has_begun]
    return Overview(
        offers=[proposal_card(services, one) for one in given if one.to_confirm] + [offer_card(services, one) for one in offers],
        helping=sorted(helping, key=lambda one: -one.to_do),
        helped_by=[card(services, one) for one in given if one.is_open and not one.to_confirm],
        past=[card(services, one) for one in (*received, *given) if not one.is_open],
        asked=[card(services, one) for one in received if one.is_open and not one.has_begun], sent=mine,
        nothing=not (received or given or offers or mine),
    )  # fmt: skip


async def given_page(db: Db, services: CaseServices, acting: Acting, now: datetime) -> Overview:
    """Collect the page of an organisation: who may act for it."""
    given = await managing.given(db, services, acting, now)
    return Overview(
        offers=[proposal_card(services, one) for one in given if one.to_confirm], helping=[],
        helped_by=[card(services, one) for one in given if one.is_open and not one.to_confirm and one.mandate.basis == "consent"],
        past=[card(services, one) for one in given if not one.is_open],
        asked=[], sent=[], nothing=not given,
    )  # fmt: skip


def card(services: CaseServices, view: MandateView) -> MandateCard:
    """Put one mandate into a card."""
    return MandateCard(
        id=view.mandate.id, name=view.other_name, basis=BASES[view.mandate.basis], tag=state_tag(view.standing),
        until=until(view.mandate, view.standing), scopes=scopes(services.catalogue, view.open_services),
        in_force=view.standing.in_force, side=view.side,
    )  # fmt: skip


def proposal_card(services: CaseServices, view: MandateView) -> OfferCard:
    """Put a proposal that waits for its principal's yes into a card."""
    scope = scopes(services.catalogue, view.open_services)
    return OfferCard(f"/mandates/{view.mandate.id}", view.other_name, "helper", scope)


def offer_card(services: CaseServices, offer: Offer) -> OfferCard:
    """Put an invitation or request that was sent to the reader into a card."""
    return OfferCard(
        f"/mandates/offers/{offer.id}", offer.from_name, offer.side, scopes(services.catalogue, offer.services)
    )


def sent_card(services: CaseServices, one: SentInvitation) -> SentCard:
    """Put what the reader sent into a card."""
    return SentCard(one.id, one.name, one.phone, one.side, scopes(services.catalogue, one.services), one.expires_at)


async def with_work(db: Db, services: CaseServices, view: MandateView, now: datetime) -> MandateCard:
    """Put a mandate of a helper into a card, with how many affairs of the other person wait for the helper."""
    shown = card(services, view)
    if not view.standing.in_force:
        return shown
    authority = authority_of(view)
    cases = await store.of_principal(db, principal=view.mandate.principal)
    to_do = sum(case.state in TO_DO and may_in(services, authority, "case.answered", case.service) for case in cases)
    running = sum(case.state in flow.OPEN and may_in(services, authority, "case.seen", case.service) for case in cases)
    key = "yours" if to_do else "others" if running else "none"
    said = WAITS[key](**({"count": to_do or running} if key != "none" else {}))
    return replace(shown, waits=said.text, to_do=to_do)


def authority_of(view: MandateView) -> Authority:
    """What the helper of this mandate may do."""
    powers = {one.service: one.power for one in view.open_services}
    mandate = view.mandate
    return Authority(
        mandate=mandate.id, principal=mandate.principal, helper=mandate.helper, basis=mandate.basis, powers=powers
    )


def may_in(services: CaseServices, authority: Authority, step: Step, code: str) -> bool:
    """May the helper take this step in an affair of this service?"""
    version = services.catalogue.get(code)
    return version is not None and may(authority, step, version.service)
