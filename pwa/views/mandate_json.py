"""Mandates as programs read and write them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from backend.cases.store import HelperAct
from backend.catalogue.vocabulary import Group
from backend.delegation.invitations.inviting import Offer, To
from backend.delegation.invitations.overview import SentInvitation
from backend.delegation.managing import MandateView, Side
from backend.delegation.scope import Wish
from backend.delegation.types import (
    Basis,
    Channel,
    EndReason,
    EventKind,
    Granted,
    MandateEvent,
    Power,
    Relation,
    Role,
    State,
    SuspendReason,
)
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience
from backend.kit.phone_number import mobile
from pwa.views.mandate_forms import PowerName

DESCRIBES = Messages.beside(__file__).texts("api", Audience.MACHINE)
Code = Annotated[str, Meta(max_length=20)]
Digest = Annotated[str, Meta(max_length=64, description=DESCRIBES("digest"))]
Token = Annotated[str, Meta(max_length=64, description=DESCRIBES("token"))]
POWERS: dict[PowerName, Power] = {
    "see": Power.SEE, "prepare": Power.PREPARE, "submit_with_consent": Power.SUBMIT_WITH_CONSENT, "submit": Power.SUBMIT,
}  # fmt: skip
NAMES: dict[Power, PowerName] = {power: name for name, power in POWERS.items()}


class ServiceJson(Struct, frozen=True):
    """One service of a mandate; `group`: by which it was chosen, "" if it was named itself."""

    service: str
    power: PowerName
    group: str


class MandateJson(Struct, frozen=True, kw_only=True):
    """A mandate as its reader stands to it: principal or helper."""

    id: UUID
    side: Side
    other_name: str
    other_phone_tail: str
    basis: Basis
    channel: Channel
    state: State
    reason: EndReason | SuspendReason | None
    in_force: bool
    days: int | None
    proposed_at: datetime
    lapses_at: datetime
    active_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    services: list[ServiceJson]


class EventJson(Struct, frozen=True):
    """One thing that happened to a mandate, and by which side."""

    kind: EventKind
    role: Role
    at: datetime


class MandateDetail(Struct, frozen=True, kw_only=True):
    """One mandate with its history; `words` and `digest` only where the reader has to confirm them."""

    mandate: MandateJson
    words: str
    digest: str
    events: list[EventJson]


class OfferJson(Struct, frozen=True, kw_only=True):
    """What was sent to the reader's number; `side`: of who sent it. `words`: what the principal agrees to, or has agreed to."""

    id: UUID
    side: Side
    from_name: str
    services: list[ServiceJson]
    days: int
    words: str
    digest: str
    expires_at: datetime


class SentJson(Struct, frozen=True, kw_only=True):
    """What the reader has sent and nobody has answered; `phone` is masked."""

    id: UUID
    side: Side
    name: str
    phone: str
    services: list[ServiceJson]
    days: int
    expires_at: datetime


class MandateList(Struct, frozen=True, kw_only=True):
    """Everything of the reader: who may act for them, for whom they may act, what waits for an answer, what they sent."""

    given: list[MandateJson]
    held: list[MandateJson]
    offers: list[OfferJson]
    sent: list[SentJson]


class ActJson(Struct, frozen=True):
    """One act of the helper in a case of the principal."""

    at: datetime
    kind: str
    service: str
    case_number: str


class InvitationBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An invitation or request: services by code or group, how far, for how long, and to which number; without one for a QR code."""

    services: Annotated[tuple[Code, ...], Meta(max_length=60)] = ()
    groups: Annotated[tuple[Group, ...], Meta(max_length=20)] = ()
    power: PowerName
    days: Literal[1, 30, 182, 365]
    relation: Relation | None = None
    phone: Annotated[str, Meta(max_length=40)] = ""
    name: Annotated[str, Meta(max_length=60)] = ""

    @property
    def wish(self) -> Wish:
        """What the mandate should reach."""
        return Wish(
            services=self.services, groups=self.groups, power=POWERS[self.power], days=self.days, relation=self.relation
        )

    @property
    def to(self) -> To:
        """For whom it is; raises NoPhoneNumber."""
        return To(phone=mobile(self.phone), name=self.name) if self.phone else To()


class SentBody(Struct, frozen=True):
    """An invitation that was made; `token` is the secret of its QR code, "" where it went to a number."""

    id: UUID
    token: str


class AnswerBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The answer to an invitation."""

    token: Token = ""


class GrantBody(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The principal's yes to the words that she read, for the services that she keeps (all, if none is named)."""

    digest: Digest
    keep: Annotated[tuple[Code, ...], Meta(max_length=60)] = ()
    token: Token = ""


class ConfirmationBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The principal's yes to the words that she read."""

    digest: Digest


class RemovalBody(Struct, frozen=True, forbid_unknown_fields=True):
    """The service that the principal takes back."""

    service: Code


def services_json(granted: Iterable[Granted]) -> list[ServiceJson]:
    """The services of a mandate that haven't been taken back."""
    return [ServiceJson(one.service, NAMES[one.power], one.via) for one in granted if one.revoked_at is None]


def mandate_json(view: MandateView) -> MandateJson:
    """One mandate."""
    mandate, at = view.mandate, view.standing
    return MandateJson(
        id=mandate.id, side=view.side, other_name=view.other_name, other_phone_tail=view.other_phone_tail, basis=mandate.basis,
        channel=mandate.channel, state=at.state, reason=at.reason, in_force=at.in_force, days=mandate.days, proposed_at=mandate.proposed_at,
        lapses_at=mandate.lapses_at, active_at=mandate.active_at, expires_at=mandate.expires_at, ended_at=mandate.ended_at,
        services=services_json(view.services),
    )  # fmt: skip


def detail_json(view: MandateView, events: Iterable[MandateEvent], words: str, digest: str) -> MandateDetail:
    """One mandate with its history."""
    happened = [EventJson(one.kind, one.role, one.at) for one in events]
    return MandateDetail(mandate=mandate_json(view), words=words, digest=digest, events=happened)


def offer_json(offer: Offer) -> OfferJson:
    """What was sent to the reader."""
    return OfferJson(
        id=offer.id, side=offer.side, from_name=offer.from_name, services=services_json(offer.services), days=offer.days,
        words=offer.words.words, digest=offer.words.digest, expires_at=offer.expires_at,
    )  # fmt: skip


def sent_json(one: SentInvitation) -> SentJson:
    """What the reader sent."""
    return SentJson(
        id=one.id, side=one.side, name=one.name, phone=one.phone, services=services_json(one.services), days=one.days,
        expires_at=one.expires_at,
    )  # fmt: skip


def act_json(act: HelperAct) -> ActJson:
    """One act of a helper."""
    return ActJson(act.at, act.kind, act.service, act.number)
